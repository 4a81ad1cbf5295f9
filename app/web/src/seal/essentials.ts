// What the phone commits itself to before the commission releases essentials to a node (FORMAT.md, section 5).

import { type Bytes, b64u, concat, hex, randomBytes, sha256, utf8 } from "./bytes.js";
import { CannotSeal } from "./errors.js";

export interface Grant {
  /** b64u, for the node alone. */
  readonly secret: string;
  /** Hex, for the commission. */
  readonly commitment: string;
}

/** Answers the hex commitment to a secret of 32 bytes. Throws CannotSeal. */
export async function commitmentOf(secret: Bytes): Promise<string> {
  if (secret.length !== 32) throw new CannotSeal("the secret of a release has 32 bytes");
  return hex(await sha256(concat(utf8("jiayi/v1/essentials\0"), secret)));
}

/** Answers a fresh secret with its commitment. */
export async function newGrant(): Promise<Grant> {
  const secret = randomBytes(32);
  return { secret: b64u(secret), commitment: await commitmentOf(secret) };
}
