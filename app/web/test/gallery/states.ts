/** What a query changes of the samples: a question that is open, a line that is down, a letter, a release, nothing at all. */
import type { Consultation, InboxMessage, Lang } from "../../src/core/model";
import type { PhoneState } from "../../src/core/state";
import type { EmergencyView, HeldView, Progress, QuestionView, RecordGuidance, ReportView } from "../../src/generated/wire";

const NOW = Date.now();

interface Words {
  readonly zh: string;
  readonly en: string;
}

const OPTIONS: readonly Words[] = [
  { zh: "有，上坡、干活时更厉害", en: "Yes, worse uphill or at work" },
  { zh: "没有", en: "No" },
  { zh: "不清楚", en: "Not sure" },
  { zh: "有时候有", en: "Sometimes" },
];
const KINDS: readonly QuestionView["kind"][] = ["yes_no", "choice", "multi", "text", "photo"];

function question(kind: QuestionView["kind"], lang: Lang): QuestionView {
  const options = kind === "text" || kind === "photo" ? [] : OPTIONS.slice(0, kind === "yes_no" ? 3 : 4);
  return {
    id: `q-${kind}`,
    kind,
    text: lang === "zh" ? "胸口闷的时候，疼会不会串到左肩、胳膊或者下巴？" : "When your chest is tight, does the pain spread to the left shoulder, the arm or the jaw?",
    why: lang === "zh" ? "疼往哪里串，能帮着分清是心脏还是胃。" : "Where the pain spreads helps to tell heart from stomach.",
    options: options.map((words, index) => ({ index, text: words[lang] })),
    hints: kind === "choice" ? ["where"] : kind === "text" ? ["since_when"] : [],
  };
}

const FLAGS: ReportView["items"][number]["flag"][] = ["critical_high", "low", "unknown", "abnormal", "high", "critical_low", "normal", "normal"];

function report(lang: Lang): ReportView {
  return {
    attachment_id: "e".repeat(32),
    what: "lab_report",
    conclusion: lang === "zh" ? "窦性心律，ST 段压低" : "Sinus rhythm, ST depression",
    items: FLAGS.map((flag, index) => ({
      index,
      name: lang === "zh" ? "超敏肌钙蛋白 T" : "High-sensitivity troponin T",
      abbr: "hs-cTnT",
      value_text: "186.5",
      unit: "ng/L",
      range_text: "0–14",
      flag,
      doubtful: index === 1,
      meaning: lang === "zh" ? "心肌可能受了损伤。" : "The heart muscle may have been hurt.",
    })),
  };
}

const emergency = (lang: Lang, own: boolean): EmergencyView => ({
  red_flag: "acs",
  headline: lang === "zh" ? "可能是心脏的急症，请现在打 120" : "This might be the heart. Please call 120 now",
  say: lang === "zh" ? "胸口压着疼又出冷汗，不能等。" : "Pressure in the chest with cold sweat cannot wait.",
  action: "call_120",
  until_help: lang === "zh" ? ["坐下或半躺，不要走动。", "把门打开，叫人来陪着。"] : ["Sit or half lie, do not walk about.", "Unlock the door and call somebody to stay with you."],
  phone: own ? null : "120",
});

const held = (lang: Lang, today: boolean, dueMs: number): HeldView => ({
  since_turn: 5,
  due_ms: dueMs,
  today,
  headline: lang === "zh" ? "医生看过后告诉您" : "The doctor looks at it first and then tells you",
  why: lang === "zh" ? "这里的建议要先由家庭医生看一遍。" : "Here the family doctor reads the guidance first.",
  where: lang === "zh" ? ["城关镇中心卫生院"] : ["Chengguan township health centre"],
  bring: lang === "zh" ? ["医保卡"] : ["Insurance card"],
  meanwhile: lang === "zh" ? ["多歇着，喝温水。"] : ["Rest and drink warm water."],
  watch_for: lang === "zh" ? ["喘不上气"] : ["Short of breath"],
  summary: "",
});

