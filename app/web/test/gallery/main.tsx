/** Any screen in any state, without servers, for looking at and for axe: `/test/gallery/index.html?screen=guided&urgency=soon&lang=en`. */
import { render } from "preact";

import "../../src/style.css";
import { App } from "../../src/screens/App";
import type { Phone } from "../../src/core/phone";
import { sample } from "./samples";

const query = new URLSearchParams(location.search);
const lang = query.get("lang") === "en" ? "en" : "zh";
const { state, view } = sample(query, lang);
const nothing = () => Promise.resolve();
const phone = new Proxy(
  { state, current: state.consultations.find((one) => one.recordId === state.currentId) ?? null, subscribe: () => nothing },
  { get: (has, name) => (name in has ? has[name as keyof typeof has] : name === "clock" ? { skewMs: 0 } : () => nothing()) },
) as unknown as Phone;
render(
  <App phone={phone} lang={lang} large={query.get("large") === "1"} keep={() => undefined} reopen={() => undefined} erase={() => undefined} />,
  document.getElementById("app") as HTMLElement,
);
setTimeout(() => { dispatchEvent(new PopStateEvent("popstate", { state: { view } })); }, 0);
