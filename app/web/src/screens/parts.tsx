/** The frame around every screen, and small pieces that many use. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { NotKept } from "../core/errors";
import type { PhoneState } from "../core/state";
import type { Strings } from "../strings/index";
import { type View, useUi } from "./context";
import { Icon, type IconName } from "./icons";

/** An extension is dialled after a pause: run together with the number it would ring somewhere else. */
export function telOf(number: string): string {
  const [line, inside] = number.split(/转|ext|#|,/i).map((part) => part.replace(/[^\d+]/g, ""));
  return inside === undefined || inside === "" ? `tel:${line}` : `tel:${line},${inside}`;
}

export function time(ms: number, lang: "zh" | "en"): string {
  const options: Intl.DateTimeFormatOptions = { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false };
  return new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", options).format(ms);
}

export function Call({ number, name, big = false }: { readonly number: string; readonly name: string; readonly big?: boolean }) {
  return (
    <a class={big ? "button call big" : "button call"} href={telOf(number)}>
      <Icon name="phone" />
      <span>{name}</span>
    </a>
  );
}

/** Moves the focus to a screen's title when the screen appears, so that a reader begins at its top. */
export function Title({ children }: { readonly children: ComponentChildren }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    ref.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 tabIndex={-1} ref={ref}>
      {children}
    </h1>
  );
}

export function Notice({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="notice" role="alert" data-testid="error">
      {children}
    </p>
  );
}

/** Opens the page afresh; what was sent or agreed to is kept. */
export function OpenAgain() {
  const { t } = useUi();
  return (
    <button type="button" class="button" onClick={() => { location.reload(); }} data-testid="open-again">
      {t.reload}
    </button>
  );
}

/** Answers what to say of something that the phone could not keep. Throws what is another failure. */
export function notKept(error: unknown, t: Strings): string {
  if (!(error instanceof NotKept)) throw error;
  return t.guide.robust[error.why === "gone" ? "goneTry" : "full"];
}

/** Answers what to say of a turn that came back: why, where it is known, and whether its words are at hand again. */
export function returnedWords(returned: NonNullable<PhoneState["returned"]>, t: Strings): string {
  if (returned.why !== undefined) return t.guide.robust[returned.why === "gone" ? "goneTry" : "full"];
  return returned.text === "" ? t.chat.returnedOther : t.chat.returned;
}

/** What the phone lost or could not keep, above everything that it still shows. */
function Keeping() {
  const { t, state, go, reopen } = useUi();
  const { robust } = t.guide;
  const gone = state.keeping === "gone";
  if (!gone && !state.unkept) return null;
  const doctor = state.welcome?.doctor;
  const again = () => {
    go({ name: "home" });
    reopen(false);
  };
  return (
    <section class="keeping" aria-label={t.history.only} data-testid={gone ? "gone" : "unkept"}>
      <p role="alert">{gone ? robust.gone : robust.unkept}</p>
      {gone && (
        <div class="row">
          <button type="button" class="button" onClick={again} data-testid="again">
            {robust.again}
          </button>
          {doctor !== undefined && doctor.phone !== "" && <Call number={doctor.phone} name={t.hello.call(doctor.name)} />}
        </div>
      )}
    </section>
  );
}

/** A deed that cannot be undone asks once more. */
export function Sure({ label, question, onYes }: { readonly label: string; readonly question: string; readonly onYes: () => void }) {
  const { t } = useUi();
  const [asked, setAsked] = useState(false);
  if (!asked)
    return (
      <button type="button" class="button quiet danger" onClick={() => { setAsked(true); }}>
        {label}
      </button>
    );
  return (
    <div class="sure" role="group" aria-label={label}>
      <p>{question}</p>
      <div class="row">
        <button type="button" class="button danger" onClick={onYes}>
          {t.sure.yes}
        </button>
        <button type="button" class="button quiet" onClick={() => { setAsked(false); }}>
          {t.sure.no}
        </button>
      </div>
    </div>
  );
}

function Header({ back }: { readonly back: boolean }) {
  const ui = useUi();
  const { t, state } = ui;
  const doctor = state.welcome?.doctor;
  return (
    <header class="top">
      {back ? (
        <button type="button" class="plain" onClick={ui.back} data-testid="back">
          <Icon name="back" />
          <span>{t.back}</span>
        </button>
      ) : (
        <strong class="brand">{t.app}</strong>
      )}
      <span class="fill" />
      {doctor !== undefined && doctor.phone !== "" && ui.state.currentId !== null && (
        <a class="plain" href={telOf(doctor.phone)} aria-label={t.hello.call(doctor.name)}>
          <Icon name="phone" />
        </a>
      )}
      <button type="button" class="plain" aria-pressed={ui.large} onClick={() => { ui.setLarge(!ui.large); }} data-testid="large">
        {ui.large ? t.normal : t.large}
      </button>
      <button
        type="button"
        class="plain"
        lang={ui.lang === "zh" ? "en" : "zh-CN"}
        onClick={() => { ui.setLang(ui.lang === "zh" ? "en" : "zh"); }}
        data-testid="lang"
      >
        {t.otherLanguage}
      </button>
    </header>
  );
}

const TABS: readonly { readonly name: "home" | "inbox" | "history" | "trust"; readonly icon: IconName; readonly text: "ask" | "inbox" | "history" | "trust" }[] = [
  { name: "home", icon: "chat", text: "ask" },
  { name: "inbox", icon: "letter", text: "inbox" },
  { name: "history", icon: "past", text: "history" },
  { name: "trust", icon: "lock", text: "trust" },
];

function Tabs() {
  const { t, state, view, go } = useUi();
  const unread = state.messages.filter((one) => !one.read).length;
  return (
    <nav class="tabs" aria-label={t.app}>
      {TABS.map(({ name, icon, text }) => (
        <button
          key={name}
          type="button"
          aria-current={view.name === name ? "page" : undefined}
          onClick={() => { go({ name } as View); }}
          data-testid={name === "home" ? "ask" : name}
        >
          <Icon name={icon} />
          <span>{t.nav[text]}</span>
          {name === "inbox" && unread > 0 && (
            <b class="badge" aria-label={t.nav.unread(unread)} data-testid="unread">
              {unread}
            </b>
          )}
        </button>
      ))}
    </nav>
  );
}

/** Header, the one scrolling part, an optional foot that stays, and the tabs. */
export function Screen(props: {
  readonly children: ComponentChildren;
  readonly back?: boolean;
  readonly tabs?: boolean;
  readonly foot?: ComponentChildren;
  readonly above?: ComponentChildren;
  readonly name: string;
}) {
  const { t, state } = useUi();
  return (
    <div class={`screen ${props.name}`}>
      <Header back={props.back ?? false} />
      {state.directory?.environment === "development" && (
        <aside class="strip" aria-label={t.trust.environment} data-testid="development">
          {t.development}
        </aside>
      )}
      <Keeping />
      {props.above}
      {/* What scrolls and holds nothing to tap must be reached by the keys, too. */}
      <main tabIndex={0}>{props.children}</main>
      {props.foot !== undefined && <footer>{props.foot}</footer>}
      {(props.tabs ?? true) && <Tabs />}
    </div>
  );
}