/** The open question, a report, an alarm, a line: what the chat can show of a consultation that goes on. */
function talking(one: Consultation, query: URLSearchParams, lang: Lang): Consultation {
  const kind = KINDS.find((each) => each === query.get("question")) ?? null;
  const alarm = query.get("alarm");
  const pending = query.get("pending") === null ? null : { turn: 7, input: { kind: "say" as const, text: "" }, askedAtMs: NOW, shown: { who: "me" as const, turn: 7, kind: "text" as const, text: OPTIONS[0]?.[lang] ?? "" } };
  const asked = question("yes_no", lang);
  return {
    ...one,
    turn: 7,
    guidance: null,
    progress: [],
    pending,
    lost: query.get("lost") !== null,
    waiting: query.get("photos") === null ? [] : ["f".repeat(32)],
    entries: [
      ...one.entries,
      { who: "me", turn: 2, kind: "text", text: OPTIONS[1]?.[lang] ?? "", question: asked },
      { who: "me", turn: 3, kind: "text", text: OPTIONS[2]?.[lang] ?? "", question: asked, changed: true },
      { who: "me", turn: 4, kind: "photo", text: lang === "zh" ? "照片" : "Photo", photo: "e".repeat(32) },
    ],
    emergency: alarm === null ? null : emergency(lang, alarm === "own"),
    emergencySeen: alarm === "seen" ? "acs" : null,
    reply: {
      turn: 6,
      lang,
      stage: alarm === null ? "intake" : "emergency",
      messages: [],
      question: kind === null ? null : question(kind, lang),
      remaining: 3,
      report: query.get("report") === null ? null : report(lang),
      emergency: null,
      guidance: null,
      held: null,
    },
  };
}

const letter = (one: Consultation, id: string, message: Partial<InboxMessage["message"]>, from: InboxMessage["from"] = "doctor"): InboxMessage => ({
  messageId: id.repeat(32),
  recordId: one.recordId,
  seq: 2,
  from,
  read: true,
  message: { record_id: one.recordId, from_name: "王秀英", sent_at_ms: NOW, action: "message", guidance: null, revision: null, text: "", ...message },
});

/** Guidance that waits (`held=waiting`, `today`, `late`), was answered in other words, or was released. */
function waits(one: Consultation, how: string, lang: Lang): { readonly one: Consultation; readonly letters: readonly InboxMessage[] } {
  const { guidance } = one;
  const view = held(lang, how === "today", how === "late" ? 0 : NOW + 86_400_000);
  const waiting = { ...one, held: view, guidance: how === "earlier" ? guidance : null, reply: one.reply === null ? null : { ...one.reply, guidance: null, held: view } };
  const words = lang === "zh" ? "在家养着，后天来站里看看。" : "Rest at home and come to the station the day after tomorrow.";
  const released = how === "released" && guidance !== null ? ({ ...guidance, urgency: guidance.urgency } as unknown as RecordGuidance) : null;
  const told = how === "released" || how === "instead";
  return { one: waiting, letters: told ? [letter(one, "9", { action: "advice", text: words, guidance: released, revision: 7 })] : [] };
}

/** The state as a query wants it; as it was where it wants nothing. */
export function altered(state: PhoneState, query: URLSearchParams, lang: Lang): PhoneState {
  const [first, ...others] = state.consultations;
  if (first === undefined) return state;
  let made = state;
  if (query.get("screen") === "chat" || query.get("screen") === "body") made = { ...made, consultations: [talking(first, query, lang), ...others] };
  const how = query.get("held");
  if (how !== null) {
    const { one, letters } = waits(first, how, lang);
    made = { ...made, consultations: [one, ...others], messages: [...state.messages, ...letters] };
  }
  if (query.get("letters") !== null) {
    const own = letter(first, "8", { text: lang === "zh" ? "好的，谢谢医生" : "Thank you, doctor" }, "me");
    const mother = others[0] === undefined ? [] : [letter(others[0], "7", { action: "call", text: lang === "zh" ? "我给您打过电话。" : "I called you." })];
    made = { ...made, messages: [...made.messages, own, ...mother] };
  }
  if (query.get("nobody") !== null) made = { ...made, consultations: [], people: [], messages: [], deliveries: [], currentId: null };
  const line = query.get("line");
  if (line === "waiting" || line === "limit" || line === "magnet") made = { ...made, line };
  if (query.get("live") !== null) {
    const names = lang === "zh" ? ["心血管内科在看", "消化内科在看"] : ["Cardiology is looking", "Gastroenterology is looking"];
    const steps: Progress[] = names.map((text, at) => ({ kind: at === 0 ? "specialty_done" : "specialty_started", specialty: `s${String(at)}`, text }));
    made = { ...made, live: { recordId: first.recordId, steps } };
  }
  if (query.get("returned") !== null) made = { ...made, returned: { recordId: first.recordId, text: lang === "zh" ? "刚才说的" : "What was said" } };
  // A defect of the page, for what stands in its place.
  if (query.get("broken") !== null) made = { ...made, consultations: null as unknown as PhoneState["consultations"] };
  return made;
}
