/** The conversation so far, like a chat; own answers can be tapped to change them. */
import type { Consultation, Entry } from "../core/model";
import { useUi } from "./context";
import { SentPhoto } from "./SentPhoto";
import { ReadAloud } from "./ReadAloud";

type Own = Extract<Entry, { who: "me" }>;

function OwnBubble({ entry, onChange }: { readonly entry: Own; readonly onChange: ((entry: Own) => void) | null }) {
  const { t } = useUi();
  const content = (
    <>
      {entry.photo !== undefined && <SentPhoto id={entry.photo} label={entry.text} />}
      <span class="words">{entry.text}</span>
      {entry.changed === true && <small>{t.chat.changed}</small>}
    </>
  );
  if (onChange === null) return <div class={entry.changed === true ? "bubble me changed" : "bubble me"}>{content}</div>;
  return (
    <button
      type="button"
      class="bubble me"
      title={t.chat.change}
      aria-label={`${entry.text} (${t.chat.change})`}
      onClick={() => { onChange(entry); }}
      data-testid={`own-answer-${entry.turn}`}
    >
      {content}
      <small aria-hidden="true">{t.chat.edit}</small>
    </button>
  );
}

export function Bubbles(props: { readonly consultation: Consultation; readonly onChange?: (entry: Own) => void }) {
  const { t } = useUi();
  const { entries, pending, lost, reply, lang } = props.consultation;
  // The question being answered stays above its answer while that is on its way.
  const asked = pending !== null && pending.input.kind !== "change" ? reply?.question : null;
  const { onChange } = props;
  const last = entries.reduce((latest, entry) => (entry.who === "me" ? Math.max(latest, entry.turn) : latest), 0);
  return (
    <div class="bubbles" role="log" aria-live="polite" aria-label={t.chat.label}>
      {entries.map((entry, at) => {
        const key = `${entry.turn}-${at}`;
        if (entry.who === "agent")
          return (
            <div key={key} class="bubble agent" data-testid="message-bubble">
              <span class="hidden">{t.chat.assistant}</span>
              <span class="words">{entry.text}</span>
              <ReadAloud id={key} text={entry.text} of={lang} small />
            </div>
          );
        const open = onChange !== undefined && pending === null && !lost && (entry.kind === "text" || entry.kind === "change") && entry.turn >= 1 && entry.changed !== true;
        return <OwnBubble key={key} entry={entry} onChange={open ? onChange : null} />;
      })}
      {asked != null && (
        <div class="bubble agent" data-testid="message-bubble">
          <span class="words">{asked.text}</span>
        </div>
      )}
      {pending?.shown != null && pending.turn > last && (
        <div class="bubble me pending" data-testid="pending">
          {pending.shown.photo !== undefined && <SentPhoto id={pending.shown.photo} label={pending.shown.text} />}
          <span class="words">{pending.shown.text}</span>
        </div>
      )}
    </div>
  );
}
