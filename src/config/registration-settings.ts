import type { Setting } from "./setting.ts";

/** Where the platform sends callbacks, and what may be displaced there. */
export const registrationSettings = {
  url: {
    kind: "text",
    flag: "--url <url>",
    help: "the callback URL; of unregister: only if it is registered to this",
    group: "Registration:",
    flagOnly: true,
  },
  service: {
    kind: "list",
    // Of one word: with several, a RequestId behind it would be taken for a service.
    flag: "--service <names>",
    joins: true,
    help: "DeviceService (uploads), CarrierService (activations), or both with a comma",
    group: "Registration:",
    flagOnly: true,
  },
  register: {
    kind: "switch",
    flag: "--register",
    help: "register --public-url for as long as this runs, and put back what was there",
    group: "Registration:",
    trusted: true,
  },
  replace: {
    kind: "switch",
    flag: "--replace",
    help: "displace another URL, also where its user name and password cannot be put back",
    group: "Registration:",
    flagOnly: true,
  },
  withoutCredentials: {
    kind: "switch",
    flag: "--without-credentials",
    help: "put the URL back without user name and password, where those are lost",
    group: "Registration:",
    flagOnly: true,
  },
  displacedUsername: {
    kind: "text",
    flag: "--displaced-username <name>",
    help: "user name of the registration that is displaced, to be put back with it",
    group: "Registration:",
  },
  displacedPassword: {
    kind: "text",
    help: "password of the registration that is displaced (environment only)",
    group: "Registration:",
    trusted: true,
    secret: true,
  },
  displacedPasswordFile: {
    kind: "text",
    flag: "--displaced-password-file <path>",
    help: "read that password from the first line of a file",
    group: "Registration:",
    trusted: true,
  },
} as const satisfies Record<string, Setting>;
