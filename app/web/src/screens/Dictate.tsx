/** Speaking instead of typing, where the browser offers it: who will hear it is said first, and asked anew each time the page is opened. */
import { useEffect, useRef, useState } from "preact/hooks";

import { type Recognition, dictation, listenOnce, makerOf } from "../core/dictation";
import type { Lang } from "../core/model";
import { useUi } from "./context";
import { Icon } from "./icons";

let agreed = false;

export function useDictation(of: Lang, onWords: (text: string) => void, onFailed: () => void) {
  const [asking, setAsking] = useState(false);
  const [listening, setListening] = useState<Recognition | null>(null);
  const running = useRef<Recognition | null>(null);
  const begin = dictation();
  useEffect(() => () => { running.current?.abort(); }, []);
  const start = async () => {
    if (begin === null) return;
    const recognition = begin();
    running.current = recognition;
    setListening(recognition);
    const words = await listenOnce(recognition, of, onWords);
    running.current = null;
    setListening(null);
    if (words === null) onFailed();
  };
  return {
    offered: begin !== null,
    listening: listening !== null,
    asking,
    tap: () => {
      if (listening !== null) listening.stop();
      else if (agreed) void start();
      else setAsking(!asking);
    },
    agree: () => {
      agreed = true;
      setAsking(false);
      void start();
    },
    decline: () => { setAsking(false); },
  };
}

export function DictationNotice(props: { readonly onAgree: () => void; readonly onDecline: () => void }) {
  const { t } = useUi();
  return (
    <div class="card" role="group" aria-label={t.speech.dictate} data-testid="dictation-notice">
      <p>{t.speech.whoHears(t.speech.makers[makerOf(navigator.userAgent)])}</p>
      <div class="row">
        <button type="button" class="button main" onClick={props.onAgree} data-testid="dictation-agree">
          {t.speech.agree}
        </button>
        <button type="button" class="button" onClick={props.onDecline} data-testid="dictation-decline">
          {t.speech.type}
        </button>
      </div>
    </div>
  );
}

export function DictationButton(props: { readonly listening: boolean; readonly disabled: boolean; readonly onTap: () => void }) {
  const { t } = useUi();
  return (
    <button type="button" class="plain stacked" aria-pressed={props.listening} disabled={props.disabled} onClick={props.onTap} data-testid="dictate">
      <Icon name={props.listening ? "stop" : "mic"} />
      <span>{props.listening ? t.speech.done : t.speech.dictate}</span>
    </button>
  );
}
