/** While guidance waits for the doctor: why nothing is shown yet, until when, how to stay safe, and when not to wait. */
import { useEffect, useReducer } from "preact/hooks";

import type { Standing } from "../core/advice";
import type { Consultation } from "../core/model";
import type { DoctorMessage, HeldView } from "../generated/wire";
import type { Strings } from "../strings/index";
import { useUi } from "./context";
import { GuidanceBody, Lines, Receipt, UrgencyBand } from "./Guidance";
import { Icon } from "./icons";
import { Call, Notice, Screen, Title, time } from "./parts";
import { ReadAloud } from "./ReadAloud";

const MOST_TIMER_MS = 2 ** 31 - 1;

/** Answers whether the promised time is over, and draws again when it is. */
function useLate(dueMs: number): boolean {
  const { phone } = useUi();
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const left = dueMs - phone.clock.now();
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => { redraw(undefined); }, Math.min(left, MOST_TIMER_MS));
    return () => { clearTimeout(timer); };
  }, [dueMs]);
  return left <= 0;
}

export function heldText(held: HeldView, t: Strings): string {
  const { sections } = t.guidance;
  const parts: readonly (readonly [string, readonly string[]])[] = [
    [sections.where, held.where],
    [sections.bring, held.bring],
    [t.guide.held.meanwhile, held.meanwhile],
    [t.guide.held.watch, held.watch_for],
  ];
  const told = parts.filter(([, lines]) => lines.length > 0).map(([title, lines]) => `${title}\n${lines.join("\n")}`);
  return [held.headline, held.why, ...told].join("\n");
}

/** A release that is on the screen has been read: it is no letter that still waits in the inbox. */
function useRead(by: DoctorMessage | null): void {
  const { phone, state } = useUi();
  const read = state.messages.filter(({ message, read: seen }) => !seen && by !== null && message.record_id === by.record_id && message.action === "advice");
  useEffect(() => {
    if (read.length > 0) void phone.readMessages(new Set(read.map((one) => one.messageId)));
  }, [phone, read.length]);
}

/** Who looked it over, above the guidance itself; and that news of the resident's still waits. */
export function Reviewed({ by, waiting }: { readonly by: DoctorMessage; readonly waiting: boolean }) {
  const { t, lang } = useUi();
  useRead(by);
  return (
    <div class="card reviewed" data-testid="reviewed">
      <p>
        <Icon name="check" /> <strong>{t.guide.held.reviewed(by.from_name, time(by.sent_at_ms, lang))}</strong>
      </p>
      {by.text !== "" && by.text !== by.guidance?.headline && <p>{by.text}</p>}
      {waiting && <Notice>{t.guide.held.news}</Notice>}
    </div>
  );
}

export function HeldBody({ held, by, waiting }: { readonly held: HeldView; readonly by: DoctorMessage | null; readonly waiting: boolean }) {
  const { t, lang, state } = useUi();
  const words = t.guide.held;
  const late = useLate(held.due_ms) && waiting;
  useRead(waiting ? null : by);
  const doctor = state.welcome?.doctor;
  const calls = doctor !== undefined && doctor.phone !== "" && <Call number={doctor.phone} name={t.hello.call(doctor.name)} big={late} />;
  return (
    <>
      {held.today ? (
        <UrgencyBand urgency="urgent" headline={held.headline} />
      ) : (
        <div class="band waits" data-testid="waits">
          <span class="badgeicon">
            <Icon name="clock" />
          </span>
          <p class="word">{waiting ? words.waiting : words.answered}</p>
          <Title>{waiting || by === null ? held.headline : words.instead(by.from_name)}</Title>
        </div>
      )}
      {!waiting && by !== null && (
        <div class="card" data-testid="instead">
          {held.today && <p><strong>{words.instead(by.from_name)}</strong></p>}
          <p class="lead">{by.text}</p>
          <p class="dim">{time(by.sent_at_ms, lang)}</p>
        </div>
      )}
      {waiting && <p class="lead">{held.why}</p>}
      {waiting && (late ? <Notice><span data-testid="late">{words.late}</span></Notice> : <p data-testid="until">{words.until(time(held.due_ms, lang))}</p>)}
      {calls !== false && <div class="stack calls">{calls}</div>}
      <div class="guidance" data-testid="held">
        <Lines icon="place" title={t.guidance.sections.where} lines={held.where} />
        <Lines icon="bag" title={t.guidance.sections.bring} lines={held.bring} />
        <Lines icon="alert" title={words.watch} lines={held.watch_for}>
          <a class="plain worse" href="tel:120" data-testid="call-if-worse">
            <Icon name="phone" />
            <span>{t.guide.worse}</span>
          </a>
        </Lines>
        <Lines icon="check" title={words.meanwhile} lines={held.meanwhile} />
      </div>
    </>
  );
}

export function Held(props: { readonly standing: Standing & { readonly held: HeldView }; readonly consultation: Consultation; readonly onTalk: () => void }) {
  const { t, phone, go } = useUi();
  const { consultation, standing } = props;
  const { held, by, view, waiting } = standing;
  const another = async () => {
    await phone.select(null);
    go({ name: "home" });
  };
  return (
    <Screen name="heldpage">
      <HeldBody held={held} by={by} waiting={waiting} />
      <ReadAloud id="held" text={heldText(held, t)} of={consultation.lang} />
      <Receipt consultation={consultation} />
      {view !== null && (
        <details data-testid="earlier">
          <summary>{t.guide.held.earlier}</summary>
          {by !== null && <Reviewed by={by} waiting={waiting} />}
          <p><strong>{view.headline}</strong></p>
          <GuidanceBody view={view} consultation={consultation} />
        </details>
      )}
      <div class="stack">
        <button type="button" class="button main" onClick={props.onTalk} data-testid="talk">
          {t.guidance.talk}
        </button>
        {held.today && (
          <button type="button" class="button" onClick={() => { go({ name: "summary", recordId: consultation.recordId }); }} data-testid="summary">
            {t.guidance.summary}
          </button>
        )}
        <button type="button" class="button" onClick={() => { go({ name: "inbox", recordId: consultation.recordId }); }} data-testid="write">
          {t.inbox.placeholder}
        </button>
        <button type="button" class="button quiet" onClick={() => void another()} data-testid="another">
          {t.guidance.another}
        </button>
      </div>
    </Screen>
  );
}
