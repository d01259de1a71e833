import { expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { renderHelpPages } from "../../src/cli/help-pages.ts";

const pages = await renderHelpPages("1.2.3");

test("the version", () => {
  expect(pages["--version"]).toBe("1.2.3\n");
  expect(pages["-V"]).toBe("1.2.3\n");
});

test.each(Object.entries(commands))("the page of %s has each of its examples", (name, { examples }) => {
  const page = pages[`${name} --help`] ?? "";
  expect(page).toMatch(new RegExp(`^Usage: vzupload ${name} `));
  for (const example of examples) expect(page).toContain(`  $ ${example}\n`);
  expect(pages[`${name} -h`]).toBe(page);
  expect(pages[name.replace(/(\S+)$/, "help $1")]).toBe(page);
});

test("the page of all commands names each of them, and the exit codes", () => {
  for (const name of Object.keys(commands)) {
    const [first = "", second] = name.split(" ");
    expect(pages["--help"]).toContain(`\n  ${first} `);
    if (second !== undefined) expect(pages[`${first} --help`]).toContain(`\n  ${second} `);
  }
  expect(pages["--help"]).toContain("Exit codes:\n    0  all done as asked\n");
});
