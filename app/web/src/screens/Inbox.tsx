/** What the doctor wrote, opened on this phone; and words back to the doctor, sealed for the commission. */
import { useEffect, useState } from "preact/hooks";

import type { InboxMessage } from "../core/model";
import { clean, length, problem } from "../core/text";
import { MAX_TEXT } from "../generated/wire";
import { useUi } from "./context";
import { Call, Notice, Screen, Title, time } from "./parts";

function Words({ one }: { readonly one: InboxMessage }) {
  const { t, lang, state } = useUi();
  const { message } = one;
  if (one.from === "me") {
    const arrived = state.deliveries.some((sent) => sent.key === one.messageId && sent.receivedAtS !== null);
    return (
      <li class="bubble me" data-testid="own-message">
        <span class="words">{message.text}</span>
        <small>
          {time(message.sent_at_ms, lang)} · {arrived ? t.inbox.arrived : t.inbox.sent}
        </small>
      </li>
    );
  }
  const action = t.inbox.actions[message.action];
  return (
    <li class="bubble agent" data-testid="message">
      <small>
        {message.from_name} · {time(message.sent_at_ms, lang)}
      </small>
      {action !== "" && <strong class="action">{action}</strong>}
      <span class="words">{message.text}</span>
    </li>
  );
}

export function Inbox() {
  const { t, state, phone } = useUi();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const [notice, setNotice] = useState<string | null>(null);
  const doctor = state.welcome?.doctor;
  const newest = state.messages.filter((one) => one.from === "doctor").at(-1);
  const recordId = state.currentId ?? newest?.recordId ?? state.consultations[0]?.recordId;
  useEffect(() => {
    void phone.readMessages();
  }, [phone, state.messages.length]);
  const send = async () => {
    const cleaned = clean(text);
    const bad = problem(cleaned);
    if (bad !== null) setNotice(bad === "empty" ? t.chat.empty : t.chat.tooLong(MAX_TEXT, length(cleaned)));
    if (bad !== null || recordId === undefined) return;
    setText("");
    setNotice(null);
    await phone.writeToDoctor(recordId, cleaned, wrong ? "reported_wrong" : "reply");
    setWrong(false);
  };
  return (
    <Screen name="inboxpage">
      <Title>{t.inbox.title}</Title>
      {state.messages.length === 0 && <p class="dim">{t.inbox.empty}</p>}
      <ul class="bubbles" aria-live="polite">
        {state.messages.map((one) => (
          <Words key={one.messageId} one={one} />
        ))}
      </ul>
      {recordId !== undefined && (
        <div class="stack">
          <div class="grid two" role="group" aria-label={t.inbox.reply}>
            <button type="button" class="choice" aria-pressed={!wrong} onClick={() => { setWrong(false); }} data-testid="inbox-reply">
              {t.inbox.reply}
            </button>
            <button type="button" class="choice" aria-pressed={wrong} onClick={() => { setWrong(true); }} data-testid="inbox-wrong">
              {t.inbox.wrong}
            </button>
          </div>
          <textarea
            rows={3}
            aria-label={wrong ? t.inbox.wrong : t.inbox.reply}
            placeholder={t.inbox.placeholder}
            value={text}
            onInput={(event) => { setText(event.currentTarget.value); setNotice(null); }}
            data-testid="inbox-text"
          />
          {notice !== null && <Notice>{notice}</Notice>}
          <button type="button" class="button main" onClick={() => void send()} data-testid="inbox-send">
            {t.inbox.send}
          </button>
          <p class="dim">{t.inbox.notUrgent}</p>
          {doctor !== undefined && doctor.phone !== "" && <Call number={doctor.phone} name={t.hello.call(doctor.name)} />}
        </div>
      )}
    </Screen>
  );
}
