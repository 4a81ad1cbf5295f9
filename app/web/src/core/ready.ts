/** What seals is a part of the page that comes after the first; a line that breaks before it did is a line that broke. */

import { agreement } from "../seal/index";
import { Unreachable } from "./errors";

/** Answers when the page can seal and open. Throws Unreachable. */
export async function ready(): Promise<void> {
  try {
    await agreement();
  } catch {
    throw new Unreachable("a part of the page did not come");
  }
}
