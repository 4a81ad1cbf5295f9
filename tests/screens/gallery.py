"""Every screen of the resident's page in every state, without servers: the page's own gallery (app/web/test/gallery), built and served.

What a walk through a living city cannot reach, or only after minutes: an alarm, a node that is full, a blurred photo, a doctor's release.
"""

from __future__ import annotations

import io
import re
import subprocess
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import BrowserContext, Page, expect

from tests.screens.axe import told

ROOT: Final = Path(__file__).parent.parent.parent
WEB: Final = ROOT / "app" / "web"
_LONG_MS: Final = 30_000
_SCREEN: Final = re.compile(r"<Screen\s+name=\"(\w+)\"")
_HEARS: Final = "window.SpeechRecognition = window.SpeechRecognition ?? class { start() {} stop() {} abort() {} };"
_SEES: Final = """const canvas = document.createElement('canvas'); canvas.getContext('2d'); const stream = canvas.captureStream();
navigator.mediaDevices.getUserMedia = () => location.search.includes('blind') ? Promise.reject(new Error()) : Promise.resolve(stream);"""
Way = tuple[str, str, bool]
WAYS: Final[tuple[tuple[Way, Way], ...]] = (
    (("zh", "light", False), ("en", "dark", True)),
    (("zh", "dark", True), ("en", "light", False)),
    (("zh", "light", True), ("en", "dark", False)),
    (("zh", "dark", False), ("en", "light", True)),
)
"""Language, scheme of colours, large letters. Each pair has both of each: one pair is a look at everything, all four at every mixture."""

Step = Callable[[Page], None]


@dataclass(frozen=True)
class Shown:
    """One state of one screen: what the gallery is asked for, what is done there, and by what it is known to be there."""

    query: str
    there: str
    steps: tuple[Step, ...] = ()


def tap(test_id: str) -> Step:
    return lambda page: page.get_by_test_id(test_id).first.click()


def press(selector: str) -> Step:
    return lambda page: page.locator(selector).first.click()


def type_in(test_id: str, text: str) -> Step:
    return lambda page: page.get_by_test_id(test_id).fill(text)


def to_the_end(page: Page) -> None:
    """Where what sticks to the foot of the screen covers nothing."""
    page.locator("main").evaluate("(main) => { main.scrollTop = main.scrollHeight; }")


def type_code(page: Page) -> None:
    code = page.evaluate("() => document.body.dataset.code")
    page.get_by_test_id("reader-code").fill(str(code))


def choose(*pictures: bytes) -> Step:
    files: list[Any] = [
        {"name": f"{at}.jpg", "mimeType": "image/jpeg", "buffer": body} for at, body in enumerate(pictures)
    ]
    return lambda page: page.get_by_test_id("photo-file").set_input_files(files)


def _page_of_words(*, blurred: bool) -> bytes:
    """A sheet with lines on it, sharp or not."""
    sheet = Image.new("RGB", (900, 1200), "white")
    draw = ImageDraw.Draw(sheet)
    for at in range(40, 1160, 24):
        draw.text((40, at), "TROPONIN T 186.5 ng/L 0-14 HIGH " * 4, fill="black")
    if blurred:
        sheet = sheet.filter(ImageFilter.GaussianBlur(6))
    kept = io.BytesIO()
    sheet.save(kept, "JPEG")
    return kept.getvalue()


SHARP: Final = _page_of_words(blurred=False)
BLURRED: Final = _page_of_words(blurred=True)
_CHIP: Final = "[data-testid=person-chip]"
_REFUSED: Final = ("other_pin", "unknown_magnet", "clock", "expired", "insecure")

