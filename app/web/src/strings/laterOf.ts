/** Texts of the screens that are fetched later, by language. */
import type { Lang } from "../core/model";
import type { LaterStrings } from "./later";
import { laterEn } from "./later.en";
import { laterZh } from "./later.zh";

export const LATER: Readonly<Record<Lang, LaterStrings>> = { zh: laterZh, en: laterEn };
