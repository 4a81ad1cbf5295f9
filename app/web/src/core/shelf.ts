/**
 * What the phone keeps, in IndexedDB, each value sealed under a device key that no script can read out (AES-256-GCM, not
 * extractable, bound to its store and name). A copied browser profile is not protected by this; a careless export is.
 *
 * Values are JSON with optional bytes beside it. One `write` is one transaction: all of it stands, or none. A row that does not open under
 * the device key is as good as gone, and is passed over.
 *
 * Browsers take storage away while a page is open: a lost connection is made anew; when what was kept is gone, the shelf ends.
 */

import { type Bytes, hex, randomBytes, utf8 } from "../seal/index";
import { NotKept } from "./errors";
import type { Keeping } from "./model";

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
/** How long a lost connection is left alone before each further try. */
const AGAIN_MS = [50, 200, 800] as const;

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

/** What makes a database this one: a key made later is of another. */
interface Device {
  readonly key: CryptoKey;
  /** Absent where the key was made before there were ids. */
  readonly id: string | undefined;
}

async function connect(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  const request = factory.open(name, VERSION);
  request.onupgradeneeded = () => {
    for (const store of [KEY_STORE, ...STORES]) request.result.createObjectStore(store);
  };
  return settle(request);
}

async function findDevice(db: IDBDatabase): Promise<Device | null> {
  const store = db.transaction(KEY_STORE).objectStore(KEY_STORE);
  const [key, id] = await Promise.all([settle(store.get("key") as IDBRequest<CryptoKey | undefined>), settle(store.get("id") as IDBRequest<string | undefined>)]);
  return key === undefined ? null : { key, id };
}

async function makeDevice(db: IDBDatabase): Promise<Device> {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const id = hex(randomBytes(16));
  // Two tabs may get here at once: the first key stands, and both read it back.
  const transaction = db.transaction(KEY_STORE, "readwrite");
  const store = transaction.objectStore(KEY_STORE);
  const found = store.get("key") as IDBRequest<CryptoKey | undefined>;
  found.onsuccess = () => {
    if (found.result !== undefined) return;
    store.put(fresh, "key");
    store.put(id, "id");
  };
  await completed(transaction);
  return (await findDevice(db)) ?? { key: fresh, id };
}

const nameOf = (error: unknown): unknown => (error as { name?: unknown } | null)?.name;

export class Shelf {
  /** Told when keeping goes otherwise than before. */
  onKeeping: (keeping: Keeping) => void = () => undefined;
  /** How many rows did not open under the device key. */
  unreadable = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #keeping: Keeping = "well";
  #reviving: Promise<void> | null = null;
  #closed = false;
  #erased = false;

  private constructor(
    private readonly factory: IDBFactory,
    private readonly name: string,
    private db: IDBDatabase,
    private device: Device,
  ) {
    this.watch(db);
  }

  static async open(factory: IDBFactory = indexedDB, name = "jiayi"): Promise<Shelf> {
    const db = await connect(factory, name);
    return new Shelf(factory, name, db, (await findDevice(db)) ?? (await makeDevice(db)));
  }

  /** Throws NotKept when what was kept is gone, as all that follows. */
  async get<T>(store: StoreName, key: string): Promise<Kept<T> | undefined> {
    const row = (await this.on((db) => settle(db.transaction(store).objectStore(store).get(key)))) as Row | undefined;
    return row === undefined ? undefined : this.unseal<T>(store, key, row);
  }

  async all<T>(store: StoreName): Promise<readonly (Kept<T> & { readonly key: string })[]> {
    const [keys, rows] = await this.on((db) => {
      const shelf = db.transaction(store).objectStore(store);
      return Promise.all([settle(shelf.getAllKeys()), settle(shelf.getAll() as IDBRequest<Row[]>)]);
    });
    const opened = await Promise.all(
      rows.map(async (row, at) => {
        const key = String(keys[at]);
        const kept = await this.unseal<T>(store, key, row);
        return kept === undefined ? [] : [{ key, ...kept }];
      }),
    );
    return opened.flat();
  }

  /** Writes all changes in one transaction, after whatever is being written already. Throws NotKept when nothing was written. */
  async write(changes: readonly Change[]): Promise<void> {
    await this.exclusive(() => this.commit(changes));
  }

  /** Reads one value and writes what `change` makes of it, with nothing in between. */
  async update<T>(store: StoreName, key: string, change: (kept: Kept<T> | undefined) => readonly Change[]): Promise<void> {
    await this.exclusive(async () => {
      await this.commit(change(await this.get<T>(store, key)));
    });
  }

