// Appends to a ledger until that fails; prints how many facts were acknowledged, and the failures of that and the next append.
const [ledgerModule = "", path = ""] = process.argv.slice(2);
const { openLedger } = await import(ledgerModule);
const ledger = openLedger(path);

const messageOf = () => {
  try {
    ledger.append({ kind: "notSent", batch: 1, reason: "x".repeat(100) });
    return undefined;
  } catch (error) {
    return { kind: error.kind, message: error.message };
  }
};

let acknowledged = 0;
let first = messageOf();
for (; first === undefined; first = messageOf()) acknowledged++;
process.stdout.write(
  JSON.stringify({ acknowledged, known: ledger.facts.length, first, second: messageOf() }),
);
