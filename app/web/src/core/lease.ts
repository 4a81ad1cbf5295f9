/** Only one tab drives: two would answer the same question twice. */

export interface Lease {
  /** Gives it up, for another tab or at the end. */
  readonly release: () => void;
}

export interface LeasePort {
  /** Answers the lease, or null when another tab holds it and `take` is false. `onLost` runs when another tab takes it. */
  acquire(take: boolean, onLost: () => void): Promise<Lease | null>;
}

const NAME = "jiayi/driver";

/** The Web Locks API: the browser frees the lock when a tab dies. */
class LockLease implements LeasePort {
  constructor(private readonly locks: LockManager) {}

  acquire(take: boolean, onLost: () => void): Promise<Lease | null> {
    return new Promise((resolve, reject) => {
      let mine = false;
      const options: LockOptions = take ? { steal: true } : { ifAvailable: true };
      this.locks
        .request(NAME, options, (lock) => {
          if (lock === null) {
            resolve(null);
            return undefined;
          }
          mine = true;
          return new Promise<void>((done) => {
            resolve({ release: done });
          });
        })
        .catch((error: unknown) => {
          if (mine) onLost();
          else reject(error instanceof Error ? error : new Error("no lock"));
        });
    });
  }
}

/** For browsers without locks: a heartbeat in local storage, stale after a few seconds. */
export class HeartbeatLease implements LeasePort {
  static readonly #BEAT_MS = 1500;
  static readonly #STALE_MS = 5000;

  constructor(private readonly storage: Storage) {}

  acquire(take: boolean, onLost: () => void): Promise<Lease | null> {
    const id = String(Math.random());
    const [holder, beat] = this.read();
    if (!take && holder !== "" && Date.now() - beat < HeartbeatLease.#STALE_MS) return Promise.resolve(null);
    const write = () => {
      this.storage.setItem(NAME, `${id} ${Date.now()}`);
    };
    write();
    const timer = setInterval(() => {
      if (this.read()[0] === id) write();
      else {
        clearInterval(timer);
        onLost();
      }
    }, HeartbeatLease.#BEAT_MS);
    const release = () => {
      clearInterval(timer);
      if (this.read()[0] === id) this.storage.removeItem(NAME);
    };
    addEventListener("pagehide", release, { once: true });
    return Promise.resolve({ release });
  }

  private read(): [string, number] {
    const [holder = "", beat = "0"] = (this.storage.getItem(NAME) ?? "").split(" ");
    return [holder, Number(beat)];
  }
}

export function browserLease(): LeasePort {
  return "locks" in navigator ? new LockLease(navigator.locks) : new HeartbeatLease(localStorage);
}
