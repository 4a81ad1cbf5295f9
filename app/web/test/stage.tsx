/** A page of the app on a stage: mounted over a phone in a world of its own, with fingers to tap and type. */
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, vi } from "vitest";

import type { Phone } from "../src/core/phone";
import { App } from "../src/screens/App";
import { STRINGS } from "../src/strings/index";
import { Profile, QUESTION, until } from "./helpers";
import { PLAIN, type Script, World } from "./world";

export const ASK: Script = ({ turn }) => ({ reply: { ...PLAIN, messages: [`第 ${turn} 轮`], question: QUESTION, remaining: 4 } });

export class Stage {
  world!: World;
  profile!: Profile;
  root!: HTMLElement;
  reopened = 0;

  readonly find = (id: string): HTMLElement | null => this.root.querySelector<HTMLElement>(`[data-testid="${id}"]`);

  readonly all = (id: string): readonly HTMLElement[] => [...this.root.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];

  readonly get = (id: string): HTMLElement => {
    const found = this.find(id);
    if (found === null) throw new Error(`${id} is not on the screen: ${this.root.textContent}`);
    return found;
  };

  readonly click = (id: string) => this.tap(this.get(id));

  readonly tap = (one: HTMLElement) =>
    act(() => {
      one.click();
    });

  /** Taps the button that says so. */
  readonly press = (text: string) => {
    const button = [...this.root.querySelectorAll<HTMLElement>("button")].find((one) => one.textContent?.trim() === text);
    if (button === undefined) throw new Error(`no button says ${text}: ${this.root.textContent}`);
    return this.tap(button);
  };

  readonly type = (id: string, text: string) =>
    act(() => {
      const field = this.get(id) as HTMLInputElement;
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });

  readonly shown = async (condition: () => boolean): Promise<void> => {
    await until(() => {
      void act(() => undefined);
      return condition();
    }, this.profile.open.at(-1));
  };

  async page(hash?: string): Promise<Phone> {
    const phone = this.profile.page(hash);
    const reopen = () => {
      this.reopened += 1;
      phone.stop();
      void this.page(hash);
    };
    await act(() => {
      render(<App phone={phone} lang="zh" large={false} keep={() => undefined} reopen={reopen} erase={() => undefined} />, this.root);
    });
    void phone.open();
    await this.shown(() => phone.state.gate.kind !== "opening");
    await this.shown(() => this.root.textContent !== STRINGS.zh.opening);
    return phone;
  }

  /** Closes the page; what the phone keeps stays. */
  leave(phone: Phone): void {
    render(null, this.root);
    phone.stop();
  }

  async walkIn(script: Script = ASK): Promise<Phone> {
    this.world.script = script;
    const phone = await this.page();
    await this.click("start");
    await this.click("consent-service");
    await this.click("consent-sensitive");
    await this.click("consent-go");
    await this.shown(() => this.find("who-go") !== null);
    await this.click("who-self");
    await this.type("age", "56");
    await this.click("sex-male");
    await this.type("name", "马占山");
    await this.type("phone", "13900000000");
    await this.click("who-go");
    await this.shown(() => phone.current?.turn === 1 && phone.current.pending === null && phone.state.line === "idle");
    return phone;
  }

  /** What the commission holds of residents' words to the doctor, opened. */
  replies(): readonly { readonly record_id: string; readonly text: string; readonly kind: string }[] {
    const stored = [...this.world.stored.values()].filter((one) => one.kind === "reply");
    return stored.map((one) => JSON.parse(new TextDecoder().decode(one.body!)) as { record_id: string; text: string; kind: string });
  }
}

/** A new stage before each test of the file, struck after it. */
export function stage(): Stage {
  const made = new Stage();
  beforeEach(async () => {
    history.replaceState(null, "");
    made.world = await World.make();
    made.profile = new Profile(made.world);
    made.root = document.createElement("div");
    document.body.append(made.root);
    made.reopened = 0;
  });
  afterEach(() => {
    vi.restoreAllMocks();
    render(null, made.root);
    made.root.remove();
    made.profile.close();
  });
  return made;
}
