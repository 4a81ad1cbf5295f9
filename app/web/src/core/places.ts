/**
 * The places of the body that can be tapped, and the words in which each is said to hurt, to swell, to itch. Left and right are the person's own.
 * The words are sent as they stand, and every one of them is heard by the dictionary: `tests/vectors/taps.json`, read by both sides. No I/O.
 */
import type { Lang } from "./model";

export type Side = "l" | "r";

interface Place {
  readonly zh: readonly [name: string, hurts: string];
  readonly en: readonly [name: string, hurts: string];
  /** How the place is said when it is something else than pain; "{}" is the side. The name will do where it is left out. */
  readonly at?: readonly [zh: string, en: string];
  /** Said with its side in front: 左膝盖疼, left knee pain. */
  readonly sided?: true;
  readonly sex?: "male" | "female";
}

const PLACES = {
  head: { zh: ["整个头", "整个头疼"], en: ["Whole head", "my whole head hurts"], at: ["头", "my head"] },
  crown: { zh: ["头顶", "头顶疼"], en: ["Top of the head", "the top of the head hurts"], at: ["头顶", "my scalp"] },
  forehead: { zh: ["前额", "前额疼"], en: ["Brow", "forehead pain"], at: ["前额", "my forehead"] },
  temple: { zh: ["太阳穴", "太阳穴疼"], en: ["temple", "temple pain"], sided: true },
  eye: { zh: ["眼", "眼疼"], en: ["eye", "eye pain"], sided: true },
  ear: { zh: ["耳", "耳疼"], en: ["ear", "ear pain"], sided: true },
  nose: { zh: ["鼻子", "鼻子疼"], en: ["Nose", "nose pain"] },
  cheek: { zh: ["脸", "脸疼"], en: ["cheek", "cheek pain"], sided: true },
  tooth: { zh: ["牙", "牙疼"], en: ["Teeth", "toothache"] },
  mouth: { zh: ["嘴里", "嘴里疼"], en: ["Mouth", "mouth pain"] },
  jaw: { zh: ["下巴", "下巴疼"], en: ["Jaw", "jaw pain"] },
  occiput: { zh: ["后脑勺", "后脑勺疼"], en: ["Back of the head", "pain at the back of my head"], at: ["后脑勺", "the back of my head"] },
  throat: { zh: ["嗓子", "嗓子疼"], en: ["Throat", "sore throat"] },
  neck: { zh: ["脖子前面", "脖子前面疼"], en: ["Front of the neck", "pain in the front of my neck"], at: ["脖子前面", "the front of my neck"] },
  nape: { zh: ["后脖子", "后脖子疼"], en: ["Back of the neck", "neck pain at the back"], at: ["后脖子", "the back of my neck"] },
  chest_side: { zh: ["胸", "胸疼"], en: ["side", "chest pain"], sided: true, at: ["胸", "my {}chest"] },
  chest: { zh: ["胸口正中间", "胸口正中间疼"], en: ["Middle", "pain in the middle of my chest"], at: ["胸口", "my breastbone"] },
  ribs: { zh: ["肋骨", "肋骨疼"], en: ["Ribs", "rib pain"] },
  breast: { zh: ["乳房", "乳房疼"], en: ["breast", "breast pain"], sided: true, sex: "female" },
  belly: { zh: ["整个肚子", "整个肚子疼"], en: ["Whole belly", "pain all over the belly"], at: ["肚子", "my belly"] },
  epigastrium: { zh: ["心口窝", "心口窝疼"], en: ["Upper middle", "pain in the pit of my stomach"], at: ["心口窝", "the pit of my stomach"] },
  upper_belly: { zh: ["上腹", "上腹疼"], en: ["upper", "upper belly pain"], sided: true, at: ["上腹", "my {}upper belly"] },
  flank: { zh: ["腰侧", "侧腰疼"], en: ["flank", "flank pain"], sided: true, at: ["侧腰", "the {}side of my belly"] },
  navel: { zh: ["肚脐周围", "肚脐周围疼"], en: ["Navel", "pain around the belly button"], at: ["肚脐", "my navel"] },
  lower_belly: { zh: ["下腹", "下腹疼"], en: ["lower", "lower belly pain"], sided: true, at: ["下腹", "my {}lower abdomen"] },
  low_belly: { zh: ["小肚子", "小肚子疼"], en: ["Lower middle", "lower belly pain"], at: ["小肚子", "my belly below the navel"] },
  groin: { zh: ["腹股沟", "腹股沟疼"], en: ["groin", "groin pain"], sided: true },
  hip: { zh: ["胯", "胯疼"], en: ["hip", "hip pain"], sided: true },
  testicle: { zh: ["睾丸", "睾丸疼"], en: ["Testicles", "testicular pain"], sex: "male" },
  penis: { zh: ["阴茎", "阴茎疼"], en: ["Penis", "penis pain"], sex: "male" },
  vulva: { zh: ["外阴", "外阴疼"], en: ["Vulva", "vulva pain"], sex: "female" },
  anus: { zh: ["肛门", "肛门疼"], en: ["Anus", "anal pain"] },
  shoulder: { zh: ["肩膀", "肩膀疼"], en: ["shoulder", "shoulder pain"], sided: true },
  upper_arm: { zh: ["上臂", "上臂疼"], en: ["upper arm", "upper arm pain"], sided: true },
  elbow: { zh: ["胳膊肘", "胳膊肘疼"], en: ["elbow", "elbow pain"], sided: true },
  forearm: { zh: ["小臂", "小臂疼"], en: ["forearm", "forearm pain"], sided: true },
  wrist: { zh: ["手腕", "手腕疼"], en: ["wrist", "wrist pain"], sided: true },
  hand: { zh: ["手", "手疼"], en: ["hand", "hand pain"], sided: true },
  finger: { zh: ["手指", "手指疼"], en: ["finger", "finger pain"], sided: true },
  upper_back: { zh: ["后背", "后背疼"], en: ["upper back", "upper back pain"], sided: true },
  back: { zh: ["背中间", "背中间疼"], en: ["Middle", "middle back pain"], at: ["背", "my back"] },
  low_back: { zh: ["腰中间", "腰疼"], en: ["Middle", "lower back pain"], at: ["腰", "my lower back"] },
  tailbone: { zh: ["尾巴骨", "尾巴骨疼"], en: ["Tailbone", "tailbone pain"] },
  buttock: { zh: ["屁股", "屁股疼"], en: ["buttock", "buttock pain"], sided: true, at: ["臀部", "my {}buttock"] },
  thigh: { zh: ["大腿", "大腿疼"], en: ["thigh", "thigh pain"], sided: true },
  knee: { zh: ["膝盖", "膝盖疼"], en: ["knee", "knee pain"], sided: true },
  shin: { zh: ["小腿前面", "小腿前面疼"], en: ["shin", "shin pain"], sided: true, at: ["小腿", "my {}shin"] },
  calf: { zh: ["小腿肚", "小腿疼"], en: ["calf", "calf pain"], sided: true, at: ["小腿", "my {}calf"] },
  ankle: { zh: ["脚脖子", "脚脖子疼"], en: ["ankle", "ankle pain"], sided: true, at: ["脚踝", "my {}ankle"] },
  foot: { zh: ["脚背", "脚背疼"], en: ["top of foot", "foot pain"], sided: true, at: ["脚", "my {}foot"] },
  sole: { zh: ["脚底", "脚底疼"], en: ["sole", "sole pain"], sided: true },
  big_toe: { zh: ["大脚趾", "大脚趾疼"], en: ["big toe", "big toe pain"], sided: true },
  heel: { zh: ["脚后跟", "脚后跟疼"], en: ["heel", "heel pain"], sided: true },
  everywhere: { zh: ["全身", "全身疼"], en: ["All over", "pain all over my body"], at: ["全身", "my whole body"] },
} as const satisfies Record<string, Place>;

