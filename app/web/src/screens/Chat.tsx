/** The consultation: what was said, the open question, free words and a camera always at hand. */
import { useEffect, useRef, useState } from "preact/hooks";

import type { Consultation, Entry, Lang } from "../core/model";
import { clean, cut, length } from "../core/text";
import type { QuestionView } from "../generated/wire";
import { Bubbles } from "./Bubbles";
import { useUi } from "./context";
import { DictationButton, DictationNotice, useDictation } from "./Dictate";
import { Icon } from "./icons";
import { Items } from "./Items";
import { useLate } from "./late";
import { Call, Notice, OpenAgain, Screen, notKept, returnedWords } from "./parts";
import { Chips, Question } from "./Question";
import { RedFlags } from "./RedFlags";
import { Specialists } from "./Specialists";

/** Characters of what was kept that a notice shows, so that the place is found. */
const LAST_SHOWN = 12;

type Own = Extract<Entry, { who: "me" }>;

function wordsOf(question: QuestionView, options: readonly number[], separator: string): string {
  return question.options
    .filter((option) => options.includes(option.index))
    .map((option) => option.text)
    .join(separator);
}

function Composer(props: {
  readonly disabled: boolean;
  readonly placeholder: string;
  readonly returned: string;
  readonly draftOf: string;
  readonly lang: Lang;
  readonly onSend: (text: string) => void;
  readonly onCamera: () => void;
}) {
  const { t, drafts } = useUi();
  const [text, show] = useState(drafts.get(props.draftOf) ?? "");
  const setText = (words: string) => {
    drafts.set(props.draftOf, words);
    show(words);
  };
  const [notice, setNotice] = useState<string | null>(null);
  const given = `returned:${props.draftOf}`;
  useEffect(() => {
    // Once: what is made of them afterwards stands, and what was begun meanwhile stays behind them.
    if (props.returned === "" || drafts.get(given) === props.returned) return;
    drafts.set(given, props.returned);
    setText([props.returned, text].filter((words) => words !== "").join("\n"));
  }, [props.returned]);
  const typed = (words: string) => {
    const kept = cut(words);
    setText(kept);
    setNotice(kept === words ? null : t.chat.cut(length(words), length(kept), [...kept.trim()].slice(-LAST_SHOWN).join("")));
  };
  const before = useRef("");
  const speech = useDictation(
    props.lang,
    (words) => { typed(before.current + words); },
    () => { setNotice(t.speech.failed); },
  );
  const send = () => {
    if (props.disabled) return;
    const cleaned = clean(text);
    if (cleaned === "") {
      setNotice(t.chat.empty);
      return;
    }
    setNotice(null);
    setText("");
    drafts.delete(given);
    props.onSend(cleaned);
  };
  return (
    <>
      {notice !== null && <Notice>{notice}</Notice>}
      {speech.asking && <DictationNotice onAgree={speech.agree} onDecline={speech.decline} />}
      <div class="composer">
        <button type="button" class="plain stacked" disabled={props.disabled} onClick={props.onCamera} data-testid="camera">
          <Icon name="camera" />
          <span>{t.chat.camera}</span>
        </button>
        <textarea
          rows={Math.min(4, 1 + (text.match(/\n/g) ?? []).length)}
          aria-label={props.placeholder}
          placeholder={props.placeholder}
          enterkeyhint="send"
          value={text}
          onInput={(event) => { typed(event.currentTarget.value); }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              send();
            }
          }}
          data-testid="text"
        />
        {speech.offered && (text === "" || speech.listening) ? (
          // In the place of "send" while there is nothing to send: beside it the words would have no room on a small phone.
          <DictationButton
            listening={speech.listening}
            disabled={props.disabled}
            onTap={() => {
              before.current = text;
              setNotice(null);
              speech.tap();
            }}
          />
        ) : (
          <button type="button" class="button main sendbutton" disabled={props.disabled} onClick={send} data-testid="send">
            {t.chat.send}
          </button>
        )}
      </div>
    </>
  );
}

