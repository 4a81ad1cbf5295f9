import { describe, expect, it } from "vitest";

import { type Recognition, dictation, listenOnce, makerOf } from "../src/core/dictation";
import { Reader, type Synth, pieces, spoken, voiceFor } from "../src/core/speech";

const voice = (lang: string, localService = true): SpeechSynthesisVoice => ({ lang, localService, name: lang, default: false, voiceURI: lang });

class Voices {
  said: SpeechSynthesisUtterance[] = [];
  cancelled = 0;
  onVoices: (() => void) | null = null;

  constructor(public voices: SpeechSynthesisVoice[]) {}

  getVoices = () => this.voices;
  speak = (one: SpeechSynthesisUtterance) => { this.said.push(one); };
  cancel = () => {
    this.cancelled += 1;
    this.said = [];
  };
  addEventListener = (_: string, listener: unknown) => { this.onVoices = listener as () => void; };
}

const reader = (voices: Voices): Reader => new Reader(voices as unknown as Synth, (text) => ({ text }) as SpeechSynthesisUtterance);

describe("what is spoken", () => {
  it("calls telephone numbers digit by digit and leaves counts alone", () => {
    expect(spoken("请打120，或12356，血压120/80，体温38.5度", "zh")).toBe("请打幺二零，或幺二三五六，血压幺二零/80，体温38.5度");
    expect(spoken("Call 120 within 30 minutes", "en")).toBe("Call 1 2 0 within 30 minutes");
    expect(spoken("电话13800000001", "zh")).toBe("电话幺三八零零零零零零零幺");
  });

  it("says a range as a range", () => {
    expect(spoken("参考 3.5–5.5", "zh")).toBe("参考 3.5到5.5");
    expect(spoken("1-2 days", "en")).toBe("1 to 2 days");
  });

  it("comes in pieces that a voice gets through, with nothing left out but silence", () => {
    expect(pieces("先坐下。别动！\n体温38.5度；…")).toEqual(["先坐下。", "别动！", "体温38.5度；"]);
    const long = `${"很".repeat(100)}，${"长".repeat(300)}。`;
    expect(pieces(long).every((part) => part.length <= 120)).toBe(true);
    expect(pieces(long).join("")).toBe(long);
    expect(pieces(" \n。。 ")).toEqual([]);
  });

  it("has a Mandarin voice before others, and none rather than a wrong one", () => {
    expect(voiceFor([voice("zh-TW"), voice("zh_CN", false), voice("en-US")], "zh")?.lang).toBe("zh_CN");
    expect(voiceFor([voice("cmn-Hans-CN"), voice("zh-HK")], "zh")?.lang).toBe("cmn-Hans-CN");
    expect(voiceFor([voice("en-US", false), voice("en-GB")], "en")?.lang).toBe("en-GB");
    expect(voiceFor([voice("zh-HK"), voice("fr-FR")], "zh")).toBeNull();
    expect(voiceFor([], "en")).toBeNull();
  });
});

describe("reading aloud", () => {
  it("is offered once there is a voice for the language", () => {
    const voices = new Voices([]);
    const read = reader(voices);
    let told = 0;
    read.subscribe(() => { told += 1; });
    expect(read.offers("zh")).toBe(false);
    voices.voices = [voice("zh-CN")];
    voices.onVoices?.();
    expect([read.offers("zh"), read.offers("en"), told]).toEqual([true, false, 1]);
    expect(new Reader(null, () => ({}) as SpeechSynthesisUtterance).offers("zh")).toBe(false);
  });

  it("reads one thing at a time, stops when told, and knows when it is done", () => {
    const voices = new Voices([voice("zh-CN")]);
    const read = reader(voices);
    read.read("a", "第一句。第二句。", "zh");
    expect([read.key, voices.said.map((one) => one.text)]).toEqual(["a", ["第一句。", "第二句。"]]);
    const late = voices.said[1]!;
    read.read("b", "别的。", "zh");
    expect([read.key, voices.cancelled, voices.said.length]).toEqual(["b", 1, 1]);
    late.onend?.({} as SpeechSynthesisEvent); // the end of what was cut off changes nothing
    expect(read.key).toBe("b");
    voices.said[0]!.onend?.({} as SpeechSynthesisEvent);
    expect(read.key).toBeNull();
    read.read("c", "又一句。", "zh");
    read.stop();
    expect([read.key, voices.said]).toEqual([null, []]);
    read.read("d", "English only", "en");
    expect(read.key).toBeNull();
  });
});

class Hearing implements Recognition {
  lang = "";
  interimResults = false;
  continuous = true;
  onresult: Recognition["onresult"] = null;
  onerror: Recognition["onerror"] = null;
  onend: Recognition["onend"] = null;

  constructor(private readonly play: (of: Hearing) => void) {}

  start() { this.play(this); }
  stop() { this.onend?.(); }
  abort() { this.onend?.(); }
}

describe("dictation", () => {
  it("is offered only by browsers that have it", () => {
    expect(dictation({})).toBeNull();
    expect(dictation({ webkitSpeechRecognition: Hearing })).not.toBeNull();
  });

  it("gives the words as they come, nothing when nothing was said, and null when it failed", async () => {
    const parts: string[] = [];
    const says = (...words: string[]) =>
      new Hearing((of) => {
        for (const word of words) of.onresult?.({ results: [[{ transcript: word }]] });
        of.onend?.();
      });
    const one = says("肚子", "肚子疼");
    expect(await listenOnce(one, "zh", (part) => parts.push(part))).toBe("肚子疼");
    expect([parts, one.lang, one.continuous]).toEqual([["肚子", "肚子疼"], "zh-CN", false]);
    const ends = (error: string) => new Hearing((of) => { of.onerror?.({ error }); of.onend?.(); });
    expect(await listenOnce(ends("no-speech"), "en", () => undefined)).toBe("");
    expect(await listenOnce(ends("not-allowed"), "en", () => undefined)).toBeNull();
    expect(await listenOnce(new Hearing(() => { throw new Error("busy"); }), "en", () => undefined)).toBeNull();
  });

  it("names who hears it", () => {
    const chrome = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36";
    expect(makerOf(chrome)).toBe("google");
    expect(makerOf(`${chrome} EdgA/130`)).toBe("microsoft");
    expect(makerOf(`${chrome} MicroMessenger/8.0`)).toBe("other");
    expect(makerOf("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1")).toBe("apple");
    expect(makerOf("Mozilla/5.0 Firefox/130")).toBe("other");
  });
});
