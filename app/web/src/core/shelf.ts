/**
 * What the phone keeps, in IndexedDB, each value sealed under a device key that no script can read out (AES-256-GCM, not
 * extractable, bound to its store and name). A copied browser profile is not protected by this; a careless export is.
 *
 * Values are JSON with optional bytes beside it. One `write` is one transaction: all of it stands, or none.
 */

import { type Bytes, randomBytes, utf8 } from "../seal/index";

export const STORES = ["settings", "consultations", "photos", "deliveries", "mailboxes", "messages", "people"] as const;
export type StoreName = (typeof STORES)[number];

export interface Kept<T> {
  readonly value: T;
  readonly bytes?: Bytes;
}

export type Change =
  | { readonly store: StoreName; readonly key: string; readonly value: unknown; readonly bytes?: Bytes | undefined }
  | { readonly store: StoreName; readonly key: string; readonly remove: true };

interface Row {
  readonly iv: Bytes;
  readonly sealed: ArrayBuffer;
}

const KEY_STORE = "device";
const VERSION = 1;

function settle<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("storage failed"));
    };
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    const fail = () => {
      reject(transaction.error ?? new Error("storage failed"));
    };
    transaction.onerror = fail;
    transaction.onabort = fail;
  });
}

const aad = (store: string, key: string): Bytes => utf8(`jiayi/phone/v1\0${store}\0${key}`);

function pack(value: unknown, bytes: Bytes | undefined): Bytes {
  const json = utf8(JSON.stringify(value));
  const packed = new Uint8Array(4 + json.length + (bytes?.length ?? 0));
  new DataView(packed.buffer).setUint32(0, json.length);
  packed.set(json, 4);
  if (bytes !== undefined) packed.set(bytes, 4 + json.length);
  return packed;
}

function unpack<T>(packed: Bytes): Kept<T> {
  const end = 4 + new DataView(packed.buffer, packed.byteOffset).getUint32(0);
  const value = JSON.parse(new TextDecoder().decode(packed.subarray(4, end))) as T;
  return end < packed.length ? { value, bytes: packed.slice(end) } : { value };
}

export class Shelf {
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly db: IDBDatabase,
    private readonly key: CryptoKey,
  ) {}

  static async open(factory: IDBFactory = indexedDB, name = "jiayi"): Promise<Shelf> {
    const request = factory.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const store of [KEY_STORE, ...STORES]) request.result.createObjectStore(store);
    };
    const db = await settle(request);
    db.onversionchange = () => {
      db.close();
    };
    return new Shelf(db, await Shelf.deviceKey(db));
  }

  private static async deviceKey(db: IDBDatabase): Promise<CryptoKey> {
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Two tabs may get here at once: the first key stands, and both read it back.
    const transaction = db.transaction(KEY_STORE, "readwrite");
    const store = transaction.objectStore(KEY_STORE);
    const found = store.get("key") as IDBRequest<CryptoKey | undefined>;
    found.onsuccess = () => {
      if (found.result === undefined) store.put(fresh, "key");
    };
    await completed(transaction);
    return found.result ?? fresh;
  }

  async get<T>(store: StoreName, key: string): Promise<Kept<T> | undefined> {
    const row = (await settle(this.db.transaction(store).objectStore(store).get(key))) as Row | undefined;
    return row === undefined ? undefined : this.unseal<T>(store, key, row);
  }

  async all<T>(store: StoreName): Promise<readonly (Kept<T> & { readonly key: string })[]> {
    const shelf = this.db.transaction(store).objectStore(store);
    const [keys, rows] = await Promise.all([settle(shelf.getAllKeys()), settle(shelf.getAll() as IDBRequest<Row[]>)]);
    return Promise.all(
      rows.map(async (row, at) => {
        const key = String(keys[at]);
        return { key, ...(await this.unseal<T>(store, key, row)) };
      }),
    );
  }

  /** Writes all changes in one transaction, after whatever is being written already. */
  async write(changes: readonly Change[]): Promise<void> {
    await this.exclusive(() => this.commit(changes));
  }

  /** Reads one value and writes what `change` makes of it, with nothing in between. */
  async update<T>(store: StoreName, key: string, change: (kept: Kept<T> | undefined) => readonly Change[]): Promise<void> {
    await this.exclusive(async () => {
      await this.commit(change(await this.get<T>(store, key)));
    });
  }

  /** Forgets everything, the device key included. */
  async erase(): Promise<void> {
    await this.exclusive(async () => {
      const transaction = this.db.transaction([KEY_STORE, ...STORES], "readwrite");
      for (const store of [KEY_STORE, ...STORES]) transaction.objectStore(store).clear();
      await completed(transaction);
    });
  }

  close(): void {
    this.db.close();
  }

  private exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work, work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  private async commit(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    // Sealing comes first: a transaction ends by itself while something else is awaited.
    const rows = await Promise.all(
      changes.map(async (change) => ("remove" in change ? null : this.seal(change.store, change.key, change))),
    );
    const transaction = this.db.transaction([...new Set(changes.map((change) => change.store))], "readwrite");
    changes.forEach((change, at) => {
      const row = rows[at];
      const store = transaction.objectStore(change.store);
      if (row === null || row === undefined) store.delete(change.key);
      else store.put(row, change.key);
    });
    await completed(transaction);
  }

  private async seal(store: StoreName, key: string, kept: { value: unknown; bytes?: Bytes | undefined }): Promise<Row> {
    const iv = randomBytes(12);
    const algorithm = { name: "AES-GCM", iv, additionalData: aad(store, key) };
    return { iv, sealed: await crypto.subtle.encrypt(algorithm, this.key, pack(kept.value, kept.bytes)) };
  }

  private async unseal<T>(store: StoreName, key: string, row: Row): Promise<Kept<T>> {
    const algorithm = { name: "AES-GCM", iv: row.iv, additionalData: aad(store, key) };
    return unpack<T>(new Uint8Array(await crypto.subtle.decrypt(algorithm, this.key, row.sealed)));
  }
}
