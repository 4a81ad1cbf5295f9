/** Reading aloud with the phone's own voices, which need no network; what is spoken is prepared so that it sounds right. */
import type { Lang } from "./model";

export type Synth = Pick<SpeechSynthesis, "speak" | "cancel" | "getVoices" | "addEventListener">;
export type MakeUtterance = (text: string) => SpeechSynthesisUtterance;

/** Older people follow a slower voice more easily. */
const RATE = 0.9;
/** Some voices fall silent in a longer piece. */
const LONGEST_PIECE = 120;

const DIGITS_ZH = "零幺二三四五六七八九";
/** Numbers that are called, not counted. */
const NUMBERS = /(?<!\d)(?:120|110|119|12356|12320)(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)/g;

/** Answers the text as it is spoken: telephone numbers digit by digit, marks that a voice would name left out. */
export function spoken(text: string, lang: Lang): string {
  const digits = (number: string): string =>
    [...number.replace(/\D/g, "")].map((digit) => (lang === "zh" ? (DIGITS_ZH[Number(digit)] ?? "") : digit)).join(lang === "zh" ? "" : " ");
  return text
    .replace(NUMBERS, digits)
    .replace(/[“”"「」【】*#>|•·]/g, " ")
    .replace(/(\d)\s*[–-]\s*(?=\d)/g, lang === "zh" ? "$1到" : "$1 to ")
    .replace(/[ \t]+/g, " ")
    .trim();
}

/** Answers the text in pieces that end where a sentence or a clause does. */
export function pieces(text: string): readonly string[] {
  const sentences = text.match(/[^。？！；\n.?!;]+(?:[.](?=\d)[^。？！；\n.?!;]+)*[。？！；\n.?!;]*/g) ?? [];
  return sentences
    .flatMap((sentence) => (sentence.length <= LONGEST_PIECE ? [sentence] : (sentence.match(/[^，,、：:]+[，,、：:]?/g) ?? [])))
    .flatMap((part) => part.match(new RegExp(`[^]{1,${LONGEST_PIECE}}`, "g")) ?? [])
    .map((part) => part.trim())
    .filter((part) => /[\p{L}\p{N}]/u.test(part));
}

/** Answers the voice for a language: Mandarin before other Chinese, the phone's own before one from the network; null when there is none. */
export function voiceFor(voices: readonly SpeechSynthesisVoice[], lang: Lang): SpeechSynthesisVoice | null {
  const tag = (voice: SpeechSynthesisVoice): string => voice.lang.toLowerCase().replace("_", "-");
  const fits = voices.filter((voice) => (lang === "zh" ? /^(zh|cmn)\b/.test(tag(voice)) && !/^zh-hk/.test(tag(voice)) : /^en\b/.test(tag(voice))));
  const worth = (voice: SpeechSynthesisVoice): number =>
    (lang === "zh" && /^(zh-cn|zh-hans|cmn)/.test(tag(voice)) ? 2 : 0) + (voice.localService ? 1 : 0);
  return [...fits].sort((a, b) => worth(b) - worth(a))[0] ?? null;
}

/** One voice at a time. `key` says what is being read; null: silence. */
export class Reader {
  #key: string | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly synth: Synth | null,
    private readonly make: MakeUtterance,
  ) {
    // Browsers bring their voices some time after the page.
    synth?.addEventListener("voiceschanged", () => { this.tell(); });
  }

  get key(): string | null {
    return this.#key;
  }

  /** Answers whether there is a voice for a language: Chinese in an English voice helps nobody. */
  offers(lang: Lang): boolean {
    return this.synth !== null && voiceFor(this.synth.getVoices(), lang) !== null;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  read(key: string, text: string, lang: Lang): void {
    this.stop();
    const voice = this.synth === null ? null : voiceFor(this.synth.getVoices(), lang);
    const parts = pieces(spoken(text, lang));
    if (this.synth === null || voice === null || parts.length === 0) return;
    this.#key = key;
    parts.forEach((part, at) => {
      const utterance = this.make(part);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      utterance.rate = RATE;
      const ended = () => { if (this.#key === key) this.silence(); };
      if (at === parts.length - 1) utterance.onend = ended;
      utterance.onerror = ended;
      this.synth?.speak(utterance);
    });
    this.tell();
  }

  stop(): void {
    if (this.#key === null) return;
    this.silence();
    this.synth?.cancel();
  }

  private silence(): void {
    this.#key = null;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The page's reader: silent where the browser has no voices. */
export function browserReader(): Reader {
  const synth = (globalThis as { speechSynthesis?: SpeechSynthesis }).speechSynthesis ?? null;
  return new Reader(synth, (text) => new SpeechSynthesisUtterance(text));
}
