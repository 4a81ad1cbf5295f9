"""A resident with the real page in a real Chromium, whose processes are killed and which opens again with the same profile.

The resident goes by what the screen shows, as a person does after the phone went dark: what is not there is said again, what is there is
gone on with. What the page sends is read from its requests, whose headers are in clear; what it keeps nobody can read but the page.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.bench.crash.ledger import Consultation, Ledger
from app.bench.crash.phone import photographed
from app.logs import log
from records.errors import CannotOpen
from records.seal.envelope import idempotency_key, parse_header

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Request, Response

CHROMIUM: Final = shutil.which("chromium") or "/usr/bin/chromium"
_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_OK: Final = 200
_STUCK_S: Final = 1_200.0
"""How long one consultation may take, kills and all, before it counts as lost."""
_QUIET_S: Final = 20.0
_OPEN_S: Final = 180.0
_AT_WORK_S: Final = 30.0
_TELL_S: Final = 60.0
_SHOWN: Final = "[...document.querySelectorAll('[data-testid]')].map(each => each.dataset.testid).join(' ')"
_SENT_AGAIN_S: Final = 75.0
"""A page that is open so long has sent again what it owes (`app/web/src/core/delivery.ts` waits for a minute at most)."""
_TAPPED: Final = ("emergency-continue", "take-over", "see-guidance", "photo-send")
"""Buttons that are pressed wherever they stand."""
_SCREENS: Final = ("consent-go", "who-go", "start", "guidance")
"""What tells one screen from another."""


class BrowserPhone:
    """One resident. `kill` may come from another thread, at any instant."""

    def __init__(
        self, profile: Path, link: str, complaints: list[str], photos: float, ledger: Ledger, seed: int
    ) -> None:
        self._profile, self._link, self._ledger = profile, link, ledger
        self._complaints, self._photos = complaints, photos
        self._rng = random.Random(seed)  # noqa: S311 - a drawing, no secret
        self._stop = threading.Event()
        self._open = threading.Event()
        self._thread = threading.Thread(target=self._run, name=profile.name, daemon=True)
        self._answered: dict[tuple[str, str, str], int] = {}
        """Record id, kind and key of what was sent, and the last status of an answer; 0 before one came."""
        self._now: Consultation | None = None
        self._opened_s = self._told_s = self._quiet_s = 0.0
        self._text, self._photo, self._shown, self._begun_s, self._acted_s = "", b"", False, 0.0, 0.0
        self.finished: list[Consultation] = []

    def start(self) -> None:
        """Take the phone in hand."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stop.set()

    def join(self) -> None:
        """Wait until what was begun is over."""
        self._thread.join()

    @property
    def open(self) -> bool:
        """Answer whether the page is open."""
        return self._open.is_set()

    def kill(self) -> bool:
        """Kill the browser, all of its processes at once; answer False where none runs."""
        self._open.clear()
        told, found = f"--user-data-dir={self._profile}".encode(), False
        for each in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                if told in (each / "cmdline").read_bytes().split(b"\0"):
                    os.killpg(os.getpgid(int(each.name)), signal.SIGKILL)
                    found = True
        return found

    def wait(self) -> None:
        """Wait until the page is open again, and a drawn while more: who is killed in every opening only ever opens."""
        if self._open.wait(_OPEN_S):
            time.sleep(random.uniform(0.0, _AT_WORK_S))  # noqa: S311 - a drawing of moments, no secret

    def _run(self) -> None:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - of the tests, and heavy

        with sync_playwright() as playwright:
            while not (self._stop.is_set() and self._now is None and self._settled()):
                try:
                    context = playwright.chromium.launch_persistent_context(
                        str(self._profile),
                        executable_path=CHROMIUM,
                        args=list(_FLAGS),
                        env={
                            **os.environ,
                            "TMPDIR": str(self._profile.parent),
                        },  # what a killed one leaves goes with the run
                        viewport={"width": 390, "height": 844},
                        is_mobile=True,
                        has_touch=True,
                        locale="zh-CN",
                        timezone_id="Asia/Shanghai",
                    )
                except Error:
                    time.sleep(0.5)  # killed while it opened
                    continue
                try:
                    self._live(context)
                except Error:
                    time.sleep(0.2)
                except Exception as error:  # noqa: BLE001 - a resident who cannot go on is a result, and not the end of the run
                    self._ledger.trouble(f"{self._profile.name} broke: {type(error).__name__}: {error}")
                    return
                finally:
                    self._open.clear()
                    with contextlib.suppress(Error):
                        context.close()

    def _live(self, context: BrowserContext) -> None:
        from playwright.sync_api import Error  # noqa: PLC0415 - as above
        from playwright.sync_api import TimeoutError as TooSlow  # noqa: PLC0415

        context.set_default_timeout(5_000)
        page = context.pages[0] if context.pages else context.new_page()
        page.on("request", self._sent)
        page.on("response", self._received)
        page.goto(self._link, timeout=60_000)
        self._open.set()
        self._opened_s = self._quiet_s = time.monotonic()
        self._acted_s = time.monotonic()
        while True:
            if self._now is None and self._stop.is_set() and self._settled():
                return
            if time.monotonic() - self._told_s > _TELL_S:
                self._told_s = time.monotonic()
                of = None if self._now is None else self._now.record_id
                log().info(
                    "a browser", phone=self._profile.name, record=of, owed=self._owed(), screen=page.evaluate(_SHOWN)
                )
            if self._now is not None and time.monotonic() - self._begun_s > _STUCK_S:
                self._give_up(
                    f"consultation {self._now.record_id or self._text} did not end: {page.inner_text('body')[:300]}"
                )
                return
            try:
                self._step(page)
            except TooSlow:
                continue  # the screen changed under the hand
            except Error:
                if page.is_closed() or not self._open.is_set():
                    raise
            page.wait_for_timeout(200)

    def _give_up(self, why: str) -> None:
        self._ledger.trouble(f"{self._profile.name}: {why}")
        self._now = None
        self._stop.set()
        self._answered = {key: status or _OK for key, status in self._answered.items()}

    # what a resident does

    def _step(self, page: Page) -> None:
        """Do the next thing that the screen asks for, if any."""
        there = partial(_there, page)
        if there("missing") or there("restart"):
            self._give_up("the page says that what it kept is gone")
        elif there("error"):
            page.reload()
        elif (name := next((each for each in _TAPPED if there(each)), None)) is not None:
            page.get_by_test_id(name).first.click()
        elif (screen := next((each for each in _SCREENS if there(each)), None)) is not None:
            {"consent-go": self._agrees, "who-go": self._tells_who, "start": self._greeted, "guidance": self._reads}[
                screen
            ](page)
        elif there("message-bubble") or there("text"):
            self._quiet_s = time.monotonic()
            if not there("sending"):
                self._talks(page)
            return
        elif time.monotonic() - self._quiet_s > _QUIET_S:
            page.goto(
                self._link, timeout=60_000
            )  # a screen that leads nowhere, as one whose part was not loaded: opened again
        else:
            return
        self._quiet_s = time.monotonic()

    def _agrees(self, page: Page) -> None:
        page.get_by_test_id("consent-service").check(force=True)
        page.get_by_test_id("consent-sensitive").check(force=True)
        page.get_by_test_id("consent-go").click()

    def _greeted(self, page: Page) -> None:
        if self._now is not None and self._shown:
            self._give_up(f"the page forgot a consultation that it had shown ({self._now.record_id})")
            return
        if self._stop.is_set():
            return
        self._now = Consultation(self._profile.name, "")
        self._text = f"{self._rng.choice(self._complaints)}，第{len(self.finished) + 1}回"
        self._photo = photographed(self._rng) if self._rng.random() < self._photos else b""
        self._shown, self._begun_s = False, time.monotonic()
        page.get_by_test_id("start").click()

    def _tells_who(self, page: Page) -> None:
        if page.get_by_test_id("person").count():
            page.get_by_test_id("person").first.click()
        else:
            page.get_by_test_id("who-self").click()
            page.get_by_test_id("age").fill("45")
            page.get_by_test_id("sex-female").click()
            page.get_by_test_id("name").fill("测居民")
            page.get_by_test_id("phone").fill("13800000001")
        page.get_by_test_id("who-go").click()
        page.get_by_test_id("message-bubble").first.wait_for(timeout=5_000)

    def _talks(self, page: Page) -> None:
        if self._now is None:
            raise RuntimeError("the page shows a talk that nobody began")
        self._shown = self._shown or _there(page, "message-bubble")
        own = page.locator(".bubble.me")
        said = own.filter(has_text=self._text).count()
        if self._text in self._now.said and not said:
            self._give_up(f"the page forgot what was said ({self._now.record_id})")
            return
        if not said:
            page.get_by_test_id("text").fill(self._text)
            page.get_by_test_id("send").click()
        elif not _there(page, "pending"):
            if self._text not in self._now.said:
                self._now.said.append(self._text)
            if _there(page, "photos-waiting"):
                return
            if self._photo and not page.locator("canvas.photo").count() and page.get_by_test_id("camera").is_enabled():
                self._photographs(page)
            else:
                self._answers(page)

    def _photographs(self, page: Page) -> None:
        assert self._now is not None
        page.get_by_test_id("camera").click()
        named = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": self._photo}
        page.get_by_test_id("photo-file").set_input_files(named)  # type: ignore[arg-type]
        page.get_by_test_id("photo-send").click()
        page.locator("canvas.photo").first.wait_for(timeout=20_000)

    def _answers(self, page: Page) -> None:
        chips = page.locator("[data-testid^='chip-']")
        if count := chips.count():
            chips.nth(self._rng.randrange(count)).click()
            if page.get_by_test_id("chips-send").count():
                page.get_by_test_id("chips-send").click()
            self._acted_s = time.monotonic()
        elif time.monotonic() - self._acted_s > _QUIET_S and _there(page, "finish"):
            page.get_by_test_id("finish").click()
            self._acted_s = time.monotonic()

    def _reads(self, page: Page) -> None:
        if self._now is None:
            if not self._stop.is_set():
                page.get_by_test_id("another").click()
            return
        if not _there(page, "receipt"):
            return
        now = self._now
        if not self._settled():
            return
        for (of, kind, key), status in self._answered.items():
            if of == now.record_id and status == _OK:
                now.envelopes[kind, key] = b""
                now.receipts[kind, key] = ""
                if kind == "attachment":
                    now.photos[key] = b""
        now.guided = True
        self.finished.append(now)
        self._ledger.done(now.record_id)
        self._now = None

    # what the page does

    def _settled(self) -> bool:
        """Answer whether all that was sent is taken, as far as can be seen."""
        if self._owed() is not None:
            if time.monotonic() - self._opened_s < _SENT_AGAIN_S:
                return False
            # The answer came in the moment of a kill: the page has it, this script has not. Whether it is there the store is asked.
            self._answered = dict.fromkeys(self._answered, _OK)
        return True

    def _owed(self) -> tuple[str, str, str] | None:
        """Answer something that was sent and is not taken. Of a record's revisions only the last counts: the page keeps no other."""
        last: dict[str, int] = {}
        for of, kind, key in self._answered:
            if kind == "record":
                last[of] = max(last.get(of, 0), int(key))
        return next(
            (
                each
                for each, status in self._answered.items()
                if status != _OK and (each[1] != "record" or int(each[2]) == last[each[0]])
            ),
            None,
        )

    def _sent(self, request: Request) -> None:
        if (key := self._key(request)) is not None:
            self._answered.setdefault(key, 0)
            if self._now is not None and key[0] not in {one.record_id for one in self.finished}:
                self._now.record_id = key[0]

    def _received(self, response: Response) -> None:
        if (key := self._key(response.request)) is not None and self._answered.get(key) != _OK:
            self._answered[key] = response.status

    @staticmethod
    def _key(request: Request) -> tuple[str, str, str] | None:
        if request.method != "POST" or not request.url.endswith("/v1/envelopes"):
            return None
        try:
            header = parse_header(request.post_data_buffer or b"")
        except CannotOpen:
            return None
        return header.record_id, header.kind, idempotency_key(header)  # type: ignore[union-attr,arg-type]


def _there(page: Page, name: str) -> bool:
    return page.get_by_test_id(name).first.is_visible()
