/**
 * Everything that this phone holds, as one page that any browser opens: for reading, printing, and taking along. It holds no key and loads
 * nothing. No I/O.
 */
import type { Strings } from "../strings/index";
import { type Standing, standingOf } from "./advice";
import { consultationsOf, lettersOf, peopleOf } from "./household";
import type { Consultation, InboxMessage } from "./model";
import type { PhoneState } from "./state";

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

type When = (ms: number) => string;
type Photos = ReadonlyMap<string, string>;

/** Answers the page. `photos` are base64 JPEGs by their ids, `when` writes a time out. */
export function exported(state: PhoneState, t: Strings, when: When, nowMs: number, photos: Photos): string {
  const words = t.guide.family;
  const people = peopleOf(state).map((person) => {
    const who = `${t.who.relation[person.relation]}，${t.summary.person(person.sex === "male" ? t.who.male : t.who.female, t.age[person.age.unit](person.age.value))}`;
    const parts = consultationsOf(state, person.personId).map((one) => consultation(one, standingOf(one, state.messages), t, when, photos));
    const letters = lettersOf(state, person.personId).map((one) => letter(one, t, when));
    return section(1, person.name, [
      line(t.code === "zh" ? who : who.replace("，", ", ")),
      person.phone === "" ? "" : line(person.phone),
      ...parts,
      letters.length === 0 ? "" : section(2, t.inbox.title, letters),
    ]);
  });
  const style = "body{font:16px/1.6 sans-serif;max-width:44rem;margin:1rem auto;padding:0 1rem;overflow-wrap:anywhere}img{max-width:100%}pre{white-space:pre-wrap;font:inherit}";
  const title = escape(`${t.app}: ${words.exportTitle}`);
  return `<!doctype html><html lang="${t.htmlLang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style><h1>${title}</h1>${line(words.exportNote(when(nowMs)))}${people.join("")}</html>\n`;
}

function consultation(one: Consultation, standing: Standing, t: Strings, when: When, photos: Photos): string {
  const { view: guidance, held, by, waiting } = standing;
  const said = one.entries.map((entry) => {
    const photo = entry.who === "me" && entry.photo !== undefined ? photos.get(entry.photo) : undefined;
    const text = `<b>${escape(entry.who === "me" ? t.chat.you : t.chat.assistant)}</b> ${escape(entry.text)}`;
    return photo === undefined ? `<p>${text}</p>` : `<p>${text}</p><img alt="${escape(t.chat.photoSent)}" src="data:image/jpeg;base64,${photo}">`;
  });
  const { sections } = t.guidance;
  const lists = guidance === null ? [] : (["now", "where", "bring", "watch_for", "why", "who_looked"] as const).map((name) => list(sections[name], guidance[name]));
  return section(2, when(one.startedAtMs), [
    held === null || !waiting ? "" : line(`${t.guide.held.waiting} · ${held.headline}`),
    by === null ? "" : line(`${t.guide.held.reviewed(by.from_name, when(by.sent_at_ms))} ${by.text}`),
    guidance === null ? (held === null ? line(t.history.unfinished) : "") : `<p><b>${escape(t.guidance.degree[guidance.urgency])}</b> ${escape(guidance.headline)}</p>`,
    ...lists,
    guidance === null ? "" : section(3, t.summary.title, [`<pre>${escape(guidance.summary)}</pre>`]),
    section(3, t.chat.label, said),
  ]);
}

function letter(one: InboxMessage, t: Strings, when: When): string {
  const from = one.from === "me" ? t.inbox.you : one.message.from_name;
  return `<p><b>${escape(from)}</b> ${escape(when(one.message.sent_at_ms))}</p><pre>${escape(one.message.text)}</pre>`;
}

const line = (text: string): string => `<p>${escape(text)}</p>`;

const section = (depth: 1 | 2 | 3, title: string, parts: readonly string[]): string =>
  `<section><h${depth + 1}>${escape(title)}</h${depth + 1}>${parts.join("")}</section>`;

const list = (title: string, items: readonly string[]): string =>
  items.length === 0 ? "" : section(3, title, [`<ul>${items.map((item) => `<li>${escape(item)}</li>`).join("")}</ul>`]);

/** Answers base64 of bytes, in pieces that no engine's argument limit refuses. */
export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
