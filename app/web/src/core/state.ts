/** What the screens see of the phone: values only. */

import type { Progress } from "../generated/wire";
import type { VerifiedDirectory } from "../seal/index";
import type { NotKept } from "./errors";
import type { Consultation, Delivery, Gate, InboxMessage, Keeping, Line, Person, Welcome } from "./model";

export interface PhoneState {
  readonly gate: Gate;
  readonly pin: string;
  readonly welcome: Welcome | null;
  readonly directory: VerifiedDirectory | null;
  readonly consentedVersion: string | null;
  readonly consultations: readonly Consultation[];
  readonly currentId: string | null;
  readonly live: { readonly recordId: string; readonly steps: readonly Progress[] } | null;
  readonly line: Line;
  readonly deliveries: readonly Delivery[];
  readonly messages: readonly InboxMessage[];
  readonly people: readonly Person[];
  /** Words that were not taken, back in the resident's hands; and why, where it was this phone that could not keep them. */
  readonly returned: { readonly recordId: string; readonly text: string; readonly why?: NotKept["why"] } | null;
  /** How the phone keeps; `missing`: it kept consultations before, and opened without them. */
  readonly keeping: Exclude<Keeping, "replaced"> | "missing";
  /** Something is on the screen that the phone had no room for. */
  readonly unkept: boolean;
}

export const EMPTY: PhoneState = {
  gate: { kind: "opening" },
  pin: "",
  welcome: null,
  directory: null,
  consentedVersion: null,
  consultations: [],
  currentId: null,
  live: null,
  line: "idle",
  deliveries: [],
  messages: [],
  people: [],
  returned: null,
  keeping: "well",
  unkept: false,
};
