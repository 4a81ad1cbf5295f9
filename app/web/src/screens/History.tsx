/** Earlier consultations, on this phone only. */
import type { Consultation } from "../core/model";
import { Bubbles } from "./Bubbles";
import { useUi } from "./context";
import { GuidanceBody, Receipt, UrgencyBand } from "./Guidance";
import { Screen, Sure, Title, time } from "./parts";

function complaint(consultation: Consultation): string {
  return consultation.entries.find((entry) => entry.who === "me" && entry.kind === "text")?.text ?? "";
}

export function History() {
  const { t, lang, state, phone, go } = useUi();
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
      <ul class="cards">
        {state.consultations.map((one) => (
          <li key={one.recordId} class="card" data-testid="past">
            <p class="dim">
              {time(one.startedAtMs, lang)} · {one.person.name}
            </p>
            <p class="clip">{complaint(one)}</p>
            <p>
              <strong>{one.guidance === null ? t.history.unfinished : t.guidance.urgency[one.guidance.urgency]}</strong>
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
    </Screen>
  );
}

export function Past({ recordId }: { readonly recordId: string }) {
  const { t, state, phone, back } = useUi();
  const one = state.consultations.find((candidate) => candidate.recordId === recordId);
  if (one === undefined) return null;
  const forget = async () => {
    await phone.forget(recordId);
    back();
  };
  return (
    <Screen name="pastpage" back tabs={false}>
      {one.guidance !== null && (
        <>
          <UrgencyBand urgency={one.guidance.urgency} headline={one.guidance.headline} />
          <Receipt consultation={one} />
          <GuidanceBody view={one.guidance} consultation={one} />
        </>
      )}
      <h2>{t.chat.label}</h2>
      <Bubbles consultation={one} />
      <Sure label={t.history.forget} question={t.history.forgetSure} onYes={() => void forget()} />
    </Screen>
  );
}
