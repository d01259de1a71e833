import { describe, expect, test } from "vitest";
import type { Store } from "../../src/store/store.ts";
import type { HeldTemporary, TemporaryRecord } from "../../src/store/temporary-registrations.ts";

/** The part of the conformance suite (store-conformance.ts) that is about temporary callback registrations. */
export function describeTemporaryRegistrations(
  name: string,
  createStore: (location?: string) => Store,
): void {
  describe(`${name}: temporary registrations`, () => {
    const key = { endpoint: "https://uws.example/api/v2", account: "1-1", service: "DeviceService" };
    const record: TemporaryRecord = {
      ...key,
      url: "https://me.example/cb",
      phase: "registering",
      since: "2026-11-25T10:00:00.000Z",
      displaced: {
        url: "https://prod.example/",
        credentials: { username: "prod", passwordHash: "salt:hash" },
      },
    };

    test("nothing is recorded at first", async () => {
      const { temporaryRegistrations } = createStore();
      expect(await temporaryRegistrations.list()).toEqual([]);
      const held = await taken(temporaryRegistrations, key);
      expect(await held.read()).toBeUndefined();
      expect(await temporaryRegistrations.list()).toEqual([]);
      await held.remove();
    });

    test("what was written is read by everybody, until it is removed", async () => {
      const store = createStore();
      const held = await taken(store.temporaryRegistrations, key);
      await held.write(record);
      expect(await held.read()).toEqual(record);
      const other = createStore(store.location).temporaryRegistrations;
      expect(await other.list()).toMatchObject([{ record, holder: { pid: process.pid } }]);
      const { displaced: _, ...bare } = record;
      await held.write({ ...bare, phase: "registered" });
      expect(await held.read()).toEqual({ ...bare, phase: "registered" });
      await held.remove();
      expect(await held.read()).toBeUndefined();
      expect(await other.list()).toEqual([]);
    });

    test("what is given back keeps its record, without a holder, for the next who takes it", async () => {
      const store = createStore();
      const held = await taken(store.temporaryRegistrations, key);
      await held.write(record);
      await held.release();
      await held.release();
      const other = createStore(store.location).temporaryRegistrations;
      expect(await other.list()).toEqual([{ record, holder: undefined }]);
      expect(await (await taken(other, key)).read()).toEqual(record);
    });

    test("a key has one holder, who is named; another key is free", async () => {
      const store = createStore();
      const held = await taken(store.temporaryRegistrations, key);
      const other = createStore(store.location).temporaryRegistrations;
      expect(await other.take(key)).toMatchObject({ kind: "held", holder: { pid: process.pid } });
      const spelled = { ...key, endpoint: "HTTPS://UWS.example:443/api/v2/" };
      expect(await other.take(spelled)).toMatchObject({ kind: "held" });
      for (const free of [
        { ...key, service: "CarrierService" },
        { ...key, account: "1-2" },
        { ...key, endpoint: "https://other.example/api/v2" },
      ]) {
        const own = await taken(other, free);
        expect(await own.read()).toBeUndefined();
        await own.release();
      }
      await held.release();
      await taken(other, key);
    });
  });
}

async function taken(
  registrations: Store["temporaryRegistrations"],
  key: Parameters<Store["temporaryRegistrations"]["take"]>[0],
): Promise<HeldTemporary> {
  const attempt = await registrations.take(key);
  if (attempt.kind === "held") throw new Error("held by somebody");
  return attempt.held;
}
