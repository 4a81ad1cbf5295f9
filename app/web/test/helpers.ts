import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";

import type { Lease, LeasePort } from "../src/core/lease";
import { Phone } from "../src/core/phone";
import type { JudgedPerson } from "../src/core/person";
import type { GuidanceView, QuestionView } from "../src/generated/wire";
import type { World } from "./world";

/** Tabs of one browser: the lock goes to one of them. */
export class Tabs implements LeasePort {
  #holder: { lost: () => void } | null = null;

  acquire(take: boolean, onLost: () => void): Promise<Lease | null> {
    if (this.#holder !== null && !take) return Promise.resolve(null);
    this.#holder?.lost();
    const holder = { lost: onLost };
    this.#holder = holder;
    return Promise.resolve({
      release: () => {
        if (this.#holder === holder) this.#holder = null;
      },
    });
  }
}

/** One browser profile: what it keeps outlives its pages. */
export class Profile {
  readonly factory = new IDBFactory();
  readonly tabs = new Tabs();
  readonly open: Phone[] = [];
  /** What local storage notes; a browser may clear the one and leave the other. */
  kept = false;

  constructor(private readonly world: World) {}

  page(hash = `#${this.world.pin}`, pathname = `/m/${this.world.magnet}`): Phone {
    const phone = new Phone({
      fetch: this.world.fetch,
      location: { pathname, hash },
      lease: this.tabs,
      factory: this.factory,
      now: () => this.world.phoneNow,
      random: () => 0,
      trace: { read: () => this.kept, write: (kept) => { this.kept = kept; } },
    });
    this.open.push(phone);
    return phone;
  }

  async visit(hash?: string, pathname?: string): Promise<Phone> {
    const phone = this.page(hash, pathname);
    void phone.open();
    await until(() => phone.state.gate.kind !== "opening", phone);
    return phone;
  }

  /** A page that is opened, consented and has begun, with nothing under way. */
  async begun(): Promise<Phone> {
    const phone = await this.visit();
    await phone.consent("2026-11");
    await phone.begin(FARMER, "zh");
    await until(() => phone.current?.turn === 1 && phone.state.line === "idle", phone);
    return phone;
  }

  close(): void {
    for (const phone of this.open) phone.stop();
  }
}

export const FARMER: JudgedPerson = {
  relation: "self",
  name: "马占山",
  phone: "13900000000",
  sex: "male",
  ageDays: 20_636,
  age: { value: 56, unit: "years" },
  pregnant: null,
};

export const QUESTION: QuestionView = {
  id: "q.exertion",
  kind: "yes_no",
  text: "走路、爬楼的时候会加重吗？",
  why: "这能帮我们分清是不是心脏的问题。",
  options: [
    { index: 0, text: "是" },
    { index: 1, text: "没有" },
    { index: 2, text: "不清楚" },
  ],
  hints: [],
};

export const GUIDANCE: GuidanceView = {
  urgency: "urgent",
  action: "see_doctor_today",
  headline: "请今天就去医院看。",
  now: ["先坐下休息，不要干活。"],
  where: ["县医院心内科"],
  bring: ["以前的化验单", "正在吃的药"],
  watch_for: ["胸痛超过 15 分钟不缓解，打 120"],
  why: ["可能是心脏供血不足"],
  who_looked: ["心内科", "全科"],
  comfort: "胸闷让人害怕，我们先把要紧的排除掉。",
  summary: "男，56 岁，胸闷两天，活动后加重。",
};

/** Waits for something to become true while waking whatever waits, so that no test sits out a back-off. */
export async function until(condition: () => boolean, phone?: Phone, ms = 20_000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error("it did not happen in time");
    phone?.wake();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Waits for a while in which nothing may happen. */
export const quiet = (ms = 120): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
