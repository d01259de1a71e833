import {
  callbackRegistrationNamespace,
  carrierServiceNamespace,
  commonNamespace,
  contractNamespace,
  deviceServiceNamespace,
  sessionServiceNamespace,
  soapEnvelopeNamespace,
} from "../uws/namespaces.ts";
import type { operations } from "../uws/operations.ts";
import { type InputName, inferredNames } from "../uws/platform-names.ts";
import type { ElementRule } from "./element-rule.ts";

/** The operations that the sandbox has. */
export type OperationKey = keyof typeof operations;

const deviceIdentifier: ElementRule = {
  name: "DeviceIdentifier",
  namespace: commonNamespace,
  occurs: "many",
  children: texts(commonNamespace, "Kind", "Identifier"),
};

const deviceList = {
  name: "DeviceList",
  children: [
    {
      name: "DeviceIdentifierCollection",
      namespace: commonNamespace,
      occurs: "many",
      children: [{ name: "DeviceIdentifiers", namespace: commonNamespace, children: [deviceIdentifier] }],
    },
  ],
} as const;

const activate = {
  name: "Activate",
  ignores: "otherNamespaces",
  children: texts(carrierServiceNamespace, "CarrierIpPoolName", "ServicePlan", "MdnZipCode").map(optional),
} as const;

/** What the contract of CarrierService has, by name; the order is the client's to know. */
const stateChange: Readonly<Record<InputName, ElementRule>> = {
  DeviceList: { ...deviceList, namespace: carrierServiceNamespace },
  AccountName: { name: "AccountName", namespace: carrierServiceNamespace, occurs: "optional" },
  Activate: { ...activate, namespace: carrierServiceNamespace },
};

const inputs = {
  logIn: texts(sessionServiceNamespace, "Username", "Password"),
  logOut: texts(sessionServiceNamespace, "SessionToken"),
  uploadDevices: [
    { ...deviceList, namespace: deviceServiceNamespace },
    ...texts(deviceServiceNamespace, "AccountName").map(optional),
    ...texts(deviceServiceNamespace, "UploadType", "DeviceSku", "EmailAddress"),
    optional({ ...activate, namespace: deviceServiceNamespace }),
  ],
  changeDeviceState: inferredNames.changeDeviceStateOrder.map((name) => stateChange[name]),
  registerCallback: registrationTexts("AccountName", "ServiceName", "Url", "Username", "Password"),
  unregisterCallback: registrationTexts("AccountName", "ServiceName"),
  getCallbackRegistrations: registrationTexts("AccountName"),
} as const satisfies Record<OperationKey, readonly ElementRule[]>;

/**
 * The request messages, whole, with the element order of the platform's sample request.
 * The order of Username and Password is that of public clients; that of a registration's Url, Username and Password is inferred, as is
 * all of ChangeDeviceState.
 */
export const schemas = {
  logIn: envelope("LogIn", inputs.logIn),
  logOut: envelope("LogOut", inputs.logOut),
  uploadDevices: envelope("UploadDevices", inputs.uploadDevices),
  changeDeviceState: envelope("ChangeDeviceState", inputs.changeDeviceState),
  registerCallback: envelope("RegisterCallback", inputs.registerCallback),
  unregisterCallback: envelope("UnregisterCallback", inputs.unregisterCallback),
  getCallbackRegistrations: envelope("GetCallbackRegistrations", inputs.getCallbackRegistrations),
} as const satisfies Record<OperationKey, ElementRule>;

function envelope(operation: string, input: readonly ElementRule[]): ElementRule {
  const header: ElementRule = {
    name: "Header",
    namespace: soapEnvelopeNamespace,
    occurs: "optional",
    ignores: "unknown",
    children: texts(contractNamespace, "token").map(optional),
  };
  const inputRule = { name: "Input", namespace: contractNamespace, children: input };
  const operationRule = { name: operation, namespace: contractNamespace, children: [inputRule] };
  const body = { name: "Body", namespace: soapEnvelopeNamespace, children: [operationRule] };
  return { name: "Envelope", namespace: soapEnvelopeNamespace, children: [header, body] };
}

function registrationTexts(...names: readonly string[]): readonly ElementRule[] {
  return texts(callbackRegistrationNamespace, ...names);
}

function texts(namespace: string, ...names: readonly string[]): readonly ElementRule[] {
  return names.map((name) => ({ name, namespace }));
}

function optional(rule: ElementRule): ElementRule {
  return { ...rule, occurs: "optional" };
}
