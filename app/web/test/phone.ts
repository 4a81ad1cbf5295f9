/** A browser profile over a world of its own, without a screen: compute greets, and then asks one question. */
import { afterEach, beforeEach } from "vitest";

import { Profile, QUESTION } from "./helpers";
import { PLAIN, World } from "./world";

export interface OnPhone {
  world: World;
  profile: Profile;
}

/** A new world and profile before each test of the file; its pages stop after it. */
export function onPhone(): OnPhone {
  const made = {} as OnPhone;
  beforeEach(async () => {
    made.world = await World.make();
    made.profile = new Profile(made.world);
    made.world.script = ({ turn }) => ({
      reply: { ...PLAIN, messages: turn === 0 ? ["您好，哪里不舒服？"] : ["我知道了。"], question: turn === 0 ? null : QUESTION },
    });
  });
  afterEach(() => {
    made.profile.close();
  });
  return made;
}

export const say = (text: string) => [{ kind: "say", text } as const, { text, kind: "text" } as const] as const;
