import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ended, startNode } from "../support/child-process.ts";
import { compiledSources } from "../support/compiled-sources.ts";
import { makePairs } from "../support/make-devices.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { csvOfPairs } from "./push-rows.ts";

const compiled = compiledSources();
const push = new URL("./children/push.mjs", import.meta.url);

test.each([0, 1, 2, 3, 4])(
  "three processes with the same devices send each exactly once in total (%i)",
  async () => {
    const directory = temporaryDirectory();
    const csv = join(directory, "devices.csv");
    writeFileSync(csv, csvOfPairs(0, 20));
    const words = [
      compiled("upload/push-devices"),
      compiled("store/file-store"),
      join(directory, "state"),
      csv,
    ];
    const ends = await Promise.all([push, push, push].map((script) => ended(startNode(script, words))));
    expect(ends.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      ends.map(() => ({ code: 0, stderr: "" })),
    );
    const sent = ends.flatMap(({ stdout }) => stdout.split("\n").filter((line) => line !== ""));
    expect(sent.sort()).toEqual(
      makePairs(20)
        .map(({ imei, iccid }) => `${imei} ${iccid}`)
        .sort(),
    );
  },
);
