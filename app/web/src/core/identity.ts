/** The citizen identity number of GB 11643-1999: 17 digits and a check character (ISO 7064, MOD 11-2). No I/O. */

import { digits } from "./text";

export interface Told {
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly sex: "male" | "female";
}

const CHECKS = "10X98765432";
const CHINA_MS = 8 * 3600 * 1000;

/** Answers a number as it is written on the card: half-width, no spaces, a capital X. */
export const identityNumber = (text: string): string => digits(text).replace(/[ｘＸ]/g, "X").replace(/[\s-]/g, "").toUpperCase();

/** Answers what a number says, or null: wrong form, no such day, or a wrong check character. */
export function readIdentity(number: string): Told | null {
  if (!/^\d{17}[\dX]$/.test(number)) return null;
  let sum = 0;
  for (let place = 0; place < 17; place += 1) sum += Number(number[place]) * (2 ** (17 - place) % 11);
  if (CHECKS[sum % 11] !== number[17]) return null;
  const birthDate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const day = new Date(`${birthDate}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== birthDate) return null;
  return { birthDate, sex: Number(number[16]) % 2 === 1 ? "male" : "female" };
}

export interface Age {
  readonly days: number;
  readonly months: number;
  readonly years: number;
}

/** Answers how old somebody is who was born on this date, in China's calendar; null before it, or beyond 120 years. */
export function bornOn(birthDate: string, nowMs: number): Age | null {
  const today = new Date(nowMs + CHINA_MS).toISOString().slice(0, 10);
  const [year = 0, month = 0, day = 0] = today.split("-").map(Number);
  const [bornYear = 0, bornMonth = 0, bornDay = 0] = birthDate.split("-").map(Number);
  const months = (year - bornYear) * 12 + month - bornMonth - (day < bornDay ? 1 : 0);
  const years = Math.floor(months / 12);
  if (months < 0 || years > 120) return null;
  return { days: Math.round((Date.parse(today) - Date.parse(birthDate)) / 86_400_000), months, years };
}

/** Answers whether a told age can be this one: one less, as after a birthday, up to two more, as by 虚岁. */
export function agrees(born: Age, told: { readonly value: number; readonly unit: "years" | "months" }): boolean {
  const more = told.value - (told.unit === "months" ? born.months : born.years);
  return more >= -1 && more <= 2;
}
