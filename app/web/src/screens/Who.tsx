/** For whom: a tap, an age, a sex; a name and number for the doctor. People asked for before are one tap. */
import { useState } from "preact/hooks";

import type { Person, Relation } from "../core/model";
import { type PersonDraft, type PersonProblem, ageToday, isOnlyThem, judge, mayBePregnant } from "../core/person";
import { useUi } from "./context";
import { Notice, Screen, Title, notKept } from "./parts";

const RELATIONS: readonly Relation[] = ["self", "child", "parent", "other"];
const EMPTY: PersonDraft = { relation: null, age: "", unit: "years", sex: null, pregnant: null, name: "", phone: "", identityNumber: "" };

function Choice(props: {
  readonly label: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly testId: string;
}) {
  return (
    <button type="button" class="choice" aria-pressed={props.chosen} onClick={props.onChoose} data-testid={props.testId}>
      {props.label}
    </button>
  );
}

export function Who() {
  const { t, lang, state, phone, go } = useUi();
  const [draft, setDraft] = useState<PersonDraft>(EMPTY);
  const [personId, setPersonId] = useState<string | undefined>(undefined);
  const [problem, setProblem] = useState<PersonProblem | "noPhone" | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [withRecord, setWithRecord] = useState(false);
  const known = isOnlyThem(state.consultations, personId, draft);
  const set = (change: Partial<PersonDraft>) => {
    setDraft((before) => ({ ...before, ...change }));
    setProblem(null);
  };
  const remember = (person: Person) => {
    setPersonId(person.personId);
    setWithRecord(false);
    setProblem(null);
    const { relation, sex, pregnant, name, phone: number, identityNumber = "" } = person;
    // Who gave a birthday then is as old as that today.
    const born = ageToday(person, Date.now());
    setDraft({ relation, sex, pregnant, name, phone: number, identityNumber, age: String(born.value), unit: born.unit });
  };
  const relate = (relation: Relation) => {
    // Another relation is another person, unless a remembered one is only being put right.
    if (relation !== draft.relation) setPersonId(undefined);
    set({ relation, unit: relation === "child" ? draft.unit : "years" });
  };
  const begin = async () => {
    const judged = judge(draft, Date.now());
    if (typeof judged === "string") {
      setProblem(judged);
      return;
    }
    if (judged.phone === "" && problem !== "noPhone") {
      setProblem("noPhone");
      return;
    }
    setBusy(true);
    setNotice(null);
    try {
      await phone.begin({ ...judged, ...(personId === undefined ? {} : { personId }) }, lang, known && withRecord);
    } catch (error) {
      // A phone without room keeps nothing, and what is not kept is not sent.
      setBusy(false);
      setNotice(notKept(error, t));
      return;
    }
    go({ name: "home" });
  };
  return (
    <Screen name="who" back tabs={false}>
      <Title>{t.who.title}</Title>
      {state.people.length > 0 && (
        <section aria-label={t.who.remembered}>
          <h2>{t.who.remembered}</h2>
          <div class="people">
            {state.people.slice(0, 6).map((person) => (
              <button
                key={person.personId}
                type="button"
                class="choice person"
                aria-pressed={person.personId === personId}
                onClick={() => { remember(person); }}
                data-testid="person"
              >
                <strong>{person.name}</strong>
                <span>
                  {t.who.relation[person.relation]} · {t.age[person.age.unit](person.age.value)}
                </span>
              </button>
            ))}
          </div>
        </section>
      )}
      <div class="grid two" role="group" aria-label={t.who.title}>
        {RELATIONS.map((relation) => (
          <Choice
            key={relation}
            label={t.who.relation[relation]}
            chosen={draft.relation === relation}
            onChoose={() => { relate(relation); }}
            testId={`who-${relation}`}
          />
        ))}
      </div>
      <div class="field">
        <label for="age">{t.who.age}</label>
        <div class="row">
          <input
            id="age"
            class="short"
            inputMode="numeric"
            autocomplete="off"
            maxLength={3}
            value={draft.age}
            onInput={(event) => { set({ age: event.currentTarget.value }); }}
            data-testid="age"
          />
          {draft.relation === "child" ? (
            <div class="row" role="group" aria-label={t.who.ageUnit}>
              <Choice label={t.who.years} chosen={draft.unit === "years"} onChoose={() => { set({ unit: "years" }); }} testId="age-years" />
              <Choice label={t.who.months} chosen={draft.unit === "months"} onChoose={() => { set({ unit: "months" }); }} testId="age-months" />
            </div>
          ) : (
            <span class="unit">{t.who.years}</span>
          )}
        </div>
      </div>
      <div class="field" role="group" aria-label={t.who.sex}>
        <span class="label">{t.who.sex}</span>
        <div class="grid two">
          <Choice label={t.who.male} chosen={draft.sex === "male"} onChoose={() => { set({ sex: "male" }); }} testId="sex-male" />
          <Choice label={t.who.female} chosen={draft.sex === "female"} onChoose={() => { set({ sex: "female" }); }} testId="sex-female" />
        </div>
      </div>
      {mayBePregnant(draft.sex, draft.age, draft.unit) && (
        <div class="field" role="group" aria-label={t.who.pregnant}>
          <span class="label">{t.who.pregnant}</span>
          <div class="grid three">
            <Choice label={t.who.no} chosen={draft.pregnant === false} onChoose={() => { set({ pregnant: false }); }} testId="pregnant-no" />
            <Choice label={t.who.yes} chosen={draft.pregnant === true} onChoose={() => { set({ pregnant: true }); }} testId="pregnant-yes" />
            <Choice label={t.who.unsure} chosen={draft.pregnant === null} onChoose={() => { set({ pregnant: null }); }} testId="pregnant-unsure" />
          </div>
        </div>
      )}
      <section aria-label={t.who.contact}>
        <h2>{t.who.contact}</h2>
        <p class="dim">{t.who.contactWhy}</p>
        <div class="field">
          <label for="name">{t.who.name}</label>
          <input
            id="name"
            autocomplete="name"
            maxLength={60}
            value={draft.name}
            onInput={(event) => { set({ name: event.currentTarget.value }); }}
            data-testid="name"
          />
        </div>
        <div class="field">
          <label for="phone">{t.who.phone}</label>
          <input
            id="phone"
            type="tel"
            autocomplete="tel"
            maxLength={24}
            value={draft.phone}
            onInput={(event) => { set({ phone: event.currentTarget.value }); }}
            data-testid="phone"
          />
        </div>
        <div class="field">
          <label for="identity">{t.who.identity}</label>
          <p class="dim" id="identity-why">{t.who.identityWhy}</p>
          <input
            id="identity"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            maxLength={24}
            aria-describedby="identity-why"
            value={draft.identityNumber}
            onInput={(event) => { set({ identityNumber: event.currentTarget.value }); }}
            data-testid="identity"
          />
        </div>
      </section>
      {known && (
        <label class="tick">
          <input
            type="checkbox"
            checked={withRecord}
            onChange={(event) => { setWithRecord(event.currentTarget.checked); }}
            data-testid="with-record"
          />
          <span>
            {t.who.withRecord}
            <small class="dim">{t.who.withRecordWhy}</small>
          </span>
        </label>
      )}
      {problem !== null && <Notice>{t.who.errors[problem]}</Notice>}
      {notice !== null && <Notice>{notice}</Notice>}
      <button type="button" class="button main big" disabled={busy} onClick={() => void begin()} data-testid="who-go">
        {t.who.go}
      </button>
    </Screen>
  );
}