type Base = keyof typeof PLACES;
type Sided = { [K in Base]: (typeof PLACES)[K] extends { readonly sided: true } ? K : never }[Base];
export type PlaceId = Exclude<Base, Sided> | `${Sided}.${Side}`;

const SIDES = { zh: { l: "左", r: "右" }, en: { l: "left ", r: "right " } } as const;

/** What is tapped first. `r` and `l` are the right and left of the person drawn. */
export const PARTS = {
  front: ["head", "neck", "chest", "belly", "hips", "arm_r", "arm_l", "leg_r", "leg_l"],
  back: ["head_back", "nape", "back", "waist", "seat", "arm_l", "arm_r", "calf_l", "calf_r"],
} as const;
export type View = keyof typeof PARTS;
export type PartId = (typeof PARTS)[View][number];

/** The places of each part as they lie on the body seen from that side, row by row. */
export const ROWS: Readonly<Record<PartId, readonly (readonly PlaceId[])[]>> = {
  head: [["crown"], ["temple.r", "forehead", "temple.l"], ["eye.r", "nose", "eye.l"], ["ear.r", "mouth", "ear.l"], ["cheek.r", "tooth", "cheek.l"], ["jaw"], ["head"]],
  neck: [["throat"], ["neck"]],
  chest: [["breast.r", "breast.l"], ["chest_side.r", "chest", "chest_side.l"], ["ribs"]],
  belly: [["upper_belly.r", "epigastrium", "upper_belly.l"], ["flank.r", "navel", "flank.l"], ["lower_belly.r", "low_belly", "lower_belly.l"], ["belly"]],
  hips: [["hip.r", "hip.l"], ["groin.r", "groin.l"], ["penis", "testicle", "vulva"], ["anus"]],
  arm_r: [["shoulder.r"], ["upper_arm.r"], ["elbow.r"], ["forearm.r"], ["wrist.r"], ["hand.r", "finger.r"]],
  arm_l: [["shoulder.l"], ["upper_arm.l"], ["elbow.l"], ["forearm.l"], ["wrist.l"], ["hand.l", "finger.l"]],
  leg_r: [["thigh.r"], ["knee.r"], ["shin.r"], ["ankle.r"], ["foot.r", "big_toe.r"]],
  leg_l: [["thigh.l"], ["knee.l"], ["shin.l"], ["ankle.l"], ["foot.l", "big_toe.l"]],
  head_back: [["occiput"], ["head"]],
  nape: [["nape"]],
  back: [["upper_back.l", "upper_back.r"], ["back"]],
  waist: [["flank.l", "low_back", "flank.r"]],
  seat: [["tailbone"], ["buttock.l", "buttock.r"], ["anus"]],
  calf_l: [["thigh.l"], ["knee.l"], ["calf.l"], ["heel.l", "sole.l"]],
  calf_r: [["thigh.r"], ["knee.r"], ["calf.r"], ["heel.r", "sole.r"]],
};

