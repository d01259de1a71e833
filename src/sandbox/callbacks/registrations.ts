/** Where callbacks of a service go. */
export interface CallbackTarget {
  readonly url: string;
  /** Empty: none. */
  readonly username: string;
  readonly password: string;
}

/** Who is to be called back: one target for each account and service, the latest. */
export interface Registrations {
  /** Displaces an earlier one. */
  register(account: string, service: string, target: CallbackTarget): void;
  /** False: there was none. */
  unregister(account: string, service: string): boolean;
  /** Services and their targets, in the order of their names. */
  of(account: string): readonly (readonly [service: string, target: CallbackTarget])[];
  /** Undefined: nobody is to be called. */
  target(account: string, service: string): CallbackTarget | undefined;
}

/** Nobody has registered yet; the fallback takes what nobody has registered for. */
export function createRegistrations(fallback: CallbackTarget | undefined): Registrations {
  const accounts = new Map<string, Map<string, CallbackTarget>>();
  return {
    register(account, service, target) {
      const services = accounts.get(account) ?? new Map<string, CallbackTarget>();
      accounts.set(account, services.set(service, target));
    },
    unregister: (account, service) => accounts.get(account)?.delete(service) ?? false,
    of: (account) => [...(accounts.get(account) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)),
    target: (account, service) => accounts.get(account)?.get(service) ?? fallback,
  };
}