SCREENS: Final[dict[str, Shown]] = {
    "hello": Shown("screen=hello", "start"),
    "consent": Shown("screen=consent", "consent-go"),
    "consent in full": Shown("screen=consent", "consent-go", (tap("consent-full"),)),
    "consent not given": Shown("screen=consent", "error", (tap("consent-go"),)),
    "who": Shown("screen=who", "who-go"),
    "who, remembered": Shown("screen=who", "with-record", (tap("person"),)),
    "who, nothing filled in": Shown("screen=who", "error", (tap("who-go"),)),
    **{f"question, {kind}": Shown(f"screen=chat&question={kind}", "question") for kind in ("yes_no", "text", "photo")},
    "question, choice, and why": Shown("screen=chat&question=choice", "why-text", (tap("why"),)),
    "question, multi, one chosen": Shown("screen=chat&question=multi", "chips-send", (tap("chip-1"), to_the_end)),
    "question, multi, none chosen": Shown("screen=chat&question=multi", "error", (tap("chips-send"),)),
    "question, since when": Shown("screen=chat&question=text", "pick-send", (tap("pick-open"),)),
    "nothing typed": Shown("screen=chat&question=yes_no", "error", (type_in("text", " "), tap("send"))),
    "dictation notice": Shown("screen=chat&question=yes_no", "dictation-notice", (tap("dictate"),)),
    "change sheet": Shown("screen=chat&question=yes_no", "change", (tap("own-answer-2"),)),
    "change sheet of free words": Shown("screen=chat&question=yes_no", "change", (tap("own-answer-1"),)),
    "sending": Shown("screen=chat&pending=1&live=1", "sending"),
    **{f"line, {line}": Shown(f"screen=chat&pending=1&line={line}", line) for line in ("waiting", "limit", "magnet")},
    "lost": Shown("screen=chat&lost=1", "restart"),
    "returned": Shown("screen=chat&returned=1&question=yes_no", "error"),
    "photos waiting": Shown("screen=chat&photos=1&report=1", "photos-waiting"),
    "what was read": Shown(
        "screen=chat&report=1", "items-confirm", (press("[data-testid=item] button"), press("summary"))
    ),
    "alarm": Shown("screen=chat&alarm=1", "emergency"),
    "alarm, the doctor's": Shown("screen=chat&alarm=own", "emergency"),
    "alarm, seen": Shown("screen=chat&alarm=seen&question=yes_no", "question"),
    **{
        f"guidance, {urgency}": Shown(f"urgency={urgency}", "guidance")
        for urgency in ("emergency", "urgent", "soon", "routine", "self_care")
    },
    "guidance on its way": Shown("onway=1", "guidance"),
    "held": Shown("held=waiting", "until"),
    "held, today": Shown("held=today", "held"),
    "held, late": Shown("held=late", "late"),
    "held, earlier guidance": Shown("held=earlier", "earlier", (press("[data-testid=earlier] summary"),)),
    "other words instead": Shown("held=instead", "instead"),
    "released": Shown("held=released", "reviewed"),
    "past": Shown("screen=past", "guidance"),
    "past, held": Shown("screen=past&held=waiting", "held"),
    "past, released": Shown("screen=past&held=released", "reviewed"),
    "past, about to be deleted": Shown("screen=past", "guidance", (press("main .danger"),)),
    "summary": Shown("screen=summary", "summary-text"),
    "summary, picture": Shown("screen=summary", "picture-image", (tap("picture"),)),
    "share": Shown("screen=share", "share-make"),
    "share, not agreed": Shown("screen=share", "error", (tap("share-make"),)),
    "share, standing": Shown("screen=share&share=2", "qr"),
    "share, told": Shown("screen=share&share=0", "share-code", (tap("share-tell"),)),
    "share, destroyed": Shown("screen=share&share=5", "error"),
    "reader": Shown("screen=reader", "reader-open"),
    "reader, wrong form": Shown("screen=reader", "error", (type_in("reader-code", "12"), tap("reader-open"))),
    "reader, no link": Shown("screen=reader&link=none", "reader-over"),
    "reader, gone": Shown("screen=reader", "reader-over", (type_in("reader-code", "123456"), tap("reader-open"))),
    "reader, open": Shown("screen=reader&link=whole", "reader-close", (type_code, tap("reader-open"))),
    "inbox": Shown("screen=inbox&letters=1", "message"),
    "inbox, the other person": Shown("screen=inbox&letters=1", "own-message", (press(f"{_CHIP} >> nth=0"),)),
    "inbox, released": Shown("screen=inbox&held=released", "released"),
    "inbox, something wrong": Shown("screen=inbox", "error", (tap("inbox-wrong"), tap("inbox-send"))),
    "inbox, empty": Shown("screen=inbox&nobody=1", "inbox"),
    "history": Shown("screen=history", "past"),
    "history, one person": Shown("screen=history", "past", (press(f"{_CHIP} >> nth=1"),)),
    "history, empty": Shown("screen=history&nobody=1", "fresh"),
    "history, taken along": Shown("screen=history", "export-save", (tap("export"),)),
    "history, consent withdrawn": Shown("screen=history", "export", (press(".household .danger"),)),
    "trust": Shown("screen=trust", "node"),
    "trust, in production": Shown("screen=trust&environment=production", "node"),
    "trust, a clock that is off": Shown("screen=trust&skew=9000000", "right-time"),
    "trust, about to delete": Shown("screen=trust", "node", (press("main .danger"),)),
    "photo": Shown("screen=photo", "photo-file"),
    "photo, chosen": Shown("screen=photo", "photo-send", (choose(SHARP, SHARP),)),
    "photo, blurred": Shown("screen=photo", "blurred", (choose(SHARP, BLURRED),)),
    "photo, not one": Shown("screen=photo", "error", (choose(b"no picture"),)),
    "viewfinder": Shown("screen=photo", "frame-shoot", (tap("photo-frame"),)),
    "viewfinder, refused": Shown("screen=photo&blind=1", "error", (tap("photo-frame"),)),
    "body": Shown("screen=body", "view-front"),
    "body, a part": Shown("screen=body", "place-everywhere", (press("svg.figure [role=button] >> nth=2"),)),
    "body, told": Shown(
        "screen=body", "body-words", (tap("view-back"), tap("place-everywhere"), tap("kind-pain"), tap("score-more"))
    ),
    "body, names": Shown("screen=body&question=choice", "place-everywhere", (tap("view-names"),)),
    "opening": Shown("gate=opening", "large"),
    "offline": Shown("gate=offline", "red-flags"),
    "offline, nobody known": Shown("gate=offline&nobody=1", "red-flags"),
    "take-over": Shown("gate=elsewhere", "take-over"),
    "broken": Shown("gate=broken", "error"),
    "a defect": Shown("screen=history&broken=1", "error"),
    **{f"refused, {why}": Shown(f"why={why}", "error") for why in _REFUSED},
    "about to forget another magnet": Shown("why=other_pin", "error", (press("main .danger"),)),
}


