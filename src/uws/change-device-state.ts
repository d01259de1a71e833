/**
 * The children of ChangeDeviceState's Input that are sent, in their order; all are in the CarrierService contract's namespace.
 * Inferred: the order is that of the platform's table of parameters, and that of UploadDevices' sample. The platform refuses
 * another order with DeserializationFailed, by which nothing is applied.
 */
export const changeDeviceStateOrder = ["DeviceList", "AccountName", "Activate"] as const;
