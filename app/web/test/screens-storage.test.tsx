// @vitest-environment happy-dom
// What a resident sees when the phone is full, and when what it kept is cleared.
import { describe, expect, it } from "vitest";

import { delivered } from "../src/core/delivery";
import { STRINGS } from "../src/strings/index";
import { GUIDANCE, quiet } from "./helpers";
import { ASK, stage } from "./stage";
import { cleared, full } from "./storage";
import { PLAIN, type Script } from "./world";

const on = stage();
const { robust } = STRINGS.zh.guide;
const value = (id: string) => (on.get(id) as HTMLTextAreaElement).value;

const GUIDED: Script = ({ turn }) => ({ reply: turn === 0 ? { ...PLAIN, messages: ["您好"] } : { ...PLAIN, stage: "guided", guidance: GUIDANCE } });

describe("on a full phone", () => {
  it("words to the doctor stay in the box, and it is said what to do; with room they go, once", async () => {
    const phone = await on.walkIn();
    await on.shown(() => delivered(phone.state.deliveries, phone.current!));
    await on.click("inbox");
    await on.type("inbox-text", "肩膀也疼");
    const room = full();
    await on.click("inbox-send");
    await on.shown(() => on.find("error") !== null);
    expect(on.get("error").textContent).toBe(robust.full);
    expect(value("inbox-text")).toBe("肩膀也疼");
    expect(on.find("own-message")).toBeNull();
    // Looking elsewhere does not lose them either.
    await on.click("ask");
    await on.click("inbox");
    expect(value("inbox-text")).toBe("肩膀也疼");
    room();
    await on.click("inbox-send");
    await on.shown(() => on.replies().length === 1);
    expect(on.all("own-message")).toHaveLength(1);
    expect(value("inbox-text")).toBe("");
    expect(on.find("error")).toBeNull();
  });

  it("two quick taps are one letter", async () => {
    const phone = await on.walkIn();
    await on.shown(() => delivered(phone.state.deliveries, phone.current!));
    await on.click("inbox");
    await on.type("inbox-text", "好的");
    on.get("inbox-send").click();
    on.get("inbox-send").click();
    await on.shown(() => on.replies().length > 0);
    await quiet();
    expect(on.replies()).toHaveLength(1);
    expect(on.all("own-message")).toHaveLength(1);
  });

  it("a consent that cannot be withdrawn yet stays, and it is said why", async () => {
    const phone = await on.walkIn();
    await on.click("history");
    const room = full();
    await on.press(STRINGS.zh.guide.family.withdraw("马占山"));
    await on.press(STRINGS.zh.sure.yes);
    await on.shown(() => on.find("error") !== null);
    expect(on.get("error").textContent).toBe(robust.full);
    expect(phone.state.consentedVersion).toBe("2026-11");
    room();
    expect(on.replies()).toEqual([]);
  });

  it("the conversation says that the phone is full, not that the line is bad, and gives the words back", async () => {
    await on.walkIn();
    await on.type("text", "胸闷两天");
    const room = full();
    await on.click("send");
    await on.shown(() => on.find("error") !== null && value("text") === "胸闷两天");
    expect(on.get("error").textContent).toBe(robust.full);
    // What is made of them stands, whatever else is looked at.
    await on.type("text", "胸闷三天");
    await on.click("trust");
    await on.click("ask");
    expect(value("text")).toBe("胸闷三天");
    room();
    await on.click("send");
    await on.shown(() => on.world.asked.length === 2 && on.find("error") === null);
    expect(on.world.asked.at(-1)!.input).toMatchObject({ text: "胸闷三天" });
  });

  it("a change of an earlier answer stays open with its words", async () => {
    const phone = await on.walkIn();
    await on.shown(() => on.find("chip-0") !== null);
    await on.click("chip-0");
    await on.shown(() => phone.current?.turn === 2 && on.find("own-answer-1") !== null);
    await on.click("own-answer-1");
    await on.type("change-text", "只有爬楼的时候");
    const room = full();
    await on.click("change-send");
    await on.shown(() => on.get("change").textContent!.includes(robust.full));
    expect(value("change-text")).toBe("只有爬楼的时候");
    room();
    await on.click("change-send");
    await on.shown(() => phone.current?.turn === 3);
    expect(on.find("change")).toBeNull();
  });

  it("consent and a beginning say so, and go on with room", async () => {
    const phone = await on.page();
    await on.click("start");
    await on.click("consent-service");
    await on.click("consent-sensitive");
    let room = full();
    await on.click("consent-go");
    await on.shown(() => on.find("error") !== null);
    expect(on.get("error").textContent).toBe(robust.full);
    room();
    await on.click("consent-go");
    await on.shown(() => on.find("who-go") !== null);
    await on.click("who-self");
    await on.type("age", "56");
    await on.click("sex-male");
    await on.type("name", "马占山");
    await on.type("phone", "13900000000");
    room = full();
    await on.click("who-go");
    await on.shown(() => on.find("error") !== null);
    expect(on.get("error").textContent).toBe(robust.full);
    expect(value("name")).toBe("马占山");
    room();
    await on.click("who-go");
    await on.shown(() => phone.current?.turn === 1);
  });

  it("photos that wait are not tried for ever, and go on when the resident does", async () => {
    const phone = await on.walkIn();
    on.world.paceMs = 10;
    await phone.album.send([new Uint8Array([1]), new Uint8Array([2])], "一张照片");
    await on.shown(() => on.world.asked.length === 2);
    const room = full();
    await on.shown(() => phone.state.returned?.why === "full");
    const before = phone.state;
    await quiet(200);
    expect(phone.state.consultations).toBe(before.consultations);
    expect(on.world.asked.filter((one) => one.input.kind === "photo")).toHaveLength(1);
    room();
    on.world.paceMs = 0;
    await on.type("text", "好了");
    await on.click("send");
    await on.shown(() => on.world.asked.filter((one) => one.input.kind === "photo").length === 2);
  });

  it("an answer that cannot be kept is on the screen, with what to do", async () => {
    const phone = await on.walkIn(GUIDED);
    on.world.paceMs = 20;
    await on.type("text", "胸闷两天");
    await on.click("send");
    await on.shown(() => on.world.asked.length === 2);
    const room = full();
    await on.shown(() => on.find("urgency") !== null);
    expect(on.get("unkept").textContent).toBe(robust.unkept);
    room();
    await phone.select(phone.current!.recordId);
    await on.shown(() => on.find("unkept") === null);
  });
});

