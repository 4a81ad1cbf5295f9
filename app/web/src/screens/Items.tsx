/** What was read from a report: doubtful lines first, each correctable, then confirmed as a whole. */
import { useState } from "preact/hooks";

import type { ItemCorrection, ItemView, ReportView } from "../generated/wire";
import { clean } from "../core/text";
import { useUi } from "./context";

const FOLD_ABOVE = 6;
const ARROWS: Readonly<Record<ItemView["flag"], string>> = {
  low: "↓",
  high: "↑",
  normal: "",
  abnormal: "!",
  critical_low: "↓↓",
  critical_high: "↑↑",
  unknown: "?",
};

interface Edit {
  readonly value: string;
  readonly removed: boolean;
}

/** Answers what the resident changed, and the doubtful lines that were looked at and left. */
export function corrections(items: readonly ItemView[], edits: Readonly<Record<number, Edit>>): readonly ItemCorrection[] {
  return items.flatMap((item): ItemCorrection[] => {
    const edit = edits[item.index];
    if (edit?.removed === true) return [{ index: item.index, remove: true }];
    const value = edit === undefined ? item.value_text : clean(edit.value);
    if (value !== item.value_text && value !== "") return [{ index: item.index, value_text: value }];
    return item.doubtful ? [{ index: item.index, value_text: null }] : [];
  });
}

function Line(props: { readonly item: ItemView; readonly edit: Edit | undefined; readonly onEdit: (edit: Edit) => void }) {
  const { t } = useUi();
  const { item, edit, onEdit } = props;
  const value = edit?.value ?? item.value_text;
  const removed = edit?.removed === true;
  const name = item.abbr !== "" && item.abbr !== item.name ? `${item.name}（${item.abbr}）` : item.name;
  const marked = item.doubtful ? " doubtful" : "";
  return (
    <li class={`item${marked}${removed ? " removed" : ""}`} data-testid="item">
      <div class="itemname">
        <strong>{name}</strong>
        {item.doubtful && <b class="mark">{t.items.doubtful}</b>}
      </div>
      {!removed && (
        <div class="row">
          <input
            class="short"
            aria-label={t.items.value(item.name)}
            value={value}
            maxLength={60}
            autocomplete="off"
            onInput={(event) => { onEdit({ value: event.currentTarget.value, removed: false }); }}
            data-testid={`item-value-${item.index}`}
          />
          <span>{item.unit}</span>
          <span class={`flag ${item.flag}`}>
            {ARROWS[item.flag]} {t.items.flags[item.flag]}
          </span>
        </div>
      )}
      <div class="row between">
        {item.range_text !== "" && (
          <span class="dim">
            {t.items.range} {item.range_text}
          </span>
        )}
        <button type="button" class="link" onClick={() => { onEdit({ value, removed: !removed }); }}>
          {removed ? t.items.restore : t.items.remove}
        </button>
      </div>
      {item.meaning !== "" && <p class="dim">{item.meaning}</p>}
    </li>
  );
}

export function Items({ report, busy }: { readonly report: ReportView; readonly busy: boolean }) {
  const { t, phone, drafts } = useUi();
  const draftOf = `items:${report.attachment_id}`;
  const [edits, setEdits] = useState(() => JSON.parse(drafts.get(draftOf) ?? "{}") as Readonly<Record<number, Edit>>);
  const wanted = report.items.filter((item) => item.doubtful || item.flag !== "normal");
  const folded = report.items.length > FOLD_ABOVE ? report.items.filter((item) => !wanted.includes(item)) : [];
  const open = report.items.filter((item) => !folded.includes(item)).sort((a, b) => Number(b.doubtful) - Number(a.doubtful));
  const line = (item: ItemView) => (
    <Line
      key={item.index}
      item={item}
      edit={edits[item.index]}
      onEdit={(edit) => {
        const next = { ...edits, [item.index]: edit };
        drafts.set(draftOf, JSON.stringify(next));
        setEdits(next);
      }}
    />
  );
  const confirm = () =>
    phone.send(
      { kind: "confirm_items", attachment_id: report.attachment_id, corrections: corrections(report.items, edits) },
      { text: t.chat.confirmed, kind: "confirm" },
    );
  return (
    <section class="card items" aria-label={t.items.title} data-testid="items">
      <h2>{t.items.title}</h2>
      <p class="dim">{t.items.hint}</p>
      <ul>{open.map(line)}</ul>
      {folded.length > 0 && (
        <details>
          <summary>{t.items.rest(folded.length)}</summary>
          <ul>{folded.map(line)}</ul>
        </details>
      )}
      {report.conclusion !== "" && (
        <p>
          <strong>{t.items.conclusion}</strong> {report.conclusion}
        </p>
      )}
      <button type="button" class="button main" disabled={busy} onClick={() => void confirm()} data-testid="items-confirm">
        {t.items.confirm}
      </button>
    </section>
  );
}
