import { flagName, type SettingName } from "../config/settings.ts";
import type { Context } from "../context.ts";
import { parseUploadType } from "../devices/upload-types.ts";
import { VzuploadError } from "../errors.ts";
import { isSameEndpoint } from "../store/endpoint.ts";
import { isJobId, type JobActivation, type JobRecord } from "../store/job-record.ts";
import type { Store, StoredJob } from "../store/store.ts";
import type { ReadDevicesOptions } from "../upload/read-types.ts";
import { noSuchJob } from "../watch/board-errors.ts";
import { deviceSettings, parseReading, termSettings } from "./device-settings.ts";
import type { Invocation } from "./invocation.ts";
import { openStore } from "./open-store.ts";
import { knownUser, refuseOtherUser } from "./other-user.ts";
import { endpointSetting, refuseOtherEndpoint } from "./platform-settings.ts";
import { type PushOptions, stateDirectory } from "./push-options.ts";
import { accountSetting, activationSettings, batchSizeSetting } from "./request-settings.ts";

/** What `activate` needs; all of it is checked before anything is read. Errors: VzuploadError "usage". */
export async function activateOptions(invocation: Invocation, context: Context): Promise<PushOptions> {
  const { operands, values } = invocation;
  const directory = stateDirectory(invocation, context);
  const common = {
    operation: "ChangeDeviceState" as const,
    activates: true,
    stateDirectory: directory,
    batchSize: batchSizeSetting(invocation),
    again: values.again ?? false,
    refusesToWait: values.noWait ?? false,
    username: knownUser(values),
  };
  const [name = "", ...others] = operands;
  if (others.length > 0 || !namesJob(name)) return { ...common, ...ofFiles(invocation, context) };
  const store = openStore(directory, context.pid);
  return { ...common, ...ofJob(await findUpload(name, store, invocation), invocation, context) };
}

function namesJob(operand: string): boolean {
  return operand === "newest" || isJobId(operand);
}

type OfInput = Pick<
  PushOptions,
  "reading" | "endpoint" | "accountName" | "activate" | "map" | "skipInvalid" | "uploadedBy"
>;

function ofFiles(invocation: Invocation, context: Context): OfInput {
  const { values } = invocation;
  const activate = activationSettings(invocation);
  const uploadType = values.type === undefined ? undefined : parseUploadType(values.type);
  return {
    reading: deviceSettings(invocation, { sku: undefined, activate, uploadType }, context, "none"),
    endpoint: endpointSetting(values.endpoint),
    accountName: accountSetting(invocation),
    activate,
    map: values.map,
    skipInvalid: values.skipInvalid ?? false,
  };
}

/** The job is read again from its kept copies, as it was read then; what is not uploaded of it is left out. */
function ofJob(job: StoredJob, invocation: Invocation, context: Context): OfInput {
  const { record } = job;
  refuseReadingFlags(invocation);
  refuseOtherEndpoint(record, invocation);
  refuseOtherUser(record, invocation.values);
  const activate: JobActivation = { ...record.activate, ...activationSettings(invocation) };
  return {
    reading: readingOf(job, activate, invocation, context),
    endpoint: record.endpoint,
    accountName: accountOf(record, invocation),
    activate,
    map: record.map,
    skipInvalid: true,
    uploadedBy: record.id,
  };
}

function readingOf(
  { record, openSource }: StoredJob,
  activate: JobActivation,
  { flags }: Invocation,
  { interrupt }: Context,
): ReadDevicesOptions {
  const { columns, map, shape, sources, uploadType } = record;
  return {
    sources: sources.map(({ name }, source) => ({
      name: name === "<stdin>" ? "-" : name,
      open: () => openSource(source),
    })),
    ...parseReading({ columns, map, ...shape }),
    uploadType,
    terms: termSettings({ sku: undefined, activate }, flags, "none"),
    // The push has told.
    checkDigits: "off",
    signal: interrupt,
  };
}

/** The upload that is named, or the newest of the endpoint and account that are set. Errors: VzuploadError "usage". */
async function findUpload(name: string, store: Store, invocation: Invocation): Promise<StoredJob> {
  if (name !== "newest") {
    const job = (await store.readJob(name)) ?? noSuchJob(name, store);
    return job.record.operation === "UploadDevices" ? job : noUpload(job.record);
  }
  const { endpoint: asked } = invocation.values;
  const endpoint = asked === undefined ? undefined : endpointSetting(asked);
  const account = accountSetting(invocation);
  for (const id of (await store.listJobs()).toReversed()) {
    const job = await store.readJob(id);
    if (job?.record.operation === "UploadDevices" && isMeant(job.record, { endpoint, account })) return job;
  }
  const of = account === undefined ? "" : ` for account ${account}`;
  throw new VzuploadError(
    "usage",
    `There is no push${of} in ${store.location} whose devices could be activated.`,
    {
      hint: "Name the job (vzupload status), or CSV files of devices; or the state directory of the push: --state-dir.",
    },
  );
}

/** Of another platform or account than the one that is set it is somebody else's. */
function isMeant({ endpoint, accountName }: JobRecord, set: SetPlatform): boolean {
  const isThere = set.endpoint === undefined || isSameEndpoint(set.endpoint, endpoint);
  const isTheirs = set.account === undefined || accountName === undefined || accountName === set.account;
  return isThere && isTheirs;
}

interface SetPlatform {
  /** Base URL. */
  readonly endpoint: string | undefined;
  readonly account: string | undefined;
}

function noUpload({ id, uploadedBy }: JobRecord): never {
  throw new VzuploadError("usage", `Job ${id} is an activation itself, not an upload.`, {
    hint: `To go on with it: vzupload resume ${id}${uploadedBy === undefined ? "" : `; its devices were uploaded by job ${uploadedBy}`}.`,
  });
}

function accountOf({ id, accountName }: JobRecord, invocation: Invocation): string | undefined {
  const given = accountSetting(invocation);
  if (accountName === undefined || given === undefined || given === accountName) return accountName ?? given;
  // By whatever it is set: to activate is to order, and the wrong account would pay.
  throw new VzuploadError(
    "usage",
    `Job ${id} was uploaded for account ${accountName}, and the account that is set is ${given}.`,
    { hint: `Leave the account out (vzupload config show says where it is set), or set ${accountName}.` },
  );
}

const readingFlags = [
  "type",
  "columns",
  "map",
  "delimiter",
  "encoding",
  "checkDigits",
  "skipInvalid",
] as const satisfies readonly SettingName[];

function refuseReadingFlags({ flags }: Invocation): void {
  const name = readingFlags.find((each) => Object.hasOwn(flags, each));
  if (name === undefined) return;
  const flag = flagName(name);
  throw new VzuploadError(
    "usage",
    `${flag} has no effect on a job: its devices are read as its push has read them.`,
    {
      hint: `Leave ${flag} out, or name the CSV files.`,
    },
  );
}