function ChangeSheet({ entry, onClose }: { readonly entry: Own; readonly onClose: () => void }) {
  const { t, phone, state } = useUi();
  const [text, setText] = useState(entry.question === undefined ? entry.text : "");
  const [refused, setRefused] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    addEventListener("keydown", onKey);
    return () => { removeEventListener("keydown", onKey); };
  }, []);
  const cleaned = clean(text);
  const { question } = entry;
  const change = async (options: readonly number[], words: string) => {
    const said = options.length > 0 && question !== undefined ? wordsOf(question, options, t.chat.listSeparator) : words;
    const turn = entry.of ?? entry.turn;
    const sent = await phone.send({ kind: "change", turn, options, text: options.length > 0 ? "" : words }, {
      text: t.chat.changedTo(said),
      kind: "change",
      question,
      of: turn,
    });
    if (sent) onClose();
    else setRefused(true);
  };
  return (
    <div class="sheet" role="dialog" aria-modal="true" aria-label={t.chat.changeTitle} data-testid="change">
      <div class="sheetbody">
        <h2 tabIndex={-1} ref={title}>
          {t.chat.changeTitle}
        </h2>
        {question !== undefined && <p class="lead">{question.text}</p>}
        <p class="dim">
          {t.chat.you}: {entry.text}
        </p>
        {question !== undefined && <Chips question={question} disabled={false} prefix="change-" onAnswer={(options) => void change(options, "")} />}
        <textarea
          rows={3}
          aria-label={t.chat.changeTitle}
          placeholder={question === undefined ? "" : t.chat.placeholder}
          value={text}
          onInput={(event) => { setText(cut(event.currentTarget.value)); }}
          data-testid="change-text"
        />
        {refused && <Notice>{state.returned === null ? t.chat.returnedOther : returnedWords(state.returned, t)}</Notice>}
        <div class="row">
          <button type="button" class="button main" disabled={cleaned === ""} onClick={() => void change([], cleaned)} data-testid="change-send">
            {t.chat.changeSend}
          </button>
          <button type="button" class="button quiet" onClick={onClose} data-testid="change-keep">
            {t.chat.changeKeep}
          </button>
        </div>
      </div>
    </div>
  );
}

function Progress({ consultation }: { readonly consultation: Consultation }) {
  const { t } = useUi();
  const { reply, pending } = consultation;
  if (reply === null || reply.stage === "guided") return null;
  const answered = consultation.entries.filter((entry) => entry.who === "me" && entry.changed !== true).length;
  const remaining = reply.remaining ?? null;
  const words = t.chat.remaining(remaining);
  return (
    <section class="howfar" aria-label={t.nav.ask}>
      {remaining !== null && <progress aria-label={words} max={answered + remaining + 1} value={answered + (pending === null ? 0 : 1)} />}
      <span class="dim">{words}</span>
    </section>
  );
}

/** A page whose own parts do not come, after an update of the service say, waits for ever; opened again it is whole. All that was sent is kept. */
const LONG_MS = 60_000;

function WaitingLong() {
  return useLate(LONG_MS) ? <OpenAgain /> : null;
}

/** What is going on while no answer is there yet, in words. */
function Waiting({ consultation }: { readonly consultation: Consultation }) {
  const { t, state, phone } = useUi();
  const live = state.live?.recordId === consultation.recordId ? state.live.steps : [];
  if (consultation.pending === null) return null;
  const { line } = state;
  if (line === "waiting" || line === "limit" || line === "magnet")
    return (
      <div class="waiting" role="status" data-testid={line}>
        <p>{t.chat[line]}</p>
        <button type="button" class="button" onClick={() => { phone.retryNow(); }}>
          {t.tryNow}
        </button>
        {line === "waiting" && <WaitingLong />}
        {/* Nobody looks at what was said just now: what cannot wait must not wait for this. */}
        <RedFlags short={consultation.reply !== null} />
      </div>
    );
  const said = live.filter((step) => step.specialty == null).at(-1)?.text;
  return (
    <div class="waiting" role="status" data-testid="sending">
      <p>{said ?? (live.length > 0 ? t.chat.reading : t.chat.sending)}</p>
      <Specialists steps={live} title={t.specialists.title} />
    </div>
  );
}

