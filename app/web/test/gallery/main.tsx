/** Any screen in any state, without servers, for looking at and for axe (tests/screens/gallery.py): `/test/gallery/index.html?screen=guided&urgency=soon&lang=en`. */
import { render } from "preact";

import "../../src/style.css";
import "../../src/guide.css";
import { App } from "../../src/screens/App";
import type { Phone } from "../../src/core/phone";
import { summaryOf } from "../../src/core/summary";
import { Reader } from "../../src/screens/Reader";
import { sealShare } from "../../src/seal/index";
import { STRINGS } from "../../src/strings/index";
import { sample, shareOf } from "./samples";

const query = new URLSearchParams(location.search);
const lang = query.get("lang") === "en" ? "en" : "zh";
const { state, view } = sample(query, lang);
const nothing = () => Promise.resolve();
const share = shareOf(query);
const parts = { sharing: { find: () => Promise.resolve(share), ask: (one: unknown) => Promise.resolve(one), make: () => Promise.resolve(share), end: nothing } };
const skewMs = Number(query.get("skew") ?? 0);
const clock = { skewMs, now: () => Date.now(), own: () => Date.now() - skewMs, said: () => Date.now() };
const album = { next: nothing, drop: nothing, send: nothing };
const known = { state, parts, clock, album, current: (state.consultations as typeof state.consultations | null)?.find((one) => one.recordId === state.currentId) ?? null, subscribe: () => nothing };
const phone = new Proxy(known, { get: (has, name) => (name in has ? has[name as keyof typeof has] : nothing) }) as unknown as Phone;
const root = document.getElementById("app") as HTMLElement;

/** What a doctor elsewhere sees: with `link=none` nothing to open, with `link=whole` a share that opens with the code in `body[data-code]`. */
async function reader(): Promise<void> {
  const one = state.consultations[0];
  const summary = one === undefined ? null : summaryOf(one, STRINGS[lang]);
  if (summary === null) throw new Error("the sample has no summary");
  const { link, code, given } = await sealShare(summary);
  document.body.dataset["code"] = code;
  const key = btoa(String.fromCharCode(...link.linkKey)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const whole = query.get("link") === "whole";
  const answer = () => Promise.resolve(whole ? Response.json({ sealed: given.sealed }) : Response.json({ error: "not_found" }, { status: 404 }));
  const address = { pathname: `/s/${link.shareId}`, hash: query.get("link") === "none" ? "" : `#${key}` };
  render(<Reader fetch={answer} location={address} lang={lang} forgetAddress={() => undefined} />, root);
}

if (query.get("screen") === "reader") void reader();
else
  render(
    <App phone={phone} lang={lang} large={query.get("large") === "1"} keep={() => undefined} reopen={() => undefined} erase={() => undefined} />,
    root,
  );
if (query.get("large") === "1") document.documentElement.classList.add("large");
setTimeout(() => {
  dispatchEvent(new PopStateEvent("popstate", { state: { view } }));
  document.documentElement.dataset["shown"] = "1";
}, 120);
