/** The phone as the screens see it: one state to show, and what a resident can do. Wires the parts of the core together. */

import type { ResidentReply, TurnInput } from "../generated/wire";
import { type Bytes, CannotOpen, breath } from "../seal/index";
import { Album } from "./album";
import { beginning } from "./beginning";
import { Clock } from "./clock";
import { Commission } from "./commission";
import type { Engine } from "./engine";
import { LinkError, NotKept, Rejected, ifKept } from "./errors";
import { askFor, proofFor } from "./essentials";
import { forgetConsultation } from "./forget";
import type { Fetch } from "./http";
import { knownPins, letterTo, recalled, sawEmergency, turnedAway } from "./kept";
import type { Lease, LeasePort } from "./lease";
import { mailboxesOf } from "./letterbox";
import type { Consultation, Entry, Keeping, Lang } from "./model";
import { CONSENT, CURRENT } from "./names";
import { type Parts, wire } from "./parts";
import { Pause, backoffMs, inOrder } from "./pause";
import type { JudgedPerson } from "./person";
import { pinOf } from "./pin";
import { type Change, Shelf } from "./shelf";
import { EMPTY, type PhoneState } from "./state";
import { Trust, refusalOf } from "./trust";

export type { Gate, Refusal } from "./model";
export type { PhoneState } from "./state";

export interface PhoneWorld {
  readonly fetch: Fetch;
  readonly location: { readonly pathname: string; readonly hash: string };
  readonly lease: LeasePort;
  readonly factory?: IDBFactory;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly visible?: () => boolean;
  /** Whether consultations are kept here, noted beside the storage that may be cleared: what is missing is missed. */
  readonly trace?: { read(): boolean; write(kept: boolean): void };
}

const LIVELY_MS = 30 * 60_000;
const POLL_MS = 8_000;
const QUIET_POLL_MS = 60_000;

export class Phone {
  readonly clock: Clock;
  #state: PhoneState = EMPTY;
  #parts: Parts | null = null;
  #lease: Lease | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #commission: Commission;
  readonly #retry = new Pause();
  readonly #poll = new Pause();
  readonly album = new Album({
    shelf: () => this.parts.shelf,
    now: () => this.clock.now(),
    current: () => this.current,
    show: (consultation) => { this.show(consultation); },
    notKept: (recordId, why) => { this.set({ returned: { recordId, text: "", why } }); },
    submit: (...turn) => this.submit(...turn),
    onSent: () => { this.background(this.parts.courier.drive()); },
  });

  constructor(private readonly world: PhoneWorld) {
    this.clock = new Clock(world.now);
    this.#commission = new Commission(world.fetch);
  }

  get state(): PhoneState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens the page: pin, one driving tab, what is kept, directory, welcome. Sends nothing before the pin is right. */
  async open(take = false): Promise<void> {
    try {
      await this.begun(take);
    } catch {
      // Nobody waits for this; the screen must not stand at "opening" for ever.
      this.fail();
    }
  }

