/** What every screen has at hand. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";

import type { Lang } from "../core/model";
import type { Phone, PhoneState } from "../core/phone";
import type { Strings } from "../strings/index";

export type View =
  | { readonly name: "home" | "consent" | "who" | "photo" | "body" | "history" | "trust" }
  /** For a consultation where it is known, to report something wrong where that was tapped. */
  | { readonly name: "inbox"; readonly recordId?: string; readonly wrong?: boolean }
  | { readonly name: "past" | "summary" | "share"; readonly recordId: string };

export interface Ui {
  readonly phone: Phone;
  readonly state: PhoneState;
  readonly t: Strings;
  readonly lang: Lang;
  readonly large: boolean;
  readonly view: View;
  readonly go: (view: View) => void;
  readonly back: () => void;
  readonly setLang: (lang: Lang) => void;
  readonly setLarge: (large: boolean) => void;
  /** The guidance over which the resident went back to talking; another one shows itself again. */
  readonly talkedOver: string | null;
  readonly setTalkedOver: (shown: string | null) => void;
  /** Words begun and not sent, by consultation, while the resident looks at another screen. */
  readonly drafts: Map<string, string>;
  /** Forgets everything and opens afresh. */
  readonly erase: () => void;
  /** Opens again, taking the lease from another tab when `take`. */
  readonly reopen: (take: boolean) => void;
}

export const UiContext = createContext<Ui | null>(null);

export function useUi(): Ui {
  const ui = useContext(UiContext);
  if (ui === null) throw new Error("a screen is outside its page");
  return ui;
}