function parse(id: PlaceId): { readonly place: Place; readonly side: Side | null } {
  const [base, side] = id.split(".") as [Base, Side?];
  return { place: PLACES[base], side: side ?? null };
}

/** Answers every place, each once. */
export function allPlaces(): readonly PlaceId[] {
  return [...new Set([...Object.values(ROWS).flat(2), "everywhere" as const])];
}

/** Answers the rows of a part for a person of this sex; rows with nothing left are gone. */
export function rowsOf(part: PartId, sex: "male" | "female"): readonly (readonly PlaceId[])[] {
  const fits = (id: PlaceId) => (parse(id).place.sex ?? sex) === sex;
  return ROWS[part].map((row) => row.filter(fits)).filter((row) => row.length > 0);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Answers the name on the button: 左膝盖, "Left knee". */
export function placeName(id: PlaceId, lang: Lang): string {
  const { place, side } = parse(id);
  return capital((side === null ? "" : SIDES[lang][side]) + place[lang][0]);
}

/** What it is there: said of every place that was tapped. */
export const KINDS = ["pain", "swelling", "rash", "itch", "numb", "lump", "injury"] as const;
export type Kind = (typeof KINDS)[number];
const SAID = {
  zh: { swelling: "{}肿了", rash: "{}起疹子", itch: "{}痒", numb: "{}发麻", lump: "{}长了个包", injury: "{}受伤了" },
  en: { swelling: "swelling of {}", rash: "a rash on {}", itch: "itching of {}", numb: "numbness of {}", lump: "a lump on {}", injury: "an injury of {}" },
} as const;

/** Answers how it is said that it is this at this place: 左膝盖疼, "left knee pain", 左膝盖肿了, "swelling of my left knee". */
export function said(id: PlaceId, kind: Kind, lang: Lang): string {
  const { place, side } = parse(id);
  const before = side === null ? "" : SIDES[lang][side];
  if (kind === "pain") return before + place[lang][1];
  const where = lang === "zh" ? before + (place.at?.[0] ?? place.zh[0]) : (place.at?.[1] ?? `my {}${place.en[0].toLowerCase()}`).replace("{}", before);
  return SAID[lang][kind].replace("{}", where);
}
