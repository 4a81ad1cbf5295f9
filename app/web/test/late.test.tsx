// @vitest-environment happy-dom
// What does not come: a part of the page whose server died while it sent it, and a phone that takes long to open. Nobody is left with nothing to do.
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type Ui, UiContext } from "../src/screens/context";
import { GateScreen } from "../src/screens/Gate";
import { Later } from "../src/screens/Later";
import { STRINGS } from "../src/strings/index";
import { stage } from "./stage";

const on = stage();
const t = STRINGS.zh;

async function draw(what: preact.ComponentChildren): Promise<void> {
  const phone = on.profile.page();
  const ui = { phone, state: phone.state, t, lang: "zh", large: false, view: { name: "home" }, go: () => undefined } as unknown as Ui;
  await act(() => { render(<UiContext.Provider value={ui}>{what}</UiContext.Provider>, on.root); });
}

const button = () => [...on.root.querySelectorAll("button")].find((one) => one.textContent?.trim() === t.reload);
const later = (ms: number) => act(() => { vi.advanceTimersByTime(ms); });

describe("what does not come", () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it("is offered again after ten seconds, and drawn if it comes after all", async () => {
    let came: (drawn: () => string) => void = () => undefined;
    const part = new Promise<() => string>((resolve) => { came = resolve; });
    const load = () => part;
    await draw(<Later load={load} />);
    expect(on.root.textContent).toContain(t.opening);
    await later(9_000);
    expect(button()).toBeUndefined();
    await later(1_500);
    expect(button()).toBeDefined();
    came(() => "到了");
    await act(async () => { await part; });
    expect(on.root.textContent).toContain("到了");
  });

  it("is told at once where it fails", async () => {
    const load = () => Promise.reject(new Error("gone"));
    await draw(<Later load={load} />);
    await act(async () => { await Promise.resolve(); });
    expect(button()).toBeDefined();
  });

  it("is a page that opens: after fifteen seconds it can be opened again", async () => {
    await draw(<GateScreen gate={{ kind: "opening" }} />);
    await later(14_000);
    expect(on.find("open-again")).toBeNull();
    await later(1_500);
    expect(on.get("open-again").textContent.trim()).toBe(t.reload);
  });
});
