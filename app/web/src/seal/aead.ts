// The cipher of a reply's frames, by the directory's suite (FORMAT.md, sections 1 and 3). Suite 2 is a chunk of its own, fetched only
// where a directory asks for it.

import type { Bytes } from "./bytes.js";
import { CannotOpen } from "./errors.js";
import type { SuiteId } from "./suite.js";

/** Opens one frame. Throws CannotOpen("decrypt"). */
export type FrameCipher = (nonce: Bytes, sealed: Bytes, aad: Bytes) => Promise<Bytes>;

/** Derives the key of one stream from the reply key. */
export async function frameCipher(suite: SuiteId, replyKey: Bytes, salt: Bytes, info: Bytes): Promise<FrameCipher> {
  if (suite === 2) {
    const { hkdfSm3, sm4GcmOpener } = await import("./guomi.js");
    const open = sm4GcmOpener(hkdfSm3(salt, replyKey, info, 16));
    return async (nonce, sealed, aad) => {
      const text = open(nonce, sealed, aad);
      if (text === null) throw new CannotOpen("decrypt");
      return text;
    };
  }
  const base = await crypto.subtle.importKey("raw", replyKey, "HKDF", false, ["deriveKey"]);
  const derived = { name: "AES-GCM", length: 256 };
  const key = await crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info }, base, derived, false, ["decrypt"]);
  return async (iv, sealed, additionalData) => {
    try {
      return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, sealed));
    } catch {
      throw new CannotOpen("decrypt");
    }
  };
}
