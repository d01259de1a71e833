// Appends message after message to an inbox, several at a time, and says which append has resolved or rejected.
import { writeSync } from "node:fs";

const [storeModule = "", location = "", name = "", atOnce = "1", rounds = "Infinity"] = process.argv.slice(2);
const { createFileStore } = await import(storeModule);
const writer = await createFileStore(location, process.pid).inbox.openWriter();
const say = (...words) => writeSync(1, `${words.join(" ")}\n`);

async function append(text) {
  // Sizes from nothing to beyond what is read at once.
  const bytes = (text.length * 7_919 * (text.charCodeAt(text.length - 1) - 47)) % 40_000;
  const body = Buffer.from(`${text} ${"x".repeat(bytes)}`);
  try {
    await writer.append({ requestId: text, credentials: "checked", body });
    say("kept", text, body.length);
  } catch (error) {
    say("lost", text, error.kind, error.message);
  }
}

for (let round = 0; round < Number(rounds); round++)
  await Promise.all(Array.from({ length: Number(atOnce) }, (_, at) => append(`${name}-${round}-${at}`)));
await writer.close();
