// Watches a page while it lives and tells whatever does not fit: a page that scrolls sideways, text that is cut off or leaves the screen.
// Runs in every page of a phone from its first script on (tests/screens/fits.py), after each change that the page makes.
(() => {
  const SLACK = 1.5;
  const told = new Set();
  const name = (element) =>
    `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ""}${[...element.classList].map((one) => `.${one}`).join("")}`;
  const tell = (what, element) => {
    const text = (element.innerText ?? "").trim().replace(/\s+/g, " ").slice(0, 60);
    const line = `${what}: ${name(element)} “${text}” in ${document.querySelector(".screen")?.className ?? "?"}, ${innerWidth} px`;
    if (told.has(line)) return;
    told.add(line);
    window.tellWhatDoesNotFit(line);
  };
  const hidden = (element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    // What only a reader is told has one pixel.
    return style.visibility === "hidden" || style.opacity === "0" || box.width <= 2 || box.height <= 2;
  };
  const scrolls = (element) => {
    for (let up = element; up !== null; up = up.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(up).overflowX) && up.scrollWidth > up.clientWidth && up !== document.documentElement) return true;
    return false;
  };
  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
  const look = () => {
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth + SLACK) tell("scrolls sideways", root);
    for (const element of document.body?.querySelectorAll("*") ?? []) {
      if (!(element instanceof HTMLElement) || element.closest("[aria-hidden=true]") || hidden(element)) continue;
      const style = getComputedStyle(element);
      const cuts = (overflow) => overflow === "hidden" || overflow === "clip";
      if (!["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName)) {
        // Nothing on this page is meant to be pushed sideways.
        if (["auto", "scroll"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + SLACK) tell("scrolls sideways", element);
        if (cuts(style.overflowX) && element.scrollWidth > element.clientWidth + SLACK) tell("cut off at the side", element);
        // Lines that end in three dots are cut on purpose.
        if (cuts(style.overflowY) && style.webkitLineClamp === "none" && element.scrollHeight > element.clientHeight + SLACK && element.clientHeight > 0) tell("cut off below", element);
      }
      if (!ownText(element) || scrolls(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.left < -SLACK || box.right > innerWidth + SLACK) tell("leaves the screen", element);
      if (style.display !== "inline" && style.overflowX === "visible" && element.scrollWidth > element.clientWidth + SLACK && element.clientWidth > 0)
        tell("text wider than its box", element);
    }
  };
  let due = 0;
  const soon = () => {
    clearTimeout(due);
    due = setTimeout(look, 150);
  };
  const watch = () => {
    new MutationObserver(soon).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true });
    soon();
  };
  if (document.documentElement) watch();
  else addEventListener("DOMContentLoaded", watch);
})();
