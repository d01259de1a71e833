import { Agent, request } from "undici";

// Without pipelining: each POST has a connection of its own, as the product's.
const dispatcher = new Agent({ pipelining: 0 });

/** Posts one UploadDevices envelope and returns the RequestId; throws without one. */
export async function postEnvelope(baseUrl, body) {
  const answer = await request(`${baseUrl}/DeviceService.svc`, {
    dispatcher,
    method: "POST",
    headers: {
      "content-type": "text/xml; charset=utf-8",
      soapaction: '"http://nphase.com/unifiedwebservice/v2/IDeviceService/UploadDevices"',
    },
    body,
  });
  const [, requestId] = /RequestId>([^<]+)</.exec(await answer.body.text()) ?? [];
  if (requestId === undefined) throw new Error(`HTTP ${answer.statusCode} without a RequestId`);
  return requestId;
}
