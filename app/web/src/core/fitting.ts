/** What compute is told of a registered name, so that it can ask when a photographed report prints another one (decision 53). No I/O. */

import type { NameMarks } from "../generated/wire";
import { hex, sha256, utf8 } from "../seal/index";

/** A name in full: two or more Chinese characters. 王阿姨 and 小宝 are how somebody is called, and no paper prints them. */
const FULL = /^[㐀-鿿]{2,20}$/;
const CALLED = /^[老小]|^阿.$|(先生|女士|阿姨|叔叔|大[爷娘妈叔伯婶]|[爷奶爸妈宝哥姐][爷奶爸妈宝哥姐]|师傅|老师|医生|[爸妈爷奶姥舅姨姑])$/;

/**
 * Answers four bits of each character; null where no full Chinese name is known. The salt is one for everybody: whoever could link two
 * consultations would learn four other bits from a second salt, and tries all characters under any.
 */
export async function nameMarks(name: string): Promise<NameMarks | null> {
  const bare = name.replace(/[\s·•・.]/g, "");
  if (!FULL.test(bare) || CALLED.test(bare)) return null;
  const salt = hex((await sha256(utf8("jiayi/v1/name-salt"))).slice(0, 16));
  const marks: number[] = [];
  for (const letter of bare) marks.push(((await sha256(utf8(`${salt}\0jiayi/v1/name\0${letter}`)))[0] ?? 0) & 15);
  return { salt, marks };
}
