/** What the phone keeps of consultations, and how it stands: values only. Times are Unix milliseconds by the corrected clock. */

import type { DoctorMessage, EmergencyView, GuidanceView, HeldView, Progress, QuestionView, Reply, TurnInput } from "../generated/wire";
import type { NotAdmitted } from "./errors";
import type { PinRefusal } from "./pin";

export type Lang = "zh" | "en";
export type Relation = "self" | "child" | "parent" | "other";

/** Somebody this phone has asked for before. */
export interface Person {
  readonly personId: string;
  readonly relation: Relation;
  readonly name: string;
  readonly phone: string;
  readonly sex: "male" | "female";
  readonly ageDays: number;
  /** What was typed: years, or months for a small child. */
  readonly age: { readonly value: number; readonly unit: "years" | "months" };
  readonly pregnant: boolean | null;
  /** The citizen identity number; absent or empty where it was not given. */
  readonly identityNumber?: string;
  readonly usedAtMs: number;
}

/** One bubble. Own ones remember the question they answered, so that the answer can be changed. */
export type Entry =
  | { readonly who: "agent"; readonly turn: number; readonly text: string }
  | {
      readonly who: "me";
      readonly turn: number;
      readonly text: string;
      readonly kind: "text" | "photo" | "confirm" | "finish" | "change";
      readonly question?: QuestionView | undefined;
      readonly photo?: string | undefined;
      /** The turn whose answer this one stands for, when it is a change. */
      readonly of?: number | undefined;
      /** Set when a later turn replaced it. */
      readonly changed?: boolean;
    };

/** A turn that was asked for and not yet answered: kept before it is sent, sealed afresh each time. */
export interface Pending {
  readonly turn: number;
  readonly input: TurnInput;
  readonly shown: Extract<Entry, { who: "me" }> | null;
  readonly askedAtMs: number;
}

/** What shows the commission that this phone may ask for a person's essentials. */
export interface ReleaseAsk {
  readonly mailboxId: string;
  readonly secret: string;
  readonly personId: string;
}

export interface Consultation {
  readonly recordId: string;
  readonly sessionId: string;
  readonly mailboxId: string;
  readonly magnet: string;
  readonly lang: Lang;
  readonly person: Person;
  readonly startedAtMs: number;
  readonly updatedAtMs: number;
  /** The next turn to be sent. */
  readonly turn: number;
  /** b64u, opaque; null before the first answer. */
  readonly capsule: string | null;
  readonly entries: readonly Entry[];
  readonly reply: Reply | null;
  /** The specialists that really looked, as they were announced. */
  readonly progress: readonly Progress[];
  readonly pending: Pending | null;
  /** The node can no longer open the capsule: a new consultation has to begin. */
  readonly lost: boolean;
  /** The latest guidance, which stays at hand while more is said. */
  readonly guidance: GuidanceView | null;
  /** What is told while newer guidance waits for a doctor (`advice.ts`). */
  readonly held?: HeldView | null;
  readonly emergency: EmergencyView | null;
  /** The red flag whose full screen was read. */
  readonly emergencySeen: string | null;
  /** There when the resident agreed that what a doctor signed earlier is looked at this time. */
  readonly release?: ReleaseAsk | null;
  /** Photos that were chosen and not sent yet, in their order. */
  readonly waiting?: readonly string[];
}

/** Something on its way to the commission. The envelope's bytes stand beside it until the receipt is there. */
export interface Delivery {
  readonly kind: "record" | "identity" | "attachment" | "reply";
  readonly recordId: string;
  /** The receipt's key: revision, "identity", attachment or message id. */
  readonly key: string;
  readonly createdAtMs: number;
  readonly sealedFor: string | null;
  readonly receivedAtS: number | null;
  /** The commission will never take it: why, as its status. */
  readonly refused: number | null;
}

export interface Mailbox {
  readonly mailboxId: string;
  readonly recordId: string;
  /** b64u: X-Wing seed and bearer secret. */
  readonly seed: string;
  readonly secret: string;
  readonly after: number;
}

export interface InboxMessage {
  readonly messageId: string;
  readonly recordId: string;
  readonly seq: number;
  readonly from: "doctor" | "me";
  readonly message: DoctorMessage;
  readonly read: boolean;
}

/** What the commission says of a magnet. */
export interface Welcome {
  readonly magnet: string;
  readonly community: { readonly name_zh: string; readonly name_en: string };
  /** `name_en` is there where it is the community that answers, because its doctor left. */
  readonly doctor: { readonly name: string; readonly phone: string; readonly name_en?: string };
  readonly consent: {
    readonly version: string;
    readonly zh: readonly string[];
    readonly en: readonly string[];
    readonly full_zh: string;
    readonly full_en: string;
  };
}

/**
 * How the line to compute is: `waiting` shows that all is kept and will be sent; `limit` and `magnet` that no consultation may
 * begin now, because this magnet began too many or is no longer in use.
 */
export type Line = "idle" | "sending" | "waiting" | "refused" | NotAdmitted["why"];

/**
 * How keeping goes: `full` after a write that found no room, `gone` when everything was cleared, `replaced` when another version of the page
 * took the storage over or it does not open again. The last two are final.
 */
export type Keeping = "well" | "full" | "gone" | "replaced";

/** What a resident is told when a directory is not believed. */
export type DirectoryRefusal = "wrong_pin" | "expired" | "clock" | "environment" | "log" | "damaged";

export type Refusal = PinRefusal | DirectoryRefusal | "unknown_magnet" | "insecure" | "no_storage";

export type Gate =
  | { readonly kind: "opening" }
  | { readonly kind: "offline" }
  | { readonly kind: "elsewhere" }
  | { readonly kind: "broken" }
  | { readonly kind: "refused"; readonly why: Refusal; readonly said?: { readonly zh: string; readonly en: string }; readonly phone?: string }
  | { readonly kind: "open" };
