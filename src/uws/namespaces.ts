/** XML namespaces of the platform's contract and of SOAP 1.1. Source: the platform's sample messages. */

export const soapEnvelopeNamespace = "http://schemas.xmlsoap.org/soap/envelope/";

/** The service contract: operations, the token header, response wrappers. */
export const contractNamespace = "http://nphase.com/unifiedwebservice/v2";

const dataContract = "http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract";

/** DeviceList, AccountName, UploadType, DeviceSku, EmailAddress, Activate. */
export const deviceServiceNamespace = `${dataContract}.DeviceService`;

/** DeviceIdentifierCollection and what is in it. */
export const commonNamespace = `${dataContract}.Common`;

/**
 * ChangeDeviceState's DeviceList, AccountName and Activate; CarrierIpPoolName, ServicePlan and MdnZipCode of any Activate. The
 * platform's sample request leaves this prefix (nph2) undeclared; inferred: ChangeDeviceStateRequest and
 * ActivateDeviceRequest are declared in the CarrierService schema.
 */
export const carrierServiceNamespace = `${dataContract}.CarrierService`;

/** Username, Password, SessionToken. */
export const sessionServiceNamespace = `${dataContract}.SessionService`;

/** AccountName, ServiceName, Url and their like. Source: the platform's page on UnregisterCallback. */
export const callbackRegistrationNamespace = `${dataContract}.CallbackRegistrationService`;
