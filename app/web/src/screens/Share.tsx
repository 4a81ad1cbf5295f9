/** Lets a doctor elsewhere read the summary: what leaves is shown and agreed to first, the code is told apart from the picture. */
import { useEffect, useState } from "preact/hooks";

import { LinkError, Rejected } from "../core/errors";
import { type KeptShare, MOST_WRONG, addressOf } from "../core/sharing";
import { withAdvice } from "../core/advice";
import { summaryOf } from "../core/summary";
import type { Shared } from "../seal/index";
import { LATER } from "../strings/laterOf";
import { useUi } from "./context";
import { Notice, Screen, Title, notKept, time } from "./parts";
import { Page, fullTime } from "./Summary";

const ASK_MS = 4_000;

function Code({ address, label }: { readonly address: string; readonly label: string }) {
  const [drawn, setDrawn] = useState<{ readonly size: number; readonly path: string } | null>(null);
  useEffect(() => {
    let here = true;
    void import("lean-qr").then(({ generate }) => {
      const code = generate(address);
      let path = "";
      for (let y = 0; y < code.size; y += 1) for (let x = 0; x < code.size; x += 1) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
      if (here) setDrawn({ size: code.size, path });
    });
    return () => { here = false; };
  }, [address]);
  if (drawn === null) return null;
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`-4 -4 ${drawn.size + 8} ${drawn.size + 8}`} shape-rendering="crispEdges" data-testid="qr" data-address={address}>
      <rect x="-4" y="-4" width={drawn.size + 8} height={drawn.size + 8} fill="#ffffff" />
      <path d={drawn.path} fill="#000000" />
    </svg>
  );
}

/** Before anything leaves: all that would, and a tick. */
function Ask({ summary, onYes, busy }: { readonly summary: Shared; readonly onYes: () => void; readonly busy: boolean }) {
  const { lang } = useUi();
  const words = LATER[lang].share;
  const [agreed, setAgreed] = useState(false);
  const [missing, setMissing] = useState(false);
  return (
    <>
      <p>{words.what}</p>
      <Page summary={summary} when={fullTime(summary.made_at_ms, lang)} />
      <label class="tick">
        <input
          type="checkbox"
          checked={agreed}
          onChange={(event) => {
            setAgreed(event.currentTarget.checked);
            setMissing(false);
          }}
          data-testid="share-agree"
        />
        <span>{words.agree}</span>
      </label>
      {missing && <Notice>{words.agreeFirst}</Notice>}
      <button
        type="button"
        class="button main big"
        disabled={busy}
        onClick={() => {
          if (agreed) onYes();
          else setMissing(true);
        }}
        data-testid="share-make"
      >
        {busy ? words.making : words.make}
      </button>
    </>
  );
}

/** While it stands: the picture to scan, the number to tell, how often it was opened, and the way back. */
function Standing({ share, onEnd, busy }: { readonly share: KeptShare; readonly onEnd: () => void; readonly busy: boolean }) {
  const { lang } = useUi();
  const words = LATER[lang].share;
  const [told, setTold] = useState(false);
  return (
    <>
      <ol class="lines">
        {words.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Code address={addressOf(share, location.origin)} label={words.qr} />
      {told ? (
        <p class="sharecode" data-testid="share-code" aria-label={words.code}>
          {`${share.code.slice(0, 3)} ${share.code.slice(3)}`}
        </p>
      ) : (
        <button type="button" class="button main" onClick={() => { setTold(true); }} data-testid="share-tell">
          {words.tell}
        </button>
      )}
      <p role="status" data-testid="share-opened" data-opened={share.opened}>
        {share.opened === 0 ? words.notOpened : words.opened(share.opened)}
        {share.wrong > 0 && ` ${words.wrong(share.wrong, MOST_WRONG - share.wrong)}`}
      </p>
      {share.expiresAtMs !== null && <p class="dim">{words.until(time(share.expiresAtMs, lang))}</p>}
      <button type="button" class="button danger" disabled={busy} onClick={onEnd} data-testid="share-end">
        {words.end}
      </button>
    </>
  );
}

export function Share({ recordId }: { readonly recordId: string }) {
  const { t, lang, state, phone } = useUi();
  const words = LATER[lang].share;
  const { sharing } = phone.parts;
  const [share, setShare] = useState<KeptShare | null | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [notice, setNotice] = useState<string | null>(null);
  const consultation = state.consultations.find((one) => one.recordId === recordId);
  const summary = consultation === undefined ? null : summaryOf(withAdvice(consultation, state.messages), t);
  useEffect(() => {
    void sharing.find(recordId).then((found) => { setShare(found?.ending === true ? null : found); });
  }, [sharing, recordId]);
  const stands = share != null && share.given === null;
  useEffect(() => {
    if (!stands) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState !== "visible") return;
      void sharing.find(recordId).then(async (kept) => {
        const found = kept === null || kept.ending ? null : await sharing.ask(kept);
        setShare(found);
        if (found?.expiresAtMs === 0) setNotice(words.over);
      });
    }, ASK_MS);
    return () => { clearInterval(timer); };
  }, [sharing, recordId, stands, words]);
  if (summary === null || share === undefined) return null;
  const run = async (work: () => Promise<KeptShare | null>, failure: string) => {
    setBusy(true);
    setNotice(null);
    try {
      setShare(await work());
    } catch (error) {
      if (!(error instanceof LinkError)) {
        setNotice(notKept(error, t));
        return;
      }
      const said = error instanceof Rejected ? error.body[`text_${t.code}`] : undefined;
      setNotice(typeof said === "string" ? said : failure);
    } finally {
      setBusy(false);
    }
  };
  const make = () => void run(() => sharing.make(recordId, summary), words.notMade);
  const end = () =>
    void run(async () => {
      await sharing.end(recordId);
      setNotice(words.ended);
      return null;
    }, words.notEnded);
  const destroyed = share !== null && (share.wrong >= MOST_WRONG || share.expiresAtMs === 0);
  return (
    <Screen name="sharepage" back tabs={false}>
      <Title>{words.title}</Title>
      {notice !== null && <Notice>{notice}</Notice>}
      {destroyed && share.wrong >= MOST_WRONG && <Notice>{words.destroyed}</Notice>}
      {share !== null && share.given === null && !destroyed ? (
        <Standing share={share} onEnd={end} busy={busy} />
      ) : (
        <Ask
          summary={summary}
          busy={busy}
          onYes={() => {
            if (destroyed) void run(async () => { await sharing.end(recordId); return sharing.make(recordId, summary); }, words.notMade);
            else make();
          }}
        />
      )}
    </Screen>
  );
}
