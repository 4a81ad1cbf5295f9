/**
 * What a doctor elsewhere sees who scanned a resident's code (FORMAT.md, section 13): a number to type, then the page, and nothing that
 * stays. No storage, no magnet, no session; key and text live in this component and go with it.
 */
import { useEffect, useRef, useState } from "preact/hooks";

import { Commission } from "../core/commission";
import { LinkError, Rejected } from "../core/errors";
import type { Fetch } from "../core/http";
import type { Lang } from "../core/model";
import { digits } from "../core/text";
import { type Shared, linkOf, openAnswer, proofOf } from "../seal/index";
import { STRINGS } from "../strings/index";
import { LATER } from "../strings/laterOf";
import { Page, fullTime } from "./Summary";
import { Title } from "./parts";

const SHOWN_MS = 15 * 60_000;
const HIDDEN_MS = 2 * 60_000;

export interface ReaderProps {
  readonly fetch: Fetch;
  readonly location: { readonly pathname: string; readonly hash: string };
  readonly lang: Lang;
  /** Takes the fragment out of the address. */
  readonly forgetAddress: () => void;
}

export function Reader({ fetch, location, lang: first, forgetAddress }: ReaderProps) {
  const [lang, setLang] = useState(first);
  const t = STRINGS[lang];
  const words = LATER[lang].reader;
  const link = useRef(linkOf(location.pathname, location.hash));
  const [code, setCode] = useState("");
  const [shared, setShared] = useState<Shared | null>(null);
  const [over, setOver] = useState<string | null>(link.current === null ? words.noLink : null);
  const [notice, setNotice] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.documentElement.lang = t.htmlLang;
    document.title = words.title;
  }, [t, words]);
  useEffect(() => {
    if (shared === null) return undefined;
    const close = () => {
      setShared(null);
      setOver(words.closed);
    };
    let hidden: ReturnType<typeof setTimeout> | undefined;
    const shown = setTimeout(close, SHOWN_MS);
    const onHide = () => {
      clearTimeout(hidden);
      if (document.visibilityState === "hidden") hidden = setTimeout(close, HIDDEN_MS);
    };
    document.addEventListener("visibilitychange", onHide);
    // A page that is left is kept whole by some browsers, to come back to: not this one.
    addEventListener("pagehide", close);
    return () => {
      clearTimeout(shown);
      clearTimeout(hidden);
      document.removeEventListener("visibilitychange", onHide);
      removeEventListener("pagehide", close);
    };
  }, [shared, words]);
  const end = (text: string) => {
    link.current = null;
    forgetAddress();
    setOver(text);
  };
  const open = async () => {
    const typed = digits(code).replace(/\s/g, "");
    if (link.current === null) return;
    if (!/^\d{6}$/.test(typed)) {
      setNotice(words.sixDigits);
      return;
    }
    setBusy(true);
    setNotice(null);
    try {
      const commission = new Commission(fetch);
      const sealed = await commission.openShare(link.current.shareId, await proofOf(link.current, typed));
      const found = await openAnswer(link.current, typed, sealed);
      if (found === null) {
        end(words.damaged);
        return;
      }
      setShared(found);
      link.current = null;
      forgetAddress();
    } catch (error) {
      const body = error instanceof Rejected ? error.body : {};
      const said = String(body[`text_${lang}`] ?? "");
      if (error instanceof Rejected && error.status === 404) end(words.gone);
      else if (body["tries_left"] === 0) end(said);
      else if (error instanceof LinkError) setNotice(said === "" ? words.noNetwork : said);
      else throw error;
    } finally {
      setCode("");
      setBusy(false);
    }
  };
  return (
    <div class="screen reader">
      <header class="top">
        <strong class="brand">{t.app}</strong>
        <span class="fill" />
        <button type="button" class="plain" lang={lang === "zh" ? "en" : "zh-CN"} onClick={() => { setLang(lang === "zh" ? "en" : "zh"); }} data-testid="lang">
          {t.otherLanguage}
        </button>
      </header>
      <main tabIndex={0}>
        {over !== null ? (
          <>
            <Title>{words.title}</Title>
            <p class="lead" role="alert" data-testid="reader-over">
              {over}
            </p>
          </>
        ) : shared !== null ? (
          <>
            <Title>{words.title}</Title>
            <p class="notice">{words.notSigned}</p>
            <Page summary={shared} when={fullTime(shared.made_at_ms, lang)} />
            <button type="button" class="button" onClick={() => { setShared(null); setOver(words.closed); }} data-testid="reader-close">
              {words.close}
            </button>
            <p class="dim">{words.nothingStays}</p>
          </>
        ) : (
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void open();
            }}
          >
            <Title>{words.title}</Title>
            <p>{words.what}</p>
            <label for="share-code">{words.code}</label>
            <input
              id="share-code"
              class="codefield"
              inputMode="numeric"
              autocomplete="off"
              maxLength={8}
              value={code}
              onInput={(event) => { setCode(event.currentTarget.value); }}
              data-testid="reader-code"
            />
            {notice !== null && (
              <p class="notice" role="alert" data-testid="error">
                {notice}
              </p>
            )}
            <button type="submit" class="button main big" disabled={busy} data-testid="reader-open">
              {busy ? words.opening : words.open}
            </button>
          </form>
        )}
      </main>
    </div>
  );
}
