/**
 * Speech to text by the browser, where it offers it. The voice goes to the browser's maker for that, not to us and not sealed: the screens say
 * so and ask before, anew each time the page is opened.
 */
import type { Lang } from "./model";

export interface Recognition {
  lang: string;
  interimResults: boolean;
  continuous: boolean;
  onresult: ((event: { readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }>> }) => void) | null;
  onerror: ((event: { readonly error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
}

interface Window {
  readonly SpeechRecognition?: new () => Recognition;
  readonly webkitSpeechRecognition?: new () => Recognition;
}

/** Answers a way to begin dictation, or null where the browser has none. */
export function dictation(world: object = globalThis): (() => Recognition) | null {
  const { SpeechRecognition, webkitSpeechRecognition } = world as Window;
  const Made = SpeechRecognition ?? webkitSpeechRecognition;
  return Made === undefined ? null : () => new Made();
}

export type Maker = "google" | "apple" | "microsoft" | "samsung" | "other";

/** Answers who makes the browser, and so hears what is dictated, as far as its name tells. */
export function makerOf(agent: string): Maker {
  if (/Edg/i.test(agent)) return "microsoft";
  if (/SamsungBrowser/i.test(agent)) return "samsung";
  if (/MicroMessenger|MQQBrowser|UCBrowser|HuaweiBrowser|MiuiBrowser|VivoBrowser|HeyTapBrowser|OPR|YaBrowser/i.test(agent)) return "other";
  if (/Chrome|CriOS/i.test(agent)) return "google";
  return /Safari/i.test(agent) ? "apple" : "other";
}

/** Listens once and answers the words, "" when none were heard, null when the browser could not. */
export function listenOnce(recognition: Recognition, lang: Lang, onPart: (text: string) => void): Promise<string | null> {
  return new Promise((resolve) => {
    let heard = "";
    let failed = false;
    recognition.lang = lang === "zh" ? "zh-CN" : "en-GB";
    recognition.interimResults = true;
    recognition.continuous = false;
    recognition.onresult = (event) => {
      heard = Array.from(event.results, (result) => result[0]?.transcript ?? "").join("");
      onPart(heard);
    };
    recognition.onerror = ({ error }) => { failed = error !== "no-speech" && error !== "aborted"; };
    recognition.onend = () => { resolve(failed && heard === "" ? null : heard); };
    try {
      recognition.start();
    } catch {
      resolve(null);
    }
  });
}
