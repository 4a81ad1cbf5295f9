// @vitest-environment happy-dom
// What is on the page without any server: signs that cannot wait, a clock that is wrong, what was said before, who can read it, and the way back.
import { act } from "preact/test-utils";
import { afterEach, describe, expect, it, vi } from "vitest";

import { delivered } from "../src/core/delivery";
import { fullTime } from "../src/screens/Summary";
import { STRINGS } from "../src/strings/index";
import { LATER } from "../src/strings/laterOf";
import { GUIDANCE } from "./helpers";
import { ASK, stage } from "./stage";
import { PLAIN, type Script } from "./world";

const on = stage();
const { robust } = STRINGS.zh.guide;
const DAY_MS = 86_400_000;
const GUIDED: Script = ({ turn }) => ({ reply: turn === 0 ? { ...PLAIN, messages: ["您好"] } : { ...PLAIN, stage: "guided", guidance: GUIDANCE } });

afterEach(() => {
  vi.unstubAllGlobals();
  for (const name of ["mediaDevices", "userAgent"]) Reflect.deleteProperty(navigator, name);
});

function redFlags(): void {
  const card = on.get("red-flags");
  for (const flag of robust.flags) expect(card.textContent).toContain(flag);
  expect(card.querySelector('a[href="tel:120"]')).not.toBeNull();
}

describe("what cannot wait", () => {
  it("is on the page that opens without a network, and the page opens when it is back", async () => {
    on.world.commissionMood = "down";
    const phone = await on.page();
    expect(on.get("error").textContent).toBe(STRINGS.zh.offlineStart);
    redFlags();
    expect(on.find("look-back")).toBeNull();
    on.world.commissionMood = "well";
    await on.press(STRINGS.zh.tryNow);
    await on.shown(() => phone.state.gate.kind === "open" && on.find("start") !== null);
  });

  it.each([
    ["before the first answer", false],
    ["later, folded, with 120 in sight", true],
  ])("is on the screen while all nodes are down: %s", async (_, later) => {
    if (later) {
      await on.walkIn(ASK);
      for (const node of on.world.nodes) node.mood = "down";
      await on.type("text", "胸闷两天");
      await on.click("send");
    } else {
      for (const node of on.world.nodes) node.mood = "down";
      const phone = await on.page();
      await phone.consent("2026-11");
      await phone.begin({ relation: "self", name: "马占山", phone: "", sex: "male", ageDays: 20_636, age: { value: 56, unit: "years" }, pregnant: null }, "zh");
    }
    await on.shown(() => on.find("waiting") !== null);
    redFlags();
    const card = on.get("red-flags");
    expect(card.querySelector("details") !== null).toBe(later);
    expect(card.querySelector('a[href="tel:120"]')!.closest("details")).toBeNull();
    expect(card.querySelector('a[href="tel:09557000123"]')).not.toBeNull();
  });
});

describe("a clock that is wrong", () => {
  it("by days is told with the right time, and what was said before can be read", async () => {
    const phone = await on.walkIn(GUIDED);
    await on.type("text", "胸闷两天");
    await on.click("send");
    await on.shown(() => on.find("urgency") !== null);
    on.leave(phone);
    history.replaceState(null, "");
    on.world.phoneSkewMs = 5 * DAY_MS;
    await on.page();
    await on.shown(() => on.find("error")?.dataset["why"] === "clock");
    const right = fullTime(on.world.nowMs, "zh");
    expect(on.get("right-time").textContent).toBe(robust.clock(right, fullTime(on.world.phoneNow, "zh")));
    redFlags();
    await on.click("look-back");
    await on.shown(() => on.find("past") !== null);
    await on.press(STRINGS.zh.history.read);
    expect(on.get("urgency").textContent).toContain(GUIDANCE.headline);
  });

  it.each([
    [10 * 60_000, true],
    [60_000, false],
  ])("by %d ms is told where it is of interest: %s", async (skewMs, told) => {
    on.world.phoneSkewMs = skewMs;
    await on.page();
    await on.click("trust");
    await on.shown(() => on.find("log") !== null);
    expect(on.find("right-time") !== null).toBe(told);
    if (told) expect(on.get("right-time").textContent).toContain(fullTime(on.world.nowMs, "zh"));
  });
});

