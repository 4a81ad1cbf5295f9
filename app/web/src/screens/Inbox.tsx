/** What the doctor wrote, opened on this phone; and words back to the doctor, sealed for the commission. */
import { useEffect, useRef, useState } from "preact/hooks";

import { consultationsOf, lettersOf, peopleOf, personOf, recordFor } from "../core/household";
import type { InboxMessage } from "../core/model";
import { clean, length, problem } from "../core/text";
import { MAX_TEXT } from "../generated/wire";
import { useUi } from "./context";
import { PeopleChips } from "./Household";
import { Call, Notice, Screen, Title, notKept, time } from "./parts";

function Words({ one }: { readonly one: InboxMessage }) {
  const { t, lang, state, go } = useUi();
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
      {message.guidance != null && (
        <button type="button" class="button" onClick={() => { go({ name: "past", recordId: one.recordId }); }} data-testid="released">
          {t.chat.guidance}
        </button>
      )}
    </li>
  );
}

export function Inbox(props: { readonly recordId: string | undefined; readonly wrong: boolean }) {
  const { t, lang, state, phone, drafts } = useUi();
  const [, redraw] = useState(0);
  const sending = useRef(false);
  const [wrong, setWrong] = useState(props.wrong);
  const [notice, setNotice] = useState<string | null>(null);
  const doctor = state.welcome?.doctor;
  // One person's letters at a time: words about a mother must not go into a child's record.
  const people = peopleOf(state).filter((person) => consultationsOf(state, person.personId).length > 0);
  const newest = state.messages.filter((one) => one.from === "doctor" && personOf(state, one.recordId) !== null).at(-1)?.recordId;
  const [chosen, setChosen] = useState<string | null>(null);
  const first = personOf(state, props.recordId ?? newest ?? state.currentId ?? state.consultations[0]?.recordId);
  const person = people.find((one) => one.personId === (chosen ?? first?.personId)) ?? people[0];
  const letters = lettersOf(state, person?.personId ?? null);
  const asked = props.recordId !== undefined && personOf(state, props.recordId)?.personId === person?.personId ? props.recordId : undefined;
  const recordId = person === undefined ? undefined : (asked ?? recordFor(state, person.personId));
  const about = state.consultations.find((one) => one.recordId === recordId);
  // Begun words stay with the record that they are about, whatever else is looked at.
  const draftOf = `inbox:${recordId ?? ""}`;
  const text = drafts.get(draftOf) ?? "";
  const setText = (words: string) => {
    drafts.set(draftOf, words);
    redraw((n) => n + 1);
  };
  useEffect(() => {
    void phone.readMessages(new Set(letters.map((one) => one.messageId)));
  }, [phone, state.messages.length, person?.personId]);
  const send = async () => {
    const cleaned = clean(text);
    const bad = problem(cleaned);
    if (bad !== null) setNotice(bad === "empty" ? t.chat.empty : t.chat.tooLong(MAX_TEXT, length(cleaned)));
    if (bad !== null || recordId === undefined || sending.current) return;
    setNotice(null);
    sending.current = true;
    try {
      await phone.writeToDoctor(recordId, cleaned, wrong ? "reported_wrong" : "reply");
      setText("");
      setWrong(false);
    } catch (error) {
      setNotice(notKept(error, t));
    } finally {
      sending.current = false;
    }
  };
  return (
    <Screen name="inboxpage">
      <Title>{t.inbox.title}</Title>
      <PeopleChips people={people} chosen={person?.personId ?? null} onChoose={setChosen} all={false} />
      {letters.length === 0 && <p class="dim">{t.inbox.empty}</p>}
      <ul class="bubbles" aria-live="polite">
        {letters.map((one) => (
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
          {about !== undefined && (
            <p class="dim" data-testid="inbox-about">
              {t.guide.family.about(about.person.name, time(about.startedAtMs, lang))}
            </p>
          )}
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
