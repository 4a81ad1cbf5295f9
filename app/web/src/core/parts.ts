/** What a phone is made of once it is open, and how its parts are wired to what the screens see. */
import type { CannotOpen } from "../seal/index";
import type { Clock } from "./clock";
import type { Commission } from "./commission";
import { Courier } from "./delivery";
import { Engine, type EngineEvents } from "./engine";
import { releaseBy } from "./essentials";
import type { Fetch } from "./http";
import { Letterbox } from "./letterbox";
import { Purse } from "./purse";
import { Sharing } from "./sharing";
import type { Shelf } from "./shelf";
import type { PhoneState } from "./state";
import type { Trust } from "./trust";

export interface Parts {
  readonly shelf: Shelf;
  readonly trust: Trust;
  readonly engine: Engine;
  readonly courier: Courier;
  readonly letterbox: Letterbox;
  readonly purse: Purse;
  readonly sharing: Sharing;
}

export interface PartsPort extends Pick<EngineEvents, "onNotKept" | "onBroken"> {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly commission: Commission;
  readonly random: (() => number) | undefined;
  readonly onConsultation: EngineEvents["onChange"];
  readonly onDistrust: (error: CannotOpen) => void;
  readonly set: (change: Partial<PhoneState>) => void;
  /** Work that nobody waits for. */
  readonly background: (work: Promise<unknown>) => void;
}

export function wire(shelf: Shelf, trust: Trust, port: PartsPort): Parts {
  const { clock, commission, random, set, onDistrust } = port;
  const onUnkept = () => { set({ unkept: true }); };
  const courier = new Courier(shelf, trust, commission, { onDeliveries: (deliveries) => { set({ deliveries }); }, onDistrust }, random);
  const purse = new Purse(shelf, trust, commission, clock, random);
  const events: EngineEvents = {
    onChange: port.onConsultation,
    onProgress: (recordId, steps) => { set({ live: { recordId, steps } }); },
    onLine: (line) => { set(line === "idle" ? { line, live: null } : { line }); },
    onRecord: () => { port.background(courier.tell().then(() => courier.drive())); },
    onReturned: (recordId, text) => { set({ returned: { recordId, text } }); },
    onDistrust,
    onNotKept: port.onNotKept,
    onUnkept,
    onBroken: port.onBroken,
  };
  const engine = new Engine(shelf, trust, clock, port.fetch, events, releaseBy(commission, trust, clock), purse, random);
  const letterbox = new Letterbox(shelf, trust, commission, (messages) => { set({ messages }); }, onUnkept);
  return { shelf, trust, engine, courier, letterbox, purse, sharing: new Sharing(shelf, commission, clock) };
}
