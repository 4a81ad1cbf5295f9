/** What a phone is made of, once it is open. */
import type { Courier } from "./delivery";
import type { Engine } from "./engine";
import type { Letterbox } from "./letterbox";
import type { Purse } from "./purse";
import type { Sharing } from "./sharing";
import type { Shelf } from "./shelf";
import type { Trust } from "./trust";

export interface Parts {
  readonly shelf: Shelf;
  readonly trust: Trust;
  readonly engine: Engine;
  readonly courier: Courier;
  readonly letterbox: Letterbox;
  readonly purse: Purse;
  readonly sharing: Sharing;
}
