/** The one open question, large, with its quick answers; why it is asked is one tap away. */
import { useState } from "preact/hooks";

import type { Lang } from "../core/model";
import { type Since, sinceWords } from "../core/since";
import type { QuestionView } from "../generated/wire";
import { useUi } from "./context";
import { Icon } from "./icons";
import { Notice } from "./parts";
import { ReadAloud } from "./ReadAloud";
import { Pick } from "./SinceWhen";

/** Since when, to the day, for whom no chip fits: opened by a tap, said in words. */
function PickSince(props: { readonly disabled: boolean; readonly onWords: (text: string) => void }) {
  const { t, lang } = useUi();
  const [since, setSince] = useState<Exclude<Since, string> | null>(null);
  if (since === null)
    return (
      <button type="button" class="link" onClick={() => { setSince({ count: 3, unit: "day" }); }} data-testid="pick-open">
        {t.body.pick}
      </button>
    );
  return (
    <>
      <Pick value={since} onPick={setSince} />
      <button type="button" class="button main" disabled={props.disabled} onClick={() => { props.onWords(sinceWords(since, lang)); }} data-testid="pick-send">
        {t.body.send}
      </button>
    </>
  );
}

export function Chips(props: {
  readonly question: QuestionView;
  readonly disabled: boolean;
  readonly prefix?: string;
  readonly onAnswer: (options: readonly number[]) => void;
}) {
  const { t } = useUi();
  const { question, disabled, onAnswer, prefix = "" } = props;
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [missing, setMissing] = useState(false);
  const multi = question.kind === "multi";
  if (question.options.length === 0) return null;
  const tap = (index: number) => {
    if (!multi) onAnswer([index]);
    else setChosen((before) => (before.includes(index) ? before.filter((one) => one !== index) : [...before, index].sort((a, b) => a - b)));
  };
  return (
    <>
      {multi && <p class="dim">{t.chat.choose}</p>}
      <div class={multi || question.options.length > 3 ? "chips many" : "chips"}>
        {question.options.map((option) => (
          <button
            key={option.index}
            type="button"
            class="chip"
            disabled={disabled}
            {...(multi ? { "aria-pressed": chosen.includes(option.index) } : {})}
            onClick={() => { tap(option.index); }}
            data-testid={`${prefix}chip-${option.index}`}
          >
            {multi && <span class="box">{chosen.includes(option.index) && <Icon name="check" />}</span>}
            <span>{option.text}</span>
          </button>
        ))}
      </div>
      {missing && chosen.length === 0 && <Notice>{t.chat.chooseFirst}</Notice>}
      {multi && (
        <button
          type="button"
          class={chosen.length > 0 ? "button main confirm" : "button main"}
          disabled={disabled}
          onClick={() => {
            if (chosen.length === 0) setMissing(true);
            else onAnswer(chosen);
          }}
          data-testid={`${prefix}chips-send`}
        >
          {chosen.length === 0 ? t.chat.chosen : t.chat.chosenCount(chosen.length)}
        </button>
      )}
    </>
  );
}

export function Question(props: {
  readonly question: QuestionView;
  readonly lang: Lang;
  readonly disabled: boolean;
  readonly onAnswer: (options: readonly number[]) => void;
  readonly onPhoto: () => void;
  readonly onBody: () => void;
  readonly onWords: (text: string) => void;
}) {
  const { t } = useUi();
  const { question } = props;
  // A consultation kept before an update of the page has a question without hints.
  const hints = (question.hints as QuestionView["hints"] | undefined) ?? [];
  const [why, setWhy] = useState(false);
  return (
    <section class="question" aria-live="polite">
      <h2 data-testid="question" data-question={question.id} data-kind={question.kind}>
        {question.text}
      </h2>
      <div class="row between">
        {question.why !== "" && (
          <button type="button" class="link" aria-expanded={why} onClick={() => { setWhy(!why); }} data-testid="why">
            {why ? t.chat.hideWhy : t.chat.why}
          </button>
        )}
        <ReadAloud id="question" text={[question.text, ...question.options.map((option) => option.text)].join("\n")} of={props.lang} small />
      </div>
      {why && (
        <p class="card why" data-testid="why-text">
          {question.why}
        </p>
      )}
      {question.kind === "photo" && (
        <button type="button" class="button main" disabled={props.disabled} onClick={props.onPhoto}>
          <Icon name="camera" />
          <span>{t.chat.camera}</span>
        </button>
      )}
      {hints.includes("where") && (
        <button type="button" class="button" disabled={props.disabled} onClick={props.onBody} data-testid="body">
          <Icon name="person" />
          <span>{t.body.open}</span>
        </button>
      )}
      <Chips question={question} disabled={props.disabled} onAnswer={props.onAnswer} />
      {hints.includes("since_when") && !hints.includes("where") && <PickSince disabled={props.disabled} onWords={props.onWords} />}
    </section>
  );
}
