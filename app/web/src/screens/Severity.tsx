/** How bad it is, 0 to 10: a slider with a face, words and a number; nothing is said until it is touched. */
import { scoreStep } from "../core/telling";
import { useUi } from "./context";

function Face({ score }: { readonly score: number }) {
  // The mouth goes from a smile to a frown; from 7 on the eyes are pressed shut.
  const bend = 40 - score * 2.4;
  const eyes = score >= 7 ? "M15 19l6 3-6 3M37 19l-6 3 6 3" : "M18 20v3M34 20v3";
  return (
    <svg class="scoreface" viewBox="0 0 52 52" aria-hidden="true" focusable="false">
      <circle cx="26" cy="26" r="23" />
      <path d={`${eyes}M16 ${String(28 + score * 0.6)}Q26 ${String(bend)} 36 ${String(28 + score * 0.6)}`} />
    </svg>
  );
}

export function Severity(props: { readonly score: number | null; readonly onScore: (score: number | null) => void }) {
  const { t } = useUi();
  const { score, onScore } = props;
  const words = score === null ? t.body.scoreUnsaid : `${String(score)} ${t.body.of10} · ${t.body.scores[scoreStep(score)] ?? ""}`;
  const step = (by: number) => { onScore(Math.min(10, Math.max(0, (score ?? 5) + by))); };
  return (
    <section class="card" aria-label={t.body.howBad}>
      <div class="row between">
        <h2>{t.body.howBad}</h2>
        {score !== null && (
          <button type="button" class="link" onClick={() => { onScore(null); }} data-testid="score-clear">
            {t.body.unsay}
          </button>
        )}
      </div>
      <div class="scored">
        <Face score={score ?? 5} />
        <output data-testid="score-words">{words}</output>
      </div>
      <div class="slider">
        <button type="button" class="chip" aria-label={t.body.less} onClick={() => { step(-1); }} data-testid="score-less">
          −
        </button>
        <input
          type="range"
          min={0}
          max={10}
          step={1}
          value={score ?? 5}
          class={score === null ? "unsaid" : ""}
          aria-label={t.body.howBad}
          aria-valuetext={words}
          onInput={(event) => { onScore(Number(event.currentTarget.value)); }}
          onClick={(event) => { onScore(Number(event.currentTarget.value)); }}
          data-testid="score"
        />
        <button type="button" class="chip" aria-label={t.body.more} onClick={() => { step(1); }} data-testid="score-more">
          +
        </button>
      </div>
      <div class="row between dim" aria-hidden="true">
        <span>0 {t.body.scores[0]}</span>
        <span>10 {t.body.scores[5]}</span>
      </div>
    </section>
  );
}