describe("when storage is cleared", () => {
  it("under an open page, the advice stays to be read, what is lost and what is not is said, and a tap begins afresh", async () => {
    const phone = await on.walkIn(GUIDED);
    await on.type("text", "胸闷两天");
    await on.click("send");
    await on.shown(() => on.find("urgency") !== null);
    await cleared(on.profile.factory);
    await on.shown(() => on.find("gone") !== null);
    expect(on.get("gone").textContent).toContain(robust.gone);
    expect(on.get("gone").querySelector('a[href="tel:09557000123"]')).not.toBeNull();
    expect(on.get("urgency").textContent).toContain(GUIDANCE.headline);
    // Everything can still be looked at, and words are not thrown away.
    await on.click("history");
    expect(on.all("past")).toHaveLength(1);
    await on.click("inbox");
    await on.type("inbox-text", "谢谢");
    await on.click("inbox-send");
    await on.shown(() => on.find("error") !== null);
    expect(on.get("error").textContent).toBe(robust.goneTry);
    expect(value("inbox-text")).toBe("谢谢");
    expect(phone.state.gate.kind).toBe("open");
    await on.click("again");
    await on.shown(() => on.find("start") !== null && on.find("gone") === null);
    expect(on.reopened).toBe(1);
    expect(on.get("missing").textContent).toBe(robust.missing);
  });

  it("between visits, the greeting says so, and no longer once a consultation began", async () => {
    const phone = await on.walkIn(ASK);
    on.leave(phone);
    await cleared(on.profile.factory);
    history.replaceState(null, "");
    await on.walkIn(ASK);
    await on.click("history");
    await on.click("fresh");
    await on.shown(() => on.find("start") !== null);
    expect(on.find("missing")).toBeNull();
  });

  it("and nothing remembers it, the empty list says where to look", async () => {
    await on.page();
    expect(on.find("missing")).toBeNull();
    await on.click("history");
    expect(on.root.textContent).toContain(STRINGS.zh.history.empty);
  });

  it("a consultation that is gone is no blank screen", async () => {
    const phone = await on.walkIn(GUIDED);
    await on.type("text", "胸闷两天");
    await on.click("send");
    await on.shown(() => on.find("urgency") !== null);
    await on.click("summary");
    const { recordId } = phone.current!;
    await phone.forget(recordId);
    await on.shown(() => on.find("fresh") !== null);
  });
});
