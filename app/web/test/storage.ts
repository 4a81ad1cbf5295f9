/** Storage that fails as browsers' does, below the page: the write is refused, not our own code. */
import { IDBObjectStore } from "fake-indexeddb";
import { vi } from "vitest";

interface Aborts {
  readonly transaction: { _abort(name: string): void };
}

/** A phone without room: what is put is taken, and the transaction fails when it is to be kept. Removing works. Answers how it gets room again. */
export function full(): () => void {
  const put = IDBObjectStore.prototype.put;
  const spy = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore & Aborts, ...given) {
    const request = put.apply(this, given);
    queueMicrotask(() => { this.transaction._abort("QuotaExceededError"); });
    return request;
  });
  return () => { spy.mockRestore(); };
}

/** The browser, or WeChat, deletes what the page kept, while the page is open or not. */
export function cleared(factory: IDBFactory): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = factory.deleteDatabase("jiayi");
    request.onsuccess = () => { resolve(); };
    request.onerror = () => { reject(request.error ?? new Error("not deleted")); };
  });
}
