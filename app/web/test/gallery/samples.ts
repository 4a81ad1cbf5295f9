/** Invented residents in every state that a screen can show. */
import type { KeptShare } from "../../src/core/sharing";
import type { View } from "../../src/screens/context";
import type { Consultation, Gate, Lang, Person } from "../../src/core/model";
import { EMPTY, type PhoneState } from "../../src/core/state";
import type { GuidanceView, Urgency } from "../../src/generated/wire";
import { altered } from "./states";

const NOW = Date.now();
const ACTIONS: Record<Urgency, GuidanceView["action"]> = {
  emergency: "call_120",
  urgent: "see_doctor_today",
  soon: "see_doctor_soon",
  routine: "book_appointment",
  self_care: "home",
};
const HEADLINES: Record<Lang, Record<Urgency, string>> = {
  zh: {
    emergency: "请现在就打 120，不要自己走去医院",
    urgent: "请今天就去看医生",
    soon: "请在一到三天内去看医生",
    routine: "请约个时间去看看",
    self_care: "可以先在家照看",
  },
  en: {
    emergency: "Please call 120 now. Do not go to hospital on your own",
    urgent: "Please see a doctor today",
    soon: "Please see a doctor within one to three days",
    routine: "Please make an appointment to have it looked at",
    self_care: "You may look after this at home for now",
  },
};

function guidance(urgency: Urgency, lang: Lang): GuidanceView {
  const zh = lang === "zh";
  return {
    urgency,
    action: ACTIONS[urgency],
    headline: HEADLINES[lang][urgency],
    now: zh
      ? ["先坐下或半躺着休息，不要干活。", "身边留一个人陪着，手机放在手边。", "平时吃的药照常吃，不要自己加量。"]
      : ["Sit or lie half upright and rest; no work.", "Keep somebody with you and the phone within reach.", "Take your usual medicines as always; do not take more on your own."],
    where: zh ? ["城关镇中心卫生院，内科；夜里去县人民医院急诊。"] : ["Chengguan township health centre, internal medicine; at night the emergency department of the county hospital."],
    bring: zh ? ["身份证和医保卡", "正在吃的药，连盒子一起", "最近的化验单和心电图"] : ["Identity card and insurance card", "The medicines you take, with their boxes", "Recent laboratory reports and the ECG"],
    watch_for: zh
      ? ["胸口闷痛超过十五分钟，或疼到左肩、下巴", "喘不上气、出冷汗、脸色发白", "说话不清、一边手脚没力气"]
      : ["Chest pressure for more than fifteen minutes, or pain into the left shoulder or jaw", "Short of breath, cold sweat, pale", "Slurred speech, or one arm or leg is weak"],
    why: zh ? ["可能是冠心病引起的心绞痛。", "也可能是胃食管反流。要当面检查才能分清。"] : ["It might be angina, from narrowed heart arteries.", "It might also be reflux from the stomach. Only an examination can tell them apart."],
    who_looked: zh ? ["心血管内科", "消化内科"] : ["Cardiology", "Gastroenterology"],
    comfort: zh ? "胸闷让人害怕，先把要紧的排除掉，多数人查过就放心了。" : "A tight chest is frightening. The serious causes are ruled out first; most people are reassured once that is done.",
    summary: zh
      ? "主诉：胸闷三天，上坡时加重。\n现病史：三天前起活动后胸口发闷，每次约五分钟，歇一会儿能好；无晕厥，无发热。\n既往：高血压八年，服氨氯地平 5 mg 每日一次。\n过敏：青霉素（皮疹）。\n吸烟：每天十支，三十年。\n否认：胸痛向背部放射、咯血、下肢肿痛。\n没问到：家族史。\n可能：冠心病、心绞痛；胃食管反流。\n建议：心电图、肌钙蛋白。"
      : "Chief complaint: tight chest for three days, worse uphill.\nHistory: for three days pressure in the chest on effort, about five minutes each time, better at rest; no fainting, no fever.\nPast: high blood pressure for eight years, amlodipine 5 mg once a day.\nAllergy: penicillin (rash).\nSmoking: ten a day, thirty years.\nDenies: pain into the back, blood in sputum, swollen painful legs.\nNot asked: family history.\nMight be: coronary disease with angina; reflux.\nSuggested: ECG, troponin.",
  };
}

const person = (personId: string, name: string, relation: Person["relation"], years: number): Person => ({
  personId,
  relation,
  name,
  phone: "13900000000",
  sex: relation === "parent" ? "female" : "male",
  ageDays: Math.round((years + 0.5) * 365.25),
  age: { value: years, unit: "years" },
  pregnant: null,
  usedAtMs: NOW,
});

