/** The page's composition root: real clock, network, storage and locks are wired here and nowhere else. */
import { render } from "preact";

import "./style.css";
import "./guide.css";
import { browserLease } from "./core/lease";
import { dropPage, keepPage } from "./core/offline";
import { Phone } from "./core/phone";
import { reopenWhere } from "./core/reopening";
import { App } from "./screens/App";
import { firstLanguage } from "./strings/index";

const LANG = "jiayi.lang";
const LARGE = "jiayi.large";
const KEPT = "jiayi.kept";
const REOPENED = "jiayi.reopened";

/** How a page looks is no secret and is wanted before storage opens; a browser that keeps nothing is told so elsewhere. */
function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function keep(name: "lang" | "large" | "kept", value: string): void {
  try {
    localStorage.setItem({ lang: LANG, large: LARGE, kept: KEPT }[name], value);
  } catch {
    // It holds for this visit then.
  }
}

const root = document.getElementById("app");
if (root === null) throw new Error("the page has no place to draw");

let phone: Phone | null = null;

function open(take: boolean): void {
  phone?.stop();
  // Opened afresh in the same visit, the magnet's code is known even where the address does not carry it.
  const pin = phone?.state.pin ?? "";
  const hash = location.hash === "" && pin !== "" ? `#${pin}` : location.hash;
  phone = new Phone({
    fetch: (input, init) => fetch(input, init),
    location: { pathname: location.pathname, hash },
    lease: browserLease(),
    trace: { read: () => recall(KEPT) === "1", write: (kept) => { keep("kept", kept ? "1" : ""); } },
    visible: () => document.visibilityState === "visible",
  });
  const current = phone;
  const erase = async () => {
    await current.eraseAll();
    await dropPage();
    location.reload();
  };
  render(
    <App
      phone={current}
      lang={firstLanguage(recall(LANG), navigator.languages)}
      large={recall(LARGE) === "1"}
      keep={keep}
      reopen={open}
      erase={() => void erase()}
    />,
    root as HTMLElement,
  );
  void current.open(take);
}

/** Where a doctor elsewhere reads what a resident shares: nothing of the resident's page is opened there. */
async function read(): Promise<void> {
  const { Reader } = await import("./screens/Reader");
  const forgetAddress = () => { history.replaceState(null, "", "/s/closed"); };
  const lang = firstLanguage(recall(LANG), navigator.languages);
  render(<Reader fetch={(input, init) => fetch(input, init)} location={location} lang={lang} forgetAddress={forgetAddress} />, root as HTMLElement);
}

/** When this visit's page was last opened again by itself. Without storage for a visit it never is. */
const reopened = {
  read: () => {
    try {
      return Number(sessionStorage.getItem(REOPENED) ?? 0);
    } catch {
      return 0;
    }
  },
  write: (nowMs: number) => {
    try {
      sessionStorage.setItem(REOPENED, String(nowMs));
      return true;
    } catch {
      return false;
    }
  },
};

document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
  reopenWhere(
    {
      now: () => Date.now(),
      waiting: () => phone?.state.line === "waiting",
      writing: () => [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input")].some((one) => one.value.trim() !== ""),
      last: reopened,
      reload: () => { location.reload(); },
    },
    effectiveDirective,
  );
});
addEventListener("online", () => phone?.wake());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") phone?.wake();
});
root.textContent = "";
if (location.pathname.startsWith("/s/")) void read();
else {
  open(false);
  // After the page has what it needs, so that a weak line is not asked for everything at once.
  addEventListener("load", () => setTimeout(() => void keepPage(), 3_000));
}