  private async begun(take: boolean): Promise<void> {
    // Browsers offer encryption to secure pages only, and without it nothing here may work.
    if ((globalThis.crypto as Crypto | undefined)?.subtle === undefined) {
      this.set({ gate: { kind: "refused", why: "insecure" } });
      return;
    }
    let shelf: Shelf;
    try {
      shelf = await Shelf.open(this.world.factory);
    } catch {
      this.set({ gate: { kind: "refused", why: "no_storage" } });
      return;
    }
    const known = await knownPins(shelf);
    const pinned = pinOf(this.world.location.pathname, this.world.location.hash, (magnet) => known.get(magnet));
    if (typeof pinned === "string") {
      this.set({ gate: { kind: "refused", why: pinned } });
      return;
    }
    this.#lease = await this.world.lease.acquire(take, () => {
      this.stop();
      this.set({ gate: { kind: "elsewhere" } });
    });
    if (this.#lease === null) {
      shelf.close();
      this.set({ gate: { kind: "elsewhere" } });
      return;
    }
    const parts = this.wire(shelf, new Trust(pinned.magnet, pinned.pin, this.#commission, shelf, this.clock, this.world.random));
    this.#parts = parts;
    await this.load(parts, pinned.magnet, pinned.pin);
    await this.enter(parts, pinned.magnet);
  }

  /** What is kept may be read where nothing new can begin: a magnet that was taken out of use takes nobody's past away. */
  lookBack(): void {
    if (this.#state.welcome !== null) this.set({ gate: { kind: "open" } });
  }

  /** The page is looked at again, or the network is back: everything that waits is tried at once. */
  wake(): void {
    this.#retry.poke();
    this.#poll.poke();
    this.#parts?.engine.poke();
    this.#parts?.courier.poke();
  }

  stop(): void {
    for (const part of [this.#retry, this.#poll, this.#parts?.engine, this.#parts?.courier]) part?.stop();
    this.#lease?.release();
  }

  get current(): Consultation | null {
    return this.#state.consultations.find((one) => one.recordId === this.#state.currentId) ?? null;
  }

  /** Keeps that the resident agreed to this version; null takes it back, and nothing begins before they agree again. */
  async consent(version: string | null): Promise<void> {
    const change = version === null ? { remove: true as const } : { value: { version, atMs: this.clock.now() } };
    await this.parts.shelf.write([{ store: "settings", key: CONSENT, ...change }]);
    this.set({ consentedVersion: version });
    if (version !== null) this.background(this.parts.purse.stock());
  }

  /**
   * Begins a consultation: keeps who it is about, sealed for the commission only, and asks compute the first question.
   * `withRecord`: the resident ticked that what a doctor signed of this person may be looked at this time. Throws when it cannot be kept.
   */
  async begin(given: JudgedPerson & { readonly personId?: string }, lang: Lang, withRecord = false): Promise<void> {
    const { shelf, engine, courier } = this.parts;
    const welcome = this.#state.welcome;
    const consent = await shelf.get<{ version: string; atMs: number }>("settings", CONSENT);
    if (welcome === null || consent?.value.version !== welcome.consent.version) throw new Error("consent is missing");
    const { person, consultation, start, beside } = await beginning({ given, lang, magnet: welcome.magnet, consent: consent.value, nowMs: this.clock.now() });
    const { recordId } = consultation;
    const release = withRecord ? await askFor(shelf, this.#state.consultations, person) : null;
    const before = this.#state;
    this.set({ currentId: recordId, people: [person, ...this.#state.people.filter((one) => one.personId !== person.personId)] });
    try {
      await engine.submit({ ...consultation, release }, start, null, beside);
    } catch (error) {
      // What is not kept has not begun.
      this.set({ currentId: before.currentId, people: before.people, consultations: this.#state.consultations.filter((one) => one.recordId !== recordId) });
      throw error;
    }
    this.world.trace?.write(true);
    if (this.#state.keeping === "missing") this.set({ keeping: "well" });
    this.background(courier.drive());
    this.#poll.poke();
  }

  /** Sends one turn of the open consultation. Answers false when another turn is still on its way. */
  async send(input: TurnInput, shown: Pick<Extract<Entry, { who: "me" }>, "text" | "kind" | "question" | "photo" | "of">): Promise<boolean> {
    const current = this.current;
    if (current === null || current.pending !== null || current.lost) return false;
    this.set({ returned: null });
    return this.submit(current, input, { who: "me", turn: current.turn, ...shown });
  }

  /** What cannot be kept (a full phone) is not sent either: the words go back. */
  private async submit(...given: Parameters<Engine["submit"]>): Promise<boolean> {
    const [{ recordId }, , shown] = given;
    try {
      await this.parts.engine.submit(...given);
      return true;
    } catch (error) {
      const why = error instanceof NotKept ? error.why : "full";
      this.set({ returned: { recordId, text: shown?.kind === "text" ? shown.text : "", why } });
      return false;
    }
  }

  /** Answers the bytes of a photo, or undefined when it is not here any more. */
  async photo(attachmentId: string): Promise<Bytes | undefined> {
    return (await ifKept(this.parts.shelf.get("photos", attachmentId)))?.bytes;
  }

  async seeEmergency(redFlag: string): Promise<void> {
    const current = this.current;
    if (current === null) return;
    const { recordId } = current;
    await ifKept(sawEmergency(this.parts.shelf, recordId, redFlag));
    this.show({ ...(this.current ?? current), emergencySeen: redFlag });
  }

  async select(recordId: string | null): Promise<void> {
    const change = recordId === null ? { remove: true as const } : { value: recordId };
    await ifKept(this.parts.shelf.write([{ store: "settings", key: CURRENT, ...change }]));
    this.set({ currentId: recordId, returned: null });
    if (recordId !== null) this.background(this.parts.engine.drive(recordId));
  }

  retryNow(): void {
    this.wake();
    if (this.#state.currentId !== null) this.background(this.parts.engine.drive(this.#state.currentId));
  }

  /**
   * Writes back to the doctor, or reports something as wrong, sealed and delivered like a record. `beside` is kept with it or not at all.
   * Throws NotKept: nothing is sent then.
   */
  async writeToDoctor(recordId: string, text: string, kind: ResidentReply["kind"], beside: readonly Change[] = []): Promise<void> {
    const proof = kind === "consent_withdrawn" ? await ifKept(proofFor(this.parts.shelf, this.#state.consultations, recordId)) : null;
    await this.parts.shelf.write([...letterTo(recordId, text, kind, this.clock.now(), proof), ...beside]);
    await Promise.all([this.parts.letterbox.tell(), this.parts.courier.tell()]);
    this.background(this.parts.courier.drive());
  }

  /** Tells the doctor that a person withdraws consent, and takes it back here: both, or neither. Throws NotKept. */
  async withdraw(recordId: string, words: string): Promise<void> {
    await this.writeToDoctor(recordId, words, "consent_withdrawn", [{ store: "settings", key: CONSENT, remove: true }]);
    this.set({ consentedVersion: null });
  }

  async readMessages(shown: ReadonlySet<string>): Promise<void> {
    const unread = this.#state.messages.filter((one) => !one.read && shown.has(one.messageId));
    if (unread.length === 0) return;
    const { letterbox } = this.parts;
    await ifKept(letterbox.read(unread).then(() => letterbox.tell()));
  }

  /** Forgets one consultation on this phone. What is still on its way to the doctor stays until it has arrived. Throws NotKept. */
  async forget(recordId: string): Promise<void> {
    await forgetConsultation(this.parts.shelf, recordId);
    if (this.#state.currentId === recordId) await this.select(null);
    this.set({ consultations: this.#state.consultations.filter((one) => one.recordId !== recordId) });
    if (this.#state.consultations.length === 0) this.world.trace?.write(false);
    await Promise.all([this.parts.letterbox.tell(), this.parts.courier.tell()]);
    this.background(this.sweepShares());
  }

  /** Forgets everything on this phone, pins included. */
  async eraseAll(): Promise<void> {
    // What is gone already needs no erasing.
    await ifKept(this.#parts?.sharing.endAll() ?? Promise.resolve());
    this.stop();
    const shelf = this.#parts?.shelf ?? (await Shelf.open(this.world.factory));
    await ifKept(shelf.erase());
    this.world.trace?.write(false);
  }

  get parts(): Parts {
    if (this.#parts === null) throw new Error("the phone is not open");
    return this.#parts;
  }

  private wire(shelf: Shelf, trust: Trust): Parts {
    shelf.onKeeping = (keeping) => { this.keep(keeping); };
    return wire(shelf, trust, {
      fetch: this.world.fetch,
      clock: this.clock,
      commission: this.#commission,
      random: this.world.random,
      set: (change) => { this.set(change); },
      background: (work) => { this.background(work); },
      onConsultation: (consultation) => { this.show(consultation); },
      onNotKept: (recordId, why) => { this.giveBack(recordId, why); },
      onDistrust: (error) => { this.refuse(error); },
      onBroken: () => { this.fail(); },
    });
  }

  /** What was kept may be taken away while the page is open: what it still has in hand stays to be read. */
  private keep(keeping: Keeping): void {
    if (keeping === "replaced") this.fail();
    else this.set(keeping === "well" ? { keeping, unkept: false } : { keeping });
  }

  /** A turn that cannot be kept is not under way any more. */
  private giveBack(recordId: string, why: NotKept["why"]): void {
    const one = this.#state.consultations.find((each) => each.recordId === recordId);
    if (one?.pending == null) return;
    this.show({ ...one, pending: null });
    this.set({ returned: { recordId, text: one.pending.shown?.kind === "text" ? one.pending.shown.text : "", why } });
  }

  /** Work that nobody waits for: when it fails, the page says so instead of standing still. */
  private background(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      // What cannot be kept is told where it stands.
      if (!(error instanceof NotKept)) this.fail();
    });
  }

  private fail(): void {
    // A page that is being left loses its storage first: that is no failure.
    if (this.#retry.stopped) return;
    this.stop();
    this.set({ gate: { kind: "broken" } });
  }

  private async load(parts: Parts, magnet: string, pin: string): Promise<void> {
    const [kept] = await Promise.all([recalled(parts.shelf, magnet), parts.courier.tell(), parts.letterbox.tell()]);
    const trusted = await parts.trust.recall();
    // What is kept can be read without a network.
    const open = trusted && kept.welcome !== null ? { gate: { kind: "open" as const } } : {};
    await breath();
    const had = this.world.trace?.read() === true || parts.shelf.unreadable > 0;
    if (kept.consultations.length > 0) this.world.trace?.write(true);
    else if (had) this.set({ keeping: "missing" });
    this.set({ ...kept, pin, directory: parts.trust.directory, ...open });
  }

  /** Fetches directory and welcome until they are here or refused, then sends what waits. */
  private async enter(parts: Parts, magnet: string): Promise<void> {
    for (let tries = 0; !this.#retry.stopped; tries += 1) {
      try {
        // Asked for at once, believed in their order: on a weak network a round costs half a second, and the page's address names the magnet.
        const [directory, welcome] = await inOrder(parts.trust.current(true), this.#commission.welcome(magnet));
        if (this.#retry.stopped) return;
        await ifKept(parts.shelf.write([{ store: "settings", key: `welcome:${magnet}`, value: welcome }]));
        await breath();
        if (this.#retry.stopped) return;
        this.set({ gate: { kind: "open" }, directory, welcome });
        break;
      } catch (error) {
        if (error instanceof CannotOpen) {
          this.refuse(error);
          return;
        }
        if (error instanceof Rejected && (error.status === 404 || error.status === 410)) {
          this.set(await turnedAway(parts.shelf, magnet, error, this.#state.welcome));
          return;
        }
        if (!(error instanceof LinkError)) throw error;
        if (this.#state.gate.kind !== "open") this.set({ gate: { kind: "offline" } });
        // With what is kept, work goes on: a node may be reachable while the commission is not.
        else if (tries === 0) this.resume(parts);
        await this.#retry.wait(backoffMs(tries, this.world.random));
      }
    }
    if (this.#retry.stopped) return;
    this.resume(parts);
    this.background(this.sweepShares());
    this.background(this.pollMailboxes(parts));
  }

  private resume(parts: Parts): void {
    for (const { recordId, pending } of this.#state.consultations) if (pending !== null) this.background(parts.engine.drive(recordId));
    this.background(parts.courier.drive());
  }

  private sweepShares(): Promise<void> {
    return this.parts.sharing.sweep(new Set(this.#state.consultations.map((one) => one.recordId)));
  }

  private async pollMailboxes(parts: Parts): Promise<void> {
    while (!this.#poll.stopped) {
      const { consultations } = this.#state;
      if (this.world.visible?.() ?? true) await parts.letterbox.ask(mailboxesOf(this.#state));
      const lately = Math.max(0, ...consultations.map((one) => one.updatedAtMs));
      const lively = this.clock.now() - lately < LIVELY_MS;
      if (!lively && this.#state.consentedVersion !== null) await parts.purse.stock();
      await this.#poll.wait(lively ? POLL_MS : QUIET_POLL_MS);
    }
  }

  private refuse(error: CannotOpen): void {
    this.set({ gate: { kind: "refused", why: refusalOf(error.reason, this.clock.beyond) } });
    for (const part of [this.#retry, this.#poll, this.#parts?.engine, this.#parts?.courier]) part?.stop();
  }

  private show(consultation: Consultation): void {
    const others = this.#state.consultations.filter((one) => one.recordId !== consultation.recordId);
    this.set({ consultations: [consultation, ...others].sort((a, b) => b.startedAtMs - a.startedAtMs) });
  }

  private set(change: Partial<PhoneState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
