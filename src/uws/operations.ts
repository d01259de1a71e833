import { contractNamespace } from "./namespaces.ts";

/** One SOAP operation: which service file below the base URL it is posted to, and its SOAPAction (unquoted). */
export interface Operation {
  readonly name: string;
  readonly service: string;
  readonly path: string;
  readonly soapAction: string;
}

/** Production base URL; a service is `<base>/<Service>.svc`. Source: the platform's public pages. */
export const productionBaseUrl = "https://uws.apps.nphase.com/api/v2";

export const operations = {
  logIn: operation("SessionService", "LogIn"),
  logOut: operation("SessionService", "LogOut"),
  uploadDevices: operation("DeviceService", "UploadDevices"),
  /** Service and action are inferred: CarrierService is where the platform's schema has ChangeDeviceStateRequest. */
  changeDeviceState: operation("CarrierService", "ChangeDeviceState"),
  registerCallback: operation("CallbackRegistrationService", "RegisterCallback"),
  unregisterCallback: operation("CallbackRegistrationService", "UnregisterCallback"),
  getCallbackRegistrations: operation("CallbackRegistrationService", "GetCallbackRegistrations"),
} as const satisfies Record<string, Operation>;

function operation(service: string, name: string): Operation {
  return { name, service, path: `${service}.svc`, soapAction: `${contractNamespace}/I${service}/${name}` };
}

/** Where an operation is posted to; a slash at the end of `baseUrl` makes no difference. */
export function serviceUrl(baseUrl: string, { path }: Operation): string {
  return `${baseUrl.replace(/\/+$/, "")}/${path}`;
}

/** The element that an operation's answer is in. */
export function responseName({ name }: Operation): string {
  return `${name}Response`;
}
