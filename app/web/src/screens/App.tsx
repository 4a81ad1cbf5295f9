/** One screen at a time; the phone's back key goes back one screen. */
import { Component, type ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";

import type { Lang } from "../core/model";
import type { Phone, PhoneState } from "../core/phone";
import { STRINGS } from "../strings/index";
import { Consent } from "./Consent";
import { type Ui, UiContext, type View } from "./context";
import { GateScreen } from "./Gate";
import { History, Past } from "./History";
import { Home } from "./Home";
import { Inbox } from "./Inbox";
import { Later, bodyScreen, fetchAhead, photoScreen, shareScreen, trustScreen, whoScreen } from "./Later";
import { Summary } from "./Summary";

export interface AppProps {
  readonly phone: Phone;
  readonly lang: Lang;
  readonly large: boolean;
  readonly keep: (name: "lang" | "large", value: string) => void;
  readonly reopen: (take: boolean) => void;
  readonly erase: () => void;
}

function Screens({ view, phone }: { readonly view: View; readonly phone: Phone }) {
  const here = (recordId: string) => phone.state.consultations.some((one) => one.recordId === recordId);
  // Deleted, or cleared: what else there is takes its place.
  if ((view.name === "past" || view.name === "summary" || view.name === "share") && !here(view.recordId)) return <History />;
  switch (view.name) {
    case "home":
      return <Home />;
    case "consent":
      return <Consent />;
    case "who":
      return <Later load={whoScreen} />;
    case "photo":
      return <Later load={photoScreen} />;
    case "body":
      return <Later load={bodyScreen} />;
    case "inbox":
      return <Inbox recordId={view.recordId} wrong={view.wrong ?? false} />;
    case "history":
      return <History />;
    case "trust":
      return <Later load={trustScreen} />;
    case "summary":
      return <Summary recordId={view.recordId} />;
    case "share":
      return <Later load={shareScreen} recordId={view.recordId} />;
    case "past":
      return <Past recordId={view.recordId} />;
  }
}

/** A defect of the page must not look like the end of the consultation: everything is kept, and opening again goes on. */
class Guarded extends Component<{ readonly children: ComponentChildren; readonly app: string; readonly text: string; readonly action: string }, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main class="broken">
        <h1 class="unseen">{this.props.app}</h1>
        <p role="alert" data-testid="error">
          {this.props.text}
        </p>
        <button type="button" class="button main" onClick={() => { location.reload(); }}>
          {this.props.action}
        </button>
      </main>
    );
  }
}

/** An entry of the browser's history: what was shown; `floor` lies below a talk that is open, `over` above it. */
interface Step {
  readonly view: View;
  readonly floor?: true;
  readonly over?: true;
}

const HOME: View = { name: "home" };
const stepOf = (state: unknown): Partial<Step> => (state ?? {}) as Partial<Step>;
const viewOf = (state: unknown): View => stepOf(state).view ?? HOME;
const put = (how: "pushState" | "replaceState", step: Step): void => { history[how](step, ""); };

/** A key pressed too often must not end a talk: WeChat would close the page, and the magnet is at the fridge. */
function useFloor(talking: boolean): void {
  useEffect(() => {
    if (!talking || stepOf(history.state).over === true) return;
    const view = viewOf(history.state);
    put("replaceState", { view: HOME, floor: true });
    put("pushState", { view, over: true });
  }, [talking]);
}

/** A community that answers in a doctor's stead is called in the language that is read. */
function calledIn(lang: Lang, state: PhoneState): PhoneState {
  const { welcome } = state;
  const name = welcome?.doctor.name_en;
  if (lang === "zh" || welcome === null || name === undefined) return state;
  return { ...state, welcome: { ...welcome, doctor: { ...welcome.doctor, name } } };
}

export function App(props: AppProps) {
  const { phone, keep } = props;
  const [state, setState] = useState(phone.state);
  const [lang, setLang] = useState(props.lang);
  const [large, setLarge] = useState(props.large);
  const [view, setView] = useState<View>({ name: "home" });
  const [talkedOver, setTalkedOver] = useState<string | null>(null);
  const [drafts] = useState(() => new Map<string, string>());
  const t = STRINGS[lang];
  useEffect(() => {
    setState(phone.state);
    return phone.subscribe(() => { setState(phone.state); });
  }, [phone]);
  const opened = state.gate.kind === "open";
  useEffect(() => {
    if (opened) fetchAhead();
  }, [opened]);
  useEffect(() => {
    const onPop = (event: PopStateEvent) => {
      if (stepOf(event.state).floor === true && phone.state.currentId !== null) put("pushState", { view: HOME, over: true });
      setView(viewOf(event.state));
    };
    addEventListener("popstate", onPop);
    return () => { removeEventListener("popstate", onPop); };
  }, [phone]);
  useFloor(opened && state.currentId !== null);
  useEffect(() => {
    document.documentElement.lang = t.htmlLang;
    document.title = t.app;
    document.documentElement.classList.toggle("large", large);
  }, [t, large]);
  const ui = useMemo((): Ui => {
    const go = (next: View) => {
      if (next.name === view.name && next.name !== "past") return;
      // From the greeting through consent to the chat there is one way back: to the greeting.
      const replace = view.name === "consent" || view.name === "who" || next.name === "home";
      const over = stepOf(history.state).over;
      put(replace ? "replaceState" : "pushState", over === true ? { view: next, over } : { view: next });
      setView(next);
    };
    return {
      phone,
      state: calledIn(lang, state),
      t,
      lang,
      large,
      view,
      go,
      back: () => {
        if (viewOf(history.state).name === "home") setView({ name: "home" });
        else history.back();
      },
      setLang: (next) => {
        keep("lang", next);
        setLang(next);
      },
      setLarge: (next) => {
        keep("large", next ? "1" : "");
        setLarge(next);
      },
      talkedOver,
      setTalkedOver,
      drafts,
      erase: props.erase,
      reopen: props.reopen,
    };
  }, [phone, state, t, lang, large, view, talkedOver, drafts, keep, props.erase, props.reopen]);
  return (
    <UiContext.Provider value={ui}>
      <Guarded app={t.app} text={t.somethingBroke} action={t.reload}>
        {state.gate.kind === "open" ? <Screens view={view} phone={phone} /> : <GateScreen gate={state.gate} />}
      </Guarded>
    </UiContext.Provider>
  );
}