def names_in_the_source() -> set[str]:
    """Answer the name of every screen that the page can draw."""
    return {
        name
        for path in (WEB / "src" / "screens").glob("*.tsx")
        for name in _SCREEN.findall(path.read_text(encoding="utf-8"))
    }


@contextmanager
def gallery(folder: Path) -> Generator[str]:
    """Build the gallery into a folder and serve it; answers its address."""
    vite = WEB / "node_modules" / ".bin" / "vite"
    command = [str(vite), "build", "--config", "test/gallery/vite.config.ts", "--outDir", str(folder)]
    subprocess.run(command, cwd=WEB, check=True, capture_output=True, timeout=120)
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, name="gallery", daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()


def prepare(phone: BrowserContext) -> None:
    """Give a browser without microphone and camera what the screens ask for."""
    phone.add_init_script(_HEARS)
    phone.add_init_script(_SEES)


def look_at(page: Page, address: str, name: str, ways: Iterable[Way]) -> list[str]:
    """Answer what axe finds on one state, in each of the ways. The resident's own words stay in the first language, as they would."""
    found, before = [], ""
    for lang, scheme, large in ways:
        if lang != before and not (before and _switch(page, lang)):
            _open(page, f"{address}?{SCREENS[name].query}&lang={lang}", SCREENS[name])
        before = lang
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.evaluate("(large) => { document.documentElement.classList.toggle('large', large); }", large)
        found += told(page, f"{name} ({lang}, {scheme}{', large' if large else ''})")
    return found


def _open(page: Page, address: str, shown: Shown) -> None:
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-shown", "1", timeout=_LONG_MS)
    for step in shown.steps:
        step(page)
    expect(page.get_by_test_id(shown.there).first).to_be_visible(timeout=_LONG_MS)


def _switch(page: Page, lang: str) -> bool:
    """Turn the page to the other language by the button in its head, as it stands; tell whether there is one."""
    button = page.get_by_test_id("lang")
    if button.count() == 0:
        return False
    button.evaluate("(button) => { button.click(); }")  # a sheet may lie over it
    expect(page.locator("html")).to_have_attribute("lang", {"zh": "zh-CN", "en": "en"}[lang], timeout=_LONG_MS)
    return True


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class names it
        """Say nothing."""