describe("earlier consultations", () => {
  it.each(["the list of services expired without a network", "the magnet is out of use"])("can be read when %s", async (why) => {
    const phone = await on.walkIn(GUIDED);
    on.leave(phone);
    history.replaceState(null, "");
    if (why.startsWith("the magnet")) on.world.magnetState = "revoked";
    else {
      on.world.commissionMood = "down";
      on.world.nowMs += 60 * DAY_MS;
    }
    await on.page();
    await on.shown(() => on.find("look-back") !== null);
    await on.click("look-back");
    await on.shown(() => on.find("past") !== null);
  });

  it("cannot be read where the other side is not who it should be", async () => {
    const phone = await on.walkIn(GUIDED);
    on.leave(phone);
    await on.page(`#${"A".repeat(43)}`);
    expect(on.get("error").dataset["why"]).toBe("other_pin");
    expect(on.find("look-back")).toBeNull();
  });
});

describe("a doctor who left", () => {
  const calls = () => [...on.root.querySelectorAll<HTMLAnchorElement>("a[href^='tel:']")].map((one) => one.getAttribute("href"));

  it("is called no more: the community answers, by its name in either language", async () => {
    const phone = await on.walkIn(GUIDED);
    expect(calls()).toContain("tel:09557000123");
    on.leave(phone);
    history.replaceState(null, "");
    on.world.doctor = { name: "青禾县柳湾村", phone: "0955-7000100 转 8012", name_en: "Liuwan village, Qinghe" };
    await on.page();
    await on.shown(() => calls().includes("tel:09557000100,8012"));
    expect(calls()).not.toContain("tel:09557000123");
    const named = () => on.root.querySelector("a[href='tel:09557000100,8012']")!.getAttribute("aria-label");
    expect(named()).toBe(STRINGS.zh.hello.call("青禾县柳湾村"));
    await on.click("lang");
    await on.shown(() => named() === STRINGS.en.hello.call("Liuwan village, Qinghe"));
  });

  it("is said before anything begins", async () => {
    on.world.doctor = { name: "青禾县柳湾村", phone: "", name_en: "Liuwan village, Qinghe" };
    await on.page();
    await on.shown(() => on.find("start") !== null);
    expect(on.get("doctor-left").textContent).toBe(STRINGS.zh.hello.left);
    expect(calls()).toEqual(["tel:120"]);
  });

  it("is not called from a magnet that ended, whatever the phone kept", async () => {
    const phone = await on.walkIn(GUIDED);
    on.leave(phone);
    history.replaceState(null, "");
    on.world.magnetState = "revoked";
    on.world.doctor = { name: "杨医生", phone: "0955-7000199" };
    await on.page();
    await on.shown(() => on.find("look-back") !== null);
    expect(calls().sort()).toEqual(["tel:09557000199", "tel:120"]);
    await on.click("look-back");
    await on.shown(() => on.find("past") !== null);
    expect(calls()).not.toContain("tel:09557000123");
  });
});

describe("who can see", () => {
  it("is a table of who and what, with the log, the measurements, and what arrived", async () => {
    const phone = await on.walkIn(ASK);
    await on.shown(() => delivered(phone.state.deliveries, phone.current!));
    await on.click("trust");
    await on.shown(() => on.find("log") !== null);
    const rows = [...on.root.querySelectorAll(".whocan > div")].map((row) => [row.querySelector("dt")!.textContent, row.querySelector("dd")!.textContent]);
    expect(rows).toEqual(LATER.zh.trust.who);
    const { seen, nodes } = phone.state.directory!;
    expect(on.get("log").textContent).toContain(STRINGS.zh.trust.logText(seen.size));
    expect(on.get("log").querySelector("code")!.textContent!.replaceAll(" ", "")).toBe(`${seen.root.slice(0, 16)}…`);
    const shown = on.all("node");
    expect(shown).toHaveLength(nodes.length);
    for (const [at, node] of nodes.entries()) {
      expect(shown[at]!.textContent).toContain(STRINGS.zh.trust.evidence[node.evidence]);
      expect(shown[at]!.querySelector("code")!.textContent!.replaceAll(" ", "")).toBe(`${node.measurement.slice(0, 16)}…`);
    }
    const receipts = () => [...on.root.querySelectorAll(".receipts li")].map((one) => one.textContent);
    const { kinds } = STRINGS.zh.trust;
    expect(receipts()).toHaveLength(2);
    for (const kind of [kinds.record, kinds.identity]) expect(receipts().filter((line) => line!.includes(`马占山 ${kind}:`) && line!.includes("送达"))).toHaveLength(1);
    on.world.commissionMood = "down";
    await act(() => phone.writeToDoctor(phone.current!.recordId, "谢谢", "reply"));
    await on.shown(() => receipts().some((line) => line!.includes(`${kinds.reply}: ${STRINGS.zh.trust.onTheWay}`)));
    on.world.commissionMood = "well";
    await on.shown(() => receipts().every((line) => line!.includes("送达")));
  });
});