export function Chat({ consultation, onGuidance }: { readonly consultation: Consultation; readonly onGuidance: (() => void) | null }) {
  const { t, state, phone, go } = useUi();
  const [changing, setChanging] = useState<Own | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const end = useRef<HTMLDivElement>(null);
  const { reply, pending, lost, entries, emergency } = consultation;
  const busy = pending !== null || lost;
  const question = busy ? null : (reply?.question ?? null);
  const report = busy ? null : (reply?.report ?? null);
  const returned = state.returned?.recordId === consultation.recordId ? state.returned : null;
  const liveSteps = state.live?.steps.length ?? 0;

  useEffect(() => {
    // What there is to do comes into view, from its top when it does not fit; else the end of the conversation.
    const scroller = end.current?.closest("main");
    if (scroller == null) return;
    const todo = scroller.querySelector<HTMLElement>(":scope > .items, :scope > .question, :scope > .waiting");
    const bottom = scroller.scrollHeight - scroller.clientHeight;
    scroller.scrollTop = todo === null ? bottom : Math.min(bottom, todo.offsetTop - 12);
  }, [entries.length, reply?.turn, pending, liveSteps, state.line]);

  const waiting = consultation.waiting?.length ?? 0;
  const toCheck = report !== null && report.items.length > 0;
  const sendWords = (text: string) => {
    const input = question === null ? ({ kind: "say", text } as const) : ({ kind: "answer", question_id: question.id, options: [], text } as const);
    void phone.send(input, { text, kind: "text", question: question ?? undefined });
  };
  const answer = (options: readonly number[]) => {
    if (question === null) return;
    const text = wordsOf(question, options, t.chat.listSeparator);
    void phone.send({ kind: "answer", question_id: question.id, options, text: "" }, { text, kind: "text", question });
  };
  const finish = () => void phone.send({ kind: "finish" }, { text: t.chat.finished, kind: "finish" });
  const restart = async () => {
    const { person, lang } = consultation;
    try {
      await phone.begin(person, lang);
    } catch (error) {
      setNotice(notKept(error, t));
    }
  };
  const placeholder =
    reply?.stage === "guided" ? t.chat.placeholderMore : question === null || question.options.length > 0 ? t.chat.placeholder : t.chat.placeholderOpen;
  const phoneNumber = state.welcome?.doctor.phone ?? "";

  return (
    <Screen
      name="chat"
      above={
        <>
          {emergency !== null && (
            <section aria-label={t.emergency.title}>
              <a class="redbar" href={`tel:${emergency.phone ?? phoneNumber}`}>
                <Icon name="siren" />
                <span>{t.emergency.still}</span>
              </a>
            </section>
          )}
          <Progress consultation={consultation} />
        </>
      }
      foot={
        <Composer
          disabled={busy}
          placeholder={placeholder}
          returned={returned?.text ?? ""}
          draftOf={consultation.recordId}
          lang={consultation.lang}
          onSend={sendWords}
          onCamera={() => { go({ name: "photo" }); }}
        />
      }
    >
      <h1 class="unseen">{t.nav.ask}</h1>
      <Bubbles consultation={consultation} onChange={setChanging} />
      {pending === null && consultation.progress.length > 0 && consultation.guidance !== null && (
        <Specialists steps={consultation.progress} title={t.guidance.sections.who_looked} />
      )}
      <Waiting consultation={consultation} />
      {report !== null && toCheck && <Items key={report.attachment_id} report={report} busy={busy} />}
      {waiting > 0 && !lost && (
        <div class="card" data-testid="photos-waiting">
          <p>{t.photo.waiting(waiting)}</p>
          {!busy && (
            <button type="button" class="link" onClick={() => void phone.album.drop()} data-testid="photos-drop">
              {t.photo.drop}
            </button>
          )}
        </div>
      )}
      {returned !== null && <Notice>{returnedWords(returned, t)}</Notice>}
      {lost && (
        <div class="card">
          <Notice>{notice ?? t.chat.lost}</Notice>
          <button type="button" class="button main" onClick={() => void restart()} data-testid="restart">
            {t.chat.restart}
          </button>
          {phoneNumber !== "" && <Call number={phoneNumber} name={t.hello.call(state.welcome?.doctor.name ?? "")} />}
        </div>
      )}
      {question !== null && (
        <Question key={`${question.id}-${reply?.turn ?? 0}`} question={question} lang={consultation.lang} disabled={busy} onAnswer={answer} onPhoto={() => { go({ name: "photo" }); }} onBody={() => { go({ name: "body" }); }} onWords={sendWords} />
      )}
      {onGuidance !== null && !busy && (
        <button type="button" class="button main" onClick={onGuidance} data-testid="see-guidance">
          {t.chat.guidance}
        </button>
      )}
      {question !== null && reply?.stage !== "guided" && consultation.turn >= 2 && (
        <button type="button" class="button quiet" onClick={finish} data-testid="finish">
          {t.chat.finish}
        </button>
      )}
      <div ref={end} class="end" />
      {changing !== null && <ChangeSheet entry={changing} onClose={() => { setChanging(null); }} />}
    </Screen>
  );
}
