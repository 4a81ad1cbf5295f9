// HPKE with X-Wing (FORMAT.md, section 1), a chunk of its own: nothing is sealed before somebody agreed, and it is a quarter of the page.

import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";

export const kem = new XWing();
export const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });
