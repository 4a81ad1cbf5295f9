/** One page to show at the hospital: to read, print, keep as a picture, or let a doctor there scan. */
import { useEffect, useState } from "preact/hooks";

import type { Lang } from "../core/model";
import { withAdvice } from "../core/advice";
import { summaryOf } from "../core/summary";
import type { Shared } from "../seal/index";
import { useUi } from "./context";
import { Notice, Screen, Title } from "./parts";

/** With the year: paper and pictures outlive the week. */
export function fullTime(ms: number, lang: Lang): string {
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false };
  return new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", options).format(ms);
}

/** The page itself, as it is printed and as a reader elsewhere sees it. */
export function Page({ summary, when, children }: { readonly summary: Shared; readonly when: string; readonly children?: preact.ComponentChildren }) {
  const long = [...summary.summary].length > 1100;
  return (
    <article class={long ? "sheetpage long" : "sheetpage"} data-testid="summary-page">
      <p class="who">
        <strong>{summary.name}</strong> {summary.person}
        <br />
        {when}
      </p>
      <p class="verdict">
        <strong>{summary.urgency}</strong>
        <br />
        {summary.headline}
      </p>
      <div class="fulltext" data-testid="summary-text">
        {summary.summary}
      </div>
      {children}
    </article>
  );
}

function usePicture(): { readonly url: string | null; readonly draw: (work: Promise<Blob | null>) => Promise<boolean> } {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => () => { if (url !== null) URL.revokeObjectURL(url); }, [url]);
  return {
    url,
    draw: async (work) => {
      const blob = await work;
      if (blob !== null) setUrl(URL.createObjectURL(blob));
      return blob !== null;
    },
  };
}

export function Summary({ recordId }: { readonly recordId: string }) {
  const { t, lang, state, go } = useUi();
  const { url, draw } = usePicture();
  const [failed, setFailed] = useState(false);
  const consultation = state.consultations.find((one) => one.recordId === recordId);
  const summary = consultation === undefined ? null : summaryOf(withAdvice(consultation, state.messages), t);
  if (summary === null) return null;
  const when = fullTime(summary.made_at_ms, lang);
  const doctor = state.welcome?.doctor;
  const said = (of: NonNullable<typeof doctor>) =>
    of.name_en === undefined ? t.guide.summary.doctor(of.name, of.phone) : `${of.name} ${of.phone}`.trim();
  const from = doctor === undefined ? "" : said(doctor);
  const picture = async () => {
    try {
      const { pictureOf } = await import("../core/picture");
      setFailed(!(await draw(pictureOf(summary, t.summary.title, [when, from, t.guide.summary.source]))));
    } catch {
      setFailed(true);
    }
  };
  return (
    <Screen name="summarypage" back tabs={false}>
      <Title>{t.summary.title}</Title>
      <p class="dim noprint">{t.summary.hint}</p>
      <Page summary={summary} when={when}>
        <p class="dim small">
          {from}
          <br />
          {t.guide.summary.source}
        </p>
      </Page>
      <div class="stack noprint">
        <button type="button" class="button main" onClick={() => { go({ name: "share", recordId }); }} data-testid="share">
          {t.guide.summary.share}
        </button>
        <button type="button" class="button" onClick={() => void picture()} data-testid="picture">
          {t.guide.summary.picture}
        </button>
        {failed && <Notice>{t.guide.summary.noPicture}</Notice>}
        {url !== null && (
          <>
            <p role="status">{t.guide.summary.longPress}</p>
            <img class="picture" src={url} alt={t.summary.title} data-testid="picture-image" />
            <a class="button" href={url} download={`${t.summary.title}.png`}>
              {t.guide.summary.save}
            </a>
          </>
        )}
        <button type="button" class="button" onClick={() => { print(); }} data-testid="print">
          {t.guide.summary.print}
        </button>
      </div>
    </Screen>
  );
}