  /** Forgets everything, the device key included, and keeps nothing of what is written later. */
  async erase(): Promise<void> {
    await this.exclusive(async () => {
      await this.on(async (db) => {
        const transaction = db.transaction([KEY_STORE, ...STORES], "readwrite");
        for (const store of [KEY_STORE, ...STORES]) transaction.objectStore(store).clear();
        await completed(transaction);
      });
      this.#erased = true;
    });
  }

  close(): void {
    this.#closed = true;
    this.db.close();
  }

  private watch(db: IDBDatabase): void {
    // Another page wants it deleted or changed: held on to, it would hold that up.
    db.onversionchange = () => {
      db.close();
      this.lost(db);
    };
    db.onclose = () => {
      this.lost(db);
    };
  }

  /** Connects anew, once however many notice it. */
  private lost(db: IDBDatabase): void {
    if (this.db === db) void this.revive();
  }

  /** Does some work with the database, and once more when the connection was lost meanwhile. */
  private async on<T>(work: (db: IDBDatabase) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      await this.#reviving;
      if (this.ended) throw new NotKept("gone");
      const { db } = this;
      try {
        return await work(db);
      } catch (error) {
        if (nameOf(error) === "InvalidStateError") this.lost(db);
        // Work that was cut off fails before it is told why.
        else await new Promise((resolve) => setTimeout(resolve, 0));
        if (tries > 0 || (this.db === db && this.#reviving === null && !this.ended)) throw error;
      }
    }
  }

  private get ended(): boolean {
    return this.#keeping === "gone" || this.#keeping === "replaced";
  }

  private revive(): Promise<void> {
    this.#reviving ??= this.reconnect().finally(() => {
      this.#reviving = null;
    });
    return this.#reviving;
  }

  /** Connects anew, and looks whether what was kept is still there. */
  private async reconnect(): Promise<void> {
    if (this.#closed || this.ended) return;
    try {
      const db = await this.connectAgain();
      const device = await findDevice(db);
      if (device !== null && device.id === this.device.id) {
        this.db = db;
        this.device = device;
        this.watch(db);
      } else {
        db.close();
        this.tell("gone");
      }
    } catch {
      this.tell("replaced");
    }
  }

  /** A browser that is still clearing refuses at first. Throws what it said last, and at once where a newer page has the storage. */
  private async connectAgain(): Promise<IDBDatabase> {
    for (const waitMs of AGAIN_MS) {
      try {
        return await connect(this.factory, this.name);
      } catch (error) {
        if (nameOf(error) === "VersionError") throw error;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
    return connect(this.factory, this.name);
  }

  private tell(keeping: Keeping): void {
    if (this.ended || this.#keeping === keeping) return;
    this.#keeping = keeping;
    this.onKeeping(keeping);
  }

  private exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work, work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  private async commit(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0 || this.#erased) return;
    // Sealing comes first: a transaction ends by itself while something else is awaited.
    const rows = await Promise.all(
      changes.map(async (change) => ("remove" in change ? null : this.seal(change.store, change.key, change))),
    );
    try {
      await this.on(async (db) => {
        const transaction = db.transaction([...new Set(changes.map((change) => change.store))], "readwrite");
        changes.forEach((change, at) => {
          const row = rows[at];
          const store = transaction.objectStore(change.store);
          if (row === null || row === undefined) store.delete(change.key);
          else store.put(row, change.key);
        });
        await completed(transaction);
      });
    } catch (error) {
      if (error instanceof NotKept) throw error;
      // Browsers name it differently, or not at all; a connection that is there and does not take what it is given has no room.
      this.tell("full");
      throw new NotKept("full", { cause: error });
    }
    this.tell("well");
  }

  private async seal(store: StoreName, key: string, kept: { value: unknown; bytes?: Bytes | undefined }): Promise<Row> {
    const iv = randomBytes(12);
    const algorithm = { name: "AES-GCM", iv, additionalData: aad(store, key) };
    return { iv, sealed: await crypto.subtle.encrypt(algorithm, this.device.key, pack(kept.value, kept.bytes)) };
  }

  private async unseal<T>(store: StoreName, key: string, row: Row): Promise<Kept<T> | undefined> {
    const algorithm = { name: "AES-GCM", iv: row.iv, additionalData: aad(store, key) };
    try {
      return unpack<T>(new Uint8Array(await crypto.subtle.decrypt(algorithm, this.device.key, row.sealed)));
    } catch {
      this.unreadable += 1;
      return undefined;
    }
  }
}
