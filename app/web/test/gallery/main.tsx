/** Any screen in any state, without servers, for looking at and for axe: `/test/gallery/index.html?screen=guided&urgency=soon&lang=en`. */
import { render } from "preact";

import "../../src/style.css";
import "../../src/guide.css";
import { App } from "../../src/screens/App";
import type { Phone } from "../../src/core/phone";
import { Reader } from "../../src/screens/Reader";
import { sample, shareOf } from "./samples";

const query = new URLSearchParams(location.search);
const lang = query.get("lang") === "en" ? "en" : "zh";
const { state, view } = sample(query, lang);
const nothing = () => Promise.resolve();
const share = shareOf(query);
const parts = { sharing: { find: () => Promise.resolve(share), ask: (one: unknown) => Promise.resolve(one), make: () => Promise.resolve(share), end: nothing } };
const phone = new Proxy(
  { state, parts, current: state.consultations.find((one) => one.recordId === state.currentId) ?? null, subscribe: () => nothing },
  { get: (has, name) => (name in has ? has[name as keyof typeof has] : name === "clock" ? { skewMs: 0, now: () => Date.now(), own: () => Date.now() - 9e8, said: () => Date.now() } : () => nothing()) },
) as unknown as Phone;
const root = document.getElementById("app") as HTMLElement;
if (query.get("screen") === "reader") {
  const hash = query.get("link") === "none" ? "" : `#${"A".repeat(43)}`;
  const refuse = () => Promise.resolve(new Response(JSON.stringify({ error: "not_found" }), { status: 404 }));
  render(<Reader fetch={refuse} location={{ pathname: `/s/${"0".repeat(32)}`, hash }} lang={lang} forgetAddress={() => undefined} />, root);
} else
  render(
    <App phone={phone} lang={lang} large={query.get("large") === "1"} keep={() => undefined} reopen={() => undefined} erase={() => undefined} />,
    root,
  );
if (query.get("large") === "1") document.documentElement.classList.add("large");
setTimeout(() => { dispatchEvent(new PopStateEvent("popstate", { state: { view } })); }, 120);
