/** What is asked about a person before a consultation, judged. No I/O. */

import { agrees, bornOn, identityNumber, readIdentity } from "./identity";
import type { Consultation, Person, Relation } from "./model";
import { clean, digits } from "./text";

export interface PersonDraft {
  readonly relation: Relation | null;
  readonly age: string;
  readonly unit: "years" | "months";
  readonly sex: "male" | "female" | null;
  readonly pregnant: boolean | null;
  readonly name: string;
  readonly phone: string;
  readonly identityNumber: string;
}

export type PersonProblem = "relation" | "age" | "ageRange" | "sex" | "name" | "phone" | "identity" | "identityAge" | "identitySex";

const DAYS_PER_YEAR = 365.25;
const OLDEST_YEARS = 120;
const OLDEST_MONTHS = 36;

/** Answers the age in days, or null: of a year or a month the middle is taken, since the birthday is not asked. */
export function ageDays(value: number, unit: "years" | "months"): number | null {
  if (!Number.isInteger(value) || value < 0 || value > (unit === "years" ? OLDEST_YEARS : OLDEST_MONTHS)) return null;
  return Math.round((value + 0.5) * (unit === "years" ? DAYS_PER_YEAR : DAYS_PER_YEAR / 12));
}

/** Answers whether pregnancy is asked about: female, from 10 to 55 years. */
export function mayBePregnant(sex: PersonDraft["sex"], age: string, unit: PersonDraft["unit"]): boolean {
  const years = Number(digits(age.trim()));
  return sex === "female" && unit === "years" && age.trim() !== "" && years >= 10 && years <= 55;
}

/** Answers a phone number as digits with an optional plus, or null. An empty one is "". */
export function phoneNumber(text: string): string | null {
  const bare = digits(text).replace(/[\s()（）.-]/g, "");
  if (bare === "") return "";
  return /^\+?\d{7,15}$/.test(bare) ? bare : null;
}

export type JudgedPerson = Omit<Person, "personId" | "usedAtMs">;

/**
 * Answers whether this phone asked for this person before, and for nobody else under the same id: whoever writes another name over a
 * remembered one may mean a sister. A record is not looked at then, also when it was only a name put right.
 */
export function isOnlyThem(
  consultations: readonly Pick<Consultation, "person">[],
  personId: string | undefined,
  typed: Pick<PersonDraft, "name" | "sex" | "relation">,
): boolean {
  const before = consultations.filter((one) => one.person.personId === personId);
  const name = bareName(typed.name);
  return before.length > 0 && before.every(({ person }) => person.relation === typed.relation && person.sex === typed.sex && bareName(person.name) === name);
}

/** Answers a remembered person's age: by the birthday where an identity number says it, else as it was typed then. */
export function ageToday(person: Pick<Person, "age" | "identityNumber">, nowMs: number): Person["age"] {
  const told = readIdentity(person.identityNumber ?? "");
  const born = told === null ? null : bornOn(told.birthDate, nowMs);
  if (born === null) return person.age;
  return person.age.unit === "months" && born.months <= OLDEST_MONTHS
    ? { value: born.months, unit: "months" }
    : { value: born.years, unit: "years" };
}

const bareName = (name: string): string => clean(name).replace(/\s+/g, "");

const TO_THE_DAY_YEARS = 3;

export function judge(draft: PersonDraft, nowMs: number): JudgedPerson | PersonProblem {
  const { relation, sex, unit } = draft;
  if (relation === null) return "relation";
  const typed = digits(draft.age.trim());
  if (!/^\d{1,3}$/.test(typed)) return "age";
  const value = Number(typed);
  const days = ageDays(value, unit);
  if (days === null) return "ageRange";
  if (sex === null) return "sex";
  const name = [...clean(draft.name).replace(/\s+/g, " ")].slice(0, 60).join("");
  if (name === "") return "name";
  const phone = phoneNumber(draft.phone);
  if (phone === null) return "phone";
  const number = identityNumber(draft.identityNumber);
  let age = { value, unit };
  let exact = days;
  if (number !== "") {
    const told = readIdentity(number);
    const born = told === null ? null : bornOn(told.birthDate, nowMs);
    if (told === null || born === null) return "identity";
    if (told.sex !== sex) return "identitySex";
    if (!agrees(born, age)) return "identityAge";
    // A birthday says more than what was typed, which may be 虚岁: one or two years more.
    // Compute learns it to the day only of small children, where days count: with a day of birth it could tell people apart.
    exact = born.years < TO_THE_DAY_YEARS ? born.days : (ageDays(born.years, "years") ?? born.days);
    age = { value: unit === "months" ? born.months : born.years, unit };
  }
  const pregnant = mayBePregnant(sex, draft.age, unit) ? draft.pregnant : null;
  return { relation, name, phone, sex, ageDays: exact, age, pregnant, identityNumber: number };
}
