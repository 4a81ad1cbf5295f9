/** Who is on this phone, and what can be done with all of it: take it along, withdraw consent, delete. */
import { useEffect, useState } from "preact/hooks";

import { peopleOf, recordFor } from "../core/household";
import type { Person } from "../core/model";
import { useUi } from "./context";
import { Notice, Sure, notKept } from "./parts";
import { fullTime } from "./Summary";

/** One tap a person; nothing to choose where there is only one. */
export function PeopleChips({ people, chosen, onChoose, all }: { readonly people: readonly Person[]; readonly chosen: string | null; readonly onChoose: (personId: string | null) => void; readonly all: boolean }) {
  const { t } = useUi();
  if (people.length < 2) return null;
  const chips: readonly (readonly [string | null, string])[] = [
    ...(all ? ([[null, t.guide.family.everybody]] as const) : []),
    ...people.map((person) => [person.personId, person.name] as const),
  ];
  return (
    <div class="peoplechips" role="group" aria-label={t.guide.family.whose}>
      {chips.map(([personId, name]) => (
        <button key={personId} type="button" class="choice" aria-pressed={chosen === personId} onClick={() => { onChoose(personId); }} data-testid="person-chip">
          {name}
        </button>
      ))}
    </div>
  );
}

function Export() {
  const { t, lang, state, phone } = useUi();
  const [url, setUrl] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => () => { if (url !== null) URL.revokeObjectURL(url); }, [url]);
  const make = async () => {
    try {
      const { base64, exported } = await import("../core/exporting");
      const photos = new Map<string, string>();
      for (const { entries } of state.consultations)
        for (const entry of entries) {
          const bytes = entry.who === "me" && entry.photo !== undefined ? await phone.photo(entry.photo) : undefined;
          if (entry.who === "me" && entry.photo !== undefined && bytes !== undefined) photos.set(entry.photo, base64(bytes));
        }
      const page = exported(state, t, (ms) => fullTime(ms, lang), phone.clock.now(), photos);
      setUrl(URL.createObjectURL(new Blob([page], { type: "text/html" })));
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  return (
    <>
      <button type="button" class="button" onClick={() => void make()} data-testid="export">
        {t.guide.family.export}
      </button>
      {failed && <Notice>{t.guide.family.exportFailed}</Notice>}
      {url !== null && (
        <>
          <p role="status">{t.guide.family.exportReady}</p>
          <a class="button main" href={url} download={`${t.app}-${new Date(phone.clock.now()).toISOString().slice(0, 10)}.html`} data-testid="export-save">
            {t.guide.family.exportSave}
          </a>
        </>
      )}
    </>
  );
}

function Withdraw({ person }: { readonly person: Person }) {
  const { t, state, phone, go } = useUi();
  const [notice, setNotice] = useState<string | null>(null);
  const recordId = recordFor(state, person.personId);
  if (recordId === undefined) return null;
  const withdraw = async () => {
    try {
      await phone.withdraw(recordId, t.guide.family.withdrawWords(person.name));
      go({ name: "inbox", recordId });
    } catch (error) {
      setNotice(notKept(error, t));
    }
  };
  return (
    <>
      <Sure label={t.guide.family.withdraw(person.name)} question={t.guide.family.withdrawSure} onYes={() => void withdraw()} />
      {notice !== null && <Notice>{notice}</Notice>}
    </>
  );
}

export function Household({ chosen }: { readonly chosen: string | null }) {
  const { t, state, erase } = useUi();
  const people = peopleOf(state);
  if (people.length === 0) return null;
  const withdrawing = people.filter((person) => chosen === null || person.personId === chosen);
  return (
    <section class="stack household" aria-label={t.guide.family.title}>
      <h2>{t.guide.family.title}</h2>
      <p class="dim">{t.guide.family.kept}</p>
      <Export />
      {withdrawing.map((person) => (
        <Withdraw key={person.personId} person={person} />
      ))}
      <Sure label={t.trust.erase} question={t.refused.eraseSure} onYes={erase} />
    </section>
  );
}
