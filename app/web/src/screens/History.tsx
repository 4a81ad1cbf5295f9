/** Earlier consultations, on this phone only. */
import { useState } from "preact/hooks";

import { standingOf, withAdvice } from "../core/advice";
import { consultationsOf, peopleOf } from "../core/household";
import type { Consultation } from "../core/model";
import { Bubbles } from "./Bubbles";
import { useUi } from "./context";
import { GuidanceBody, Receipt, UrgencyBand } from "./Guidance";
import { HeldBody, Reviewed } from "./Held";
import { Household, PeopleChips } from "./Household";
import { Notice, Screen, Sure, Title, notKept, time } from "./parts";

function complaint(consultation: Consultation): string {
  return consultation.entries.find((entry) => entry.who === "me" && entry.kind === "text")?.text ?? "";
}

export function History() {
  const { t, lang, state, phone, go } = useUi();
  const [chosen, setChosen] = useState<string | null>(null);
  const people = peopleOf(state);
  const fresh = async () => {
    await phone.select(null);
    go({ name: "home" });
  };
  const goOn = async (recordId: string) => {
    await phone.select(recordId);
    go({ name: "home" });
  };
  return (
    <Screen name="historypage">
      <Title>{t.history.title}</Title>
      <p class="dim">{t.history.only}</p>
      <button type="button" class="button main" onClick={() => void fresh()} data-testid="fresh">
        {t.history.fresh}
      </button>
      {state.consultations.length === 0 && <p>{t.history.empty}</p>}
      <PeopleChips people={people} chosen={chosen} onChoose={setChosen} all />
      <ul class="cards">
        {consultationsOf(state, chosen).map((kept) => ({ one: withAdvice(kept, state.messages), ...standingOf(kept, state.messages) })).map(({ one, waiting, held }) => (
          <li key={one.recordId} class="card" data-testid="past">
            <p>
              <strong>{one.person.name}</strong> <span class="dim">{time(one.startedAtMs, lang)}</span>
            </p>
            <p class="clip">{complaint(one)}</p>
            <p>
              <strong>{waiting ? t.guide.held.waiting : one.guidance !== null ? t.guidance.urgency[one.guidance.urgency] : held !== null ? t.guide.held.answered : t.history.unfinished}</strong>
            </p>
            <div class="row">
              <button type="button" class="button" onClick={() => { go({ name: "past", recordId: one.recordId }); }}>
                {t.history.read}
              </button>
              {!one.lost && (
                <button type="button" class="button" onClick={() => void goOn(one.recordId)}>
                  {t.history.goOn}
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
      <Household chosen={chosen} />
    </Screen>
  );
}

export function Past({ recordId }: { readonly recordId: string }) {
  const { t, state, phone, go, back } = useUi();
  const [notice, setNotice] = useState<string | null>(null);
  const kept = state.consultations.find((candidate) => candidate.recordId === recordId);
  if (kept === undefined) return null;
  const { held, by, waiting } = standingOf(kept, state.messages);
  const one = withAdvice(kept, state.messages);
  const forget = async () => {
    try {
      await phone.forget(recordId);
      back();
    } catch (error) {
      setNotice(notKept(error, t));
    }
  };
  return (
    <Screen name="pastpage" back tabs={false}>
      {held !== null && (waiting || one.guidance === null) && <HeldBody held={held} by={by} waiting={waiting} />}
      {one.guidance !== null && (
        <>
          {by !== null && <Reviewed by={by} waiting={waiting} />}
          <UrgencyBand urgency={one.guidance.urgency} headline={one.guidance.headline} />
          <Receipt consultation={one} />
          <p class="forwhom">{t.guide.forWhom(one.person.name)}</p>
          <GuidanceBody view={one.guidance} consultation={one} />
          <button type="button" class="button" onClick={() => { go({ name: "summary", recordId }); }} data-testid="summary">
            {t.guidance.summary}
          </button>
        </>
      )}
      <h2>{t.chat.label}</h2>
      <Bubbles consultation={one} />
      <button type="button" class="button" onClick={() => { go({ name: "inbox", recordId, wrong: true }); }} data-testid="report-wrong">
        {t.guidance.wrong}
      </button>
      <Sure label={t.history.forget} question={t.history.forgetSure} onYes={() => void forget()} />
      {notice !== null && <Notice>{notice}</Notice>}
    </Screen>
  );
}
