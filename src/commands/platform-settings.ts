import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { errorCode, VzuploadError } from "../errors.ts";
import { isSameEndpoint } from "../store/endpoint.ts";
import type { JobRecord } from "../store/job-record.ts";
import { productionBaseUrl } from "../uws/operations.ts";
import { isLoopbackHost } from "../uws/proxy-setting.ts";
import type { TransportOptions } from "../uws/undici-transport.ts";
import type { Invocation } from "./invocation.ts";

/** The base URL of the services, without a slash at its end. Errors: VzuploadError "usage". */
export function endpointSetting(endpoint = productionBaseUrl): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw new VzuploadError("usage", `--endpoint: "${endpoint}" is not an HTTP URL.`, {
      hint: `Give the base of the services, e.g. ${productionBaseUrl}.`,
    });
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new VzuploadError(
      "usage",
      "--endpoint: the URL must not hold credentials, a query or a fragment.",
      {
        hint: "Credentials go into VZUPLOAD_USERNAME and VZUPLOAD_PASSWORD.",
      },
    );
  }
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname)) {
    throw new VzuploadError(
      "usage",
      `--endpoint: ${url.origin} is not HTTPS; a session token would travel in the clear.`,
      {
        hint: "Use https:// (plain HTTP is for this machine only).",
      },
    );
  }
  return url.href.replace(/\/+$/, "");
}

/** A token for one platform must not go to another. Errors: VzuploadError "usage" where a job goes on elsewhere than it began. */
export function refuseOtherEndpoint(
  { id, endpoint }: JobRecord,
  { values }: Pick<Invocation, "values">,
): void {
  if (values.endpoint === undefined) return;
  const asked = endpointSetting(values.endpoint);
  if (isSameEndpoint(asked, endpoint)) return;
  throw new VzuploadError(
    "usage",
    `Job ${id} belongs to ${endpoint}, and the endpoint that is set is ${asked}.`,
    { hint: "Leave --endpoint (VZUPLOAD_ENDPOINT) out: a job goes on where it began." },
  );
}

/** How to reach the endpoint: proxy, certificates. Reads the named files. Errors: VzuploadError "usage". */
export function transportSettings({ values }: Invocation, context: Context): TransportOptions {
  if ((values.clientCert === undefined) !== (values.clientKey === undefined)) {
    throw new VzuploadError("usage", "--client-cert and --client-key go together.", {
      hint: "Give both or neither.",
    });
  }
  const pem = (flag: string, path: string | undefined) =>
    path === undefined ? undefined : readNamed(flag, resolve(context.cwd, path));
  return {
    proxyEnv: {
      httpProxy: context.env["http_proxy"] ?? context.env["HTTP_PROXY"],
      httpsProxy: context.env["https_proxy"] ?? context.env["HTTPS_PROXY"],
      noProxy: context.env["no_proxy"] ?? context.env["NO_PROXY"],
    },
    ca: trusted(pem("--ca-file", values.caFile), context),
    clientCert: pem("--client-cert", values.clientCert),
    clientKey: pem("--client-key", values.clientKey),
  };
}

/** Naming certificates replaces what Node.js trusts beside its own: what NODE_EXTRA_CA_CERTS asks for is kept by us. */
function trusted(ca: string | undefined, { env, cwd }: Context): string | undefined {
  const extra = env["NODE_EXTRA_CA_CERTS"];
  if (ca === undefined || extra === undefined || extra === "") return ca;
  return `${ca}\n${readNamed("NODE_EXTRA_CA_CERTS", resolve(cwd, extra))}`;
}

/** The text of a file that a flag names. Errors: VzuploadError "usage". */
export function readNamed(flag: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const why = { ENOENT: "no such file", EISDIR: "it is a directory", EACCES: "permission denied" }[
      errorCode(cause) ?? ""
    ];
    throw new VzuploadError(
      "usage",
      `${flag}: cannot read ${path}: ${why ?? errorCode(cause) ?? "unreadable"}.`,
      {
        hint: "Correct the path, or make the file readable.",
        cause,
      },
    );
  }
}
