/** Since when: a tap for the common answers, a number with its unit for all others. */
import { useState } from "preact/hooks";

import { MOST_OF, type Since, UNITS, type Unit } from "../core/since";
import { useUi } from "./context";

const CHIPS: readonly Since[] = ["hour", "today", "yesterday", { count: 3, unit: "day" }, { count: 1, unit: "week" }];
const keyOf = (since: Since): string => (typeof since === "string" ? since : `${String(since.count)}-${since.unit}`);

/** Picks a number of hours, days, weeks, months or years by plus and minus: no keyboard, no calendar. */
export function Pick(props: { readonly value: { readonly count: number; readonly unit: Unit }; readonly onPick: (since: Exclude<Since, string>) => void }) {
  const { t } = useUi();
  const { value, onPick } = props;
  const { count, unit } = value;
  const set = (next: number, of: Unit) => { onPick({ count: Math.min(MOST_OF[of], Math.max(1, next)), unit: of }); };
  return (
    <div class="stack" data-testid="pick">
      <div class="slider">
        <button type="button" class="chip" aria-label={t.body.less} onClick={() => { set(count - 1, unit); }} data-testid="pick-less">
          −
        </button>
        <output class="picked" data-testid="picked">
          {t.body.count[unit](count)}
        </output>
        <button type="button" class="chip" aria-label={t.body.more} onClick={() => { set(count + 1, unit); }} data-testid="pick-more">
          +
        </button>
      </div>
      <div class="chips units" role="group" aria-label={t.body.unit}>
        {UNITS.map((one) => (
          <button key={one} type="button" class="chip" aria-pressed={one === unit} onClick={() => { set(count, one); }} data-testid={`unit-${one}`}>
            {t.body.units[one]}
          </button>
        ))}
      </div>
    </div>
  );
}

export function SinceWhen(props: { readonly since: Since | null; readonly onSince: (since: Since | null) => void }) {
  const { t } = useUi();
  const { since, onSince } = props;
  const chosen = since === null ? null : keyOf(since);
  const other = since !== null && typeof since !== "string" && !CHIPS.some((one) => keyOf(one) === chosen);
  const [picking, setPicking] = useState(other);
  return (
    <section class="card" aria-label={t.body.sinceWhen}>
      <h2>{t.body.sinceWhen}</h2>
      <div class="chips three">
        {CHIPS.map((one) => (
          <button
            key={keyOf(one)}
            type="button"
            class="chip"
            aria-pressed={!picking && keyOf(one) === chosen}
            onClick={() => {
              setPicking(false);
              onSince(!picking && keyOf(one) === chosen ? null : one);
            }}
            data-testid={`since-${keyOf(one)}`}
          >
            {typeof one === "string" ? t.body.since[one] : t.body.count[one.unit](one.count)}
          </button>
        ))}
        <button
          type="button"
          class="chip"
          aria-pressed={picking}
          aria-expanded={picking}
          onClick={() => {
            setPicking(!picking);
            onSince(picking ? null : { count: 2, unit: "week" });
          }}
          data-testid="since-longer"
        >
          {t.body.since.longer}
        </button>
      </div>
      {picking && since !== null && typeof since !== "string" && <Pick value={since} onPick={onSince} />}
    </section>
  );
}
