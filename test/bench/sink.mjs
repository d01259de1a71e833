// The platform as far as a benchmark needs it, in a process of its own: swallows each body and answers at once.
// Parent -> sink: {counting: boolean} sets whether devices are counted, too (slow: for verification only), and resets.
// Sink -> parent: {port} once, then {requests, bytes, devices} for each message.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

const token = randomUUID();
let counting = false;
let counts = { requests: 0, bytes: 0, devices: 0 };

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => {
    counts.bytes += chunk.length;
    if (counting) chunks.push(chunk);
  });
  request.on("end", () => {
    counts.requests += 1;
    if (counting) counts.devices += countDevices(Buffer.concat(chunks).toString("latin1"));
    const body = request.url.endsWith("SessionService.svc") ? logInAnswer() : uploadAnswer();
    response.writeHead(200, {
      "content-type": "text/xml; charset=utf-8",
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  });
});

server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));

process.on("message", (message) => {
  process.send(counts);
  counting = message.counting;
  counts = { requests: 0, bytes: 0, devices: 0 };
});

// The benchmark has ended, however it did.
process.on("disconnect", () => process.exit());

function countDevices(body) {
  return body.match(/<\/(?:\w+:)?DeviceIdentifierCollection>/g)?.length ?? 0;
}

function uploadAnswer() {
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><UploadDevicesResponse xmlns="http://nphase.com/unifiedwebservice/v2"><Output xmlns:a="http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract.DeviceService" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><a:RequestId>${randomUUID()}</a:RequestId></Output></UploadDevicesResponse></s:Body></s:Envelope>`;
}

function logInAnswer() {
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><token xmlns="http://nphase.com/unifiedwebservice/v2">${token}</token></s:Header><s:Body><LogInResponse xmlns="http://nphase.com/unifiedwebservice/v2"><Output xmlns:a="http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract.SessionService"><a:SessionToken>${token}</a:SessionToken></Output></LogInResponse></s:Body></s:Envelope>`;
}