function consultation(id: string, who: Person, urgency: Urgency, lang: Lang): Consultation {
  const view = guidance(urgency, lang);
  return {
    recordId: id.repeat(32).slice(0, 32),
    sessionId: "0".repeat(32),
    mailboxId: "0".repeat(32),
    magnet: "m",
    lang,
    person: who,
    startedAtMs: NOW - 600_000,
    updatedAtMs: NOW,
    turn: 6,
    capsule: "",
    entries: [
      { who: "agent", turn: 1, text: lang === "zh" ? "您哪里不舒服？" : "What is troubling you?" },
      { who: "me", turn: 1, kind: "text", text: lang === "zh" ? "这三天胸口闷，上坡更厉害" : "My chest has been tight for three days, worse uphill" },
    ],
    reply: { turn: 6, lang, stage: "guided", messages: [], question: null, remaining: null, report: null, emergency: null, guidance: view, held: null },
    progress: view.who_looked.map((text) => ({ kind: "specialty_done" as const, specialty: text, text })),
    pending: null,
    lost: false,
    guidance: view,
    emergency: null,
    emergencySeen: null,
  };
}

/** The state that a query asks for, and the view it is seen in. */
export function sample(query: URLSearchParams, lang: Lang): { readonly state: PhoneState; readonly view: View } {
  const screen = query.get("screen") ?? "guided";
  const urgency = (query.get("urgency") ?? "urgent") as Urgency;
  const zh = lang === "zh";
  const self = person("1".repeat(32), zh ? "马占山" : "Ma Zhanshan", "self", 68);
  const mother = person("2".repeat(32), zh ? "李𠮷·古丽" : "Li Ji-Guli", "parent", 91);
  const child = person("3".repeat(32), zh ? "马小军" : "Ma Xiaojun", "child", 3);
  const first = consultation("a", self, urgency, lang);
  const consultations = [first, consultation("b", mother, "soon", lang), consultation("c", child, "self_care", lang)];
  const refused = query.get("why");
  const gate = (refused === null ? { kind: query.get("gate") ?? "open" } : { kind: "refused", why: refused }) as Gate;
  const state: PhoneState = {
    ...EMPTY,
    gate,
    pin: "Xo1yYl3yAq0cWb7mJt5Zr9Kp2Qs6Vu8Nd4Fg1Hj3Lk0",
    welcome: {
      magnet: "m",
      community: { name_zh: "城关镇东街社区", name_en: "East Street community" },
      doctor: { name: zh ? "王秀英医生" : "Dr Wang Xiuying", phone: "0951-5550120" },
      consent: { version: "2026-12", zh: ["一", "二", "三"], en: ["1", "2", "3"], full_zh: "全文", full_en: "full" },
    },
    directory: {
      environment: query.get("environment") ?? "development",
      commission: { name_zh: "示范县卫生健康委员会", name_en: "Demonstration county health commission" },
      serial: 41,
      expires_at: NOW / 1000 + 86_400,
      seen: { size: 128, root: "9f2c4d6e8a0b1c3d5e7f9f2c4d6e8a0b1c3d5e7f9f2c4d6e8a0b1c3d5e7f9f2c" },
      nodes: ["node-a.compute.example", "node-b.compute.example"].map((host, at) => ({
        node_id: String(at).repeat(32),
        url: `https://${host}`,
        evidence: at === 0 ? "sev-snp" : "tpm2",
        measurement: "4d6e8a0b1c3d5e7f9f2c4d6e8a0b1c3d5e7f9f2c4d6e8a0b1c3d5e7f9f2c4d6e",
        expires_at: NOW / 1000 + 3600,
      })),
    } as unknown as PhoneState["directory"],
    consentedVersion: "2026-12",
    consultations,
    currentId: screen === "hello" ? null : first.recordId,
    people: [self, mother, child],
    deliveries: [
      { kind: "identity", recordId: first.recordId, key: "identity", createdAtMs: NOW, sealedFor: null, receivedAtS: NOW / 1000, refused: null },
      { kind: "record", recordId: first.recordId, key: "6", createdAtMs: NOW, sealedFor: null, receivedAtS: query.get("onway") === null ? NOW / 1000 : null, refused: null },
    ],
    messages: [
      {
        messageId: "d".repeat(32),
        recordId: first.recordId,
        seq: 1,
        from: "doctor",
        read: false,
        message: {
          record_id: first.recordId,
          from_name: zh ? "王秀英" : "Wang Xiuying",
          sent_at_ms: NOW,
          action: "invite",
          guidance: null,
          revision: null,
          text: zh ? "请明天上午九点来卫生院做心电图，早上可以吃饭。" : "Please come to the health centre tomorrow at nine for an ECG. You may have breakfast.",
        },
      },
    ],
  };
  const view = (["guided", "hello", "chat"].includes(screen) ? { name: "home" } : ["past", "summary", "share"].includes(screen) ? { name: screen, recordId: first.recordId } : { name: screen }) as View;
  return { state: altered(state, query, lang), view };
}

/** A share that stands, when the query asks for one. */
export function shareOf(query: URLSearchParams): KeptShare | null {
  if (query.get("share") === null) return null;
  return {
    recordId: "a".repeat(32),
    shareId: "0".repeat(32),
    linkKey: "A".repeat(43),
    code: "048213",
    owner: "A".repeat(43),
    given: null,
    expiresAtMs: Date.UTC(2036, 10, 30, 9, 12),
    opened: 1,
    wrong: Number(query.get("share")),
    ending: false,
  };
}