describe("the frame of the camera", () => {
  const track = () => ({
    stop: vi.fn(),
    getCapabilities: () => ({ torch: true }),
    applyConstraints: vi.fn(async () => undefined),
  });
  const camera = (getUserMedia: () => Promise<unknown>) => {
    Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: { getUserMedia } });
    vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue(undefined);
  };
  const framing = async () => {
    await on.walkIn(ASK);
    await on.click("camera");
    await on.shown(() => on.find("photo-frame") !== null);
    await on.click("photo-frame");
  };

  it("is offered where the browser has a camera, lights the torch, and lets go of the camera when it is closed", async () => {
    const one = track();
    const stream = Object.assign(Object.create(MediaStream.prototype) as MediaStream, { getTracks: () => [one], getVideoTracks: () => [one] });
    camera(async () => stream);
    await framing();
    expect(on.root.querySelector(".finder .frame")).not.toBeNull();
    await on.shown(() => !(on.get("frame-shoot") as HTMLButtonElement).disabled);
    await on.press(STRINGS.zh.photo.torch);
    await on.shown(() => one.applyConstraints.mock.calls.length === 1);
    expect(one.stop).not.toHaveBeenCalled();
    await on.click("frame-close");
    await on.shown(() => on.find("photo-file") !== null);
    expect(one.stop).toHaveBeenCalledOnce();
  });

  it("says so when the camera is not allowed, and the phone's own is still there", async () => {
    camera(async () => Promise.reject(new DOMException("no", "NotAllowedError")));
    await framing();
    await on.shown(() => on.find("error") !== null);
    expect(on.get("error").textContent).toBe(STRINGS.zh.photo.noCamera);
    expect((on.get("frame-shoot") as HTMLButtonElement).disabled).toBe(true);
    await on.click("frame-close");
    await on.shown(() => on.find("photo-camera") !== null);
  });

  it("is not offered in WeChat, whose camera shows nothing", async () => {
    camera(async () => new MediaStream());
    Object.defineProperty(navigator, "userAgent", { configurable: true, value: "Mozilla/5.0 (Linux; Android 13) MicroMessenger/8.0.40" });
    await on.walkIn(ASK);
    await on.click("camera");
    await on.shown(() => on.find("photo-camera") !== null);
    expect(on.find("photo-frame")).toBeNull();
  });
});

describe("the phone's back key", () => {
  /** As a browser keeps it: entries, and where one stands. */
  const entries = (): { readonly back: () => Promise<void>; readonly at: () => number } => {
    const kept: unknown[] = [null];
    let at = 0;
    vi.stubGlobal("history", {
      get state() { return kept[at]; },
      pushState: (state: unknown) => { kept.splice(at + 1); kept.push(state); at += 1; },
      replaceState: (state: unknown) => { kept[at] = state; },
    });
    const back = () => act(() => {
      at -= 1;
      if (at >= 0) dispatchEvent(Object.assign(new Event("popstate"), { state: kept[at] }));
    });
    return { back, at: () => at };
  };

  it("never leaves the page while a talk is open, nor loses it", async () => {
    const steps = entries();
    const phone = await on.walkIn(GUIDED);
    const { recordId } = phone.current!;
    for (let n = 0; n < 5; n += 1) {
      await steps.back();
      expect(steps.at()).toBeGreaterThanOrEqual(0);
      expect(on.find("text")).not.toBeNull();
    }
    await on.type("text", "胸闷两天");
    await on.click("send");
    await on.shown(() => on.find("urgency") !== null);
    for (const tab of ["trust", "inbox", "history", "trust"]) {
      await on.click(tab);
      await on.shown(() => on.find("urgency") === null);
      await steps.back();
      expect(on.find("urgency"), tab).not.toBeNull();
      await steps.back();
      await steps.back();
      expect(on.find("urgency"), tab).not.toBeNull();
    }
    await on.click("talk");
    await on.type("text", "还有");
    await steps.back();
    await steps.back();
    expect((on.get("text") as HTMLTextAreaElement).value).toBe("还有");
    expect(steps.at()).toBeGreaterThanOrEqual(0);
    expect(phone.current!.recordId).toBe(recordId);
  });

  it("leaves the greeting as any page", async () => {
    const steps = entries();
    await on.page();
    await on.click("trust");
    await steps.back();
    expect(on.find("start")).not.toBeNull();
    await steps.back();
    expect(steps.at()).toBe(-1);
  });
});
