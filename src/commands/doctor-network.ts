import type { Socket } from "node:net";
import { VzuploadError } from "../errors.ts";
import { operations, serviceUrl } from "../uws/operations.ts";
import {
  addressesOf,
  askPlainly,
  openTcp,
  openTunnel,
  type PlainAnswer,
  placeOf,
  type Secured,
  secure,
} from "../uws/probe-sockets.ts";
import { chooseRoute, type ProxyRoute } from "../uws/proxy-route.ts";
import { failureWords } from "../uws/transport-failures.ts";
import type { TransportOptions } from "../uws/undici-transport.ts";
import type { Checked, CheckList, Examined } from "./check-list.ts";
import { certificateFinding } from "./doctor-certificate.ts";
import { clockFinding } from "./doctor-clock.ts";

/** The way to an endpoint. */
export interface Way {
  /** Base URL. */
  readonly endpoint: string;
  readonly transport: TransportOptions;
}

/** Looks at the way to the endpoint step by step, with sockets of its own; passed: its service answers. Nothing secret is sent but to the proxy. */
export async function checkNetwork(checks: CheckList, way: Checked<Way>): Promise<Checked<PlainAnswer>> {
  const routed = await checks.run("dns", way, examineName);
  const opened = await checks.run("proxy", routed, examineProxy);
  const secured = await checks.run("connection", opened, examineConnection);
  const answered = await checks.run("endpoint", secured, examineEndpoint);
  await checks.run("clock", answered, async (answer) => ({
    finding: clockFinding(answer.dateMs, Date.now()),
    value: undefined,
  }));
  // The outermost alone: what is beneath it ends with it.
  if (secured.kind === "passed") secured.value.socket.destroy();
  return answered;
}

interface Routed extends Way {
  readonly route: ProxyRoute;
}

async function examineName(way: Way): Promise<Examined<Routed>> {
  const route = chooseRoute(way.transport.proxyEnv ?? {}, way.endpoint);
  const value = { ...way, route };
  if (route.kind === "notUnderstood")
    return { finding: { state: "skipped", found: "first mend: proxy" }, value };
  const { host } = placeOf(route.kind === "proxy" ? route.proxy.url : way.endpoint);
  const who = route.kind === "proxy" ? "the proxy's host " : "";
  const resolving = route.kind === "proxy" ? "; it looks up the endpoint itself" : "";
  const addresses = await failing(route, () => addressesOf(host), `${who}${host}`);
  const found = addresses.includes(host)
    ? `${who}${host} is an address${resolving}`
    : `${who}${host} is ${addresses.slice(0, maxAddresses).join(", ")}${addresses.length > maxAddresses ? ", ..." : ""}${resolving}`;
  return { finding: { state: "ok", found }, value };
}

const maxAddresses = 3;

interface Opened extends Routed {
  /** Through the proxy's tunnel; undefined: directly, still to be opened. */
  readonly tunnel: Socket | undefined;
}

async function examineProxy(way: Routed, signal: AbortSignal): Promise<Examined<Opened>> {
  const { route, endpoint, transport } = way;
  switch (route.kind) {
    case "direct":
      return {
        finding: { state: "ok", found: `none is used: ${directReasons[route.why](route.variable)}` },
        value: { ...way, tunnel: undefined },
      };
    case "notUnderstood":
      return {
        finding: {
          state: "failure",
          found: `${route.variable} is not the URL of an HTTP proxy`,
          todo: `Write ${route.variable} as http://host:port.`,
          outcome: "usage",
        },
      };
    case "proxy": {
      const { proxy, variable } = route;
      const options = { ca: transport.ca, signal };
      const tunnel = await failing(
        route,
        () => openTunnel(proxy, placeOf(endpoint), options),
        `${proxy.shown} (${variable})`,
      );
      const login = proxy.authorization === undefined ? "" : ", with the user name of the variable";
      return {
        finding: { state: "ok", found: `${proxy.shown} (${variable}) connects to the endpoint${login}` },
        value: { ...way, tunnel },
      };
    }
  }
}

const directReasons = {
  loopback: () => "the endpoint is on this machine",
  unset: (variable: string) => `${variable} is not set`,
  noProxy: () => "NO_PROXY names the endpoint",
} as const satisfies Record<Extract<ProxyRoute, { kind: "direct" }>["why"], (variable: string) => string>;

interface Ready extends Way {
  readonly socket: Socket;
}

async function examineConnection(way: Opened, signal: AbortSignal): Promise<Examined<Ready>> {
  const { endpoint, route, transport } = way;
  const place = placeOf(endpoint);
  const socket =
    way.tunnel ?? (await failing(route, () => openTcp(place, signal), `${place.host}:${place.port}`));
  if (endpoint.startsWith("http:")) {
    const found = "plain HTTP, which never leaves this machine";
    return { finding: { state: "ok", found }, value: { ...way, socket } };
  }
  const secured: Secured = await failing(
    undefined,
    () => secure(socket, place.host, { settings: transport, signal }),
    `TLS with ${place.host}:${place.port}`,
  );
  const finding = certificateFinding(secured, Date.now());
  if (finding.state !== "failure") return { finding, value: { ...way, socket: secured.socket } };
  secured.socket.destroy();
  return { finding };
}

async function examineEndpoint(way: Ready, signal: AbortSignal): Promise<Examined<PlainAnswer>> {
  // A page about the service, which needs no session and changes nothing.
  const url = serviceUrl(way.endpoint, operations.logIn);
  const answer = await failing(undefined, () => askPlainly(way.socket, url, signal), `GET ${url}`);
  const { status } = answer;
  const found = `GET ${url}: HTTP ${status}`;
  if (status >= 502 && status <= 504) {
    const todo = "The service, or what stands before it, has a trouble of its own: try again later.";
    return { finding: { state: "failure", found, todo, outcome: "notAllSent" } };
  }
  const odd = status >= 300 && status <= 399 ? redirected : status === 404 ? missing : undefined;
  return odd === undefined
    ? { finding: { state: "ok", found: `${way.endpoint} answers (HTTP ${status})` }, value: answer }
    : { finding: { state: "warning", found, todo: odd }, value: answer };
}

const redirected =
  "The platform redirects nobody: look whether a guest network or a proxy asks for a log-in of its own.";
const missing = "There may be no such service at this address: check --endpoint.";

/** What an attempt fails with, as an error that says what to do. */
async function failing<T>(
  route: ProxyRoute | undefined,
  attempt: () => Promise<T>,
  what: string,
): Promise<T> {
  try {
    return await attempt();
  } catch (cause) {
    if (cause instanceof VzuploadError) throw cause;
    const { text, hint, isConnecting } = failureWords(cause);
    const proxyHint =
      route?.kind === "proxy" && isConnecting
        ? `Check ${route.variable}: is the proxy ${route.proxy.shown} there?`
        : undefined;
    throw new VzuploadError("network", `${what}: ${text}`, {
      hint: proxyHint ?? hint ?? "Check --endpoint, the network and HTTPS_PROXY.",
      cause,
    });
  }
}
