"""Measures the page from outside: Lighthouse, axe, and a slow phone, against real processes.

    python scripts/check_screens.py [--only lighthouse|axe|slow] [--report FOLDER]

Writes `screens.json` and prints a table. Exits 1 where a figure misses its floor: Lighthouse 95 / 100 / 100 on greeting and chat, no
violation of axe on any screen, usable within 2 s on Lighthouse's mobile network with a processor slowed four times. Needs what
`make journey` installs.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from app.bench.ports import free_port
from tests.fakes.report_images import CARDIAC, draw_report
from tests.journey.city import City
from tests.journey.conftest import CHROMIUM, FLAGS
from tests.journey.resident import Resident
from tests.screens.axe import in_every_way
from tests.screens.fits import watch
from tests.screens.gallery import SCREENS, WAYS, gallery, look_at, prepare
from tests.screens.lighthouse import Scores, lighthouse
from tests.screens.slow import FAST, SLOW, answer_ms, usable_ms
from tests.screens.walking import walk

USABLE_MS = 2000
TIMES = 5
AUDITS = 3


@contextmanager
def servers() -> Iterator[City]:
    """Commission and compute as processes of their own."""
    with tempfile.TemporaryDirectory(prefix="jiayi-screens-") as folder:
        city = City(Path(folder))
        try:
            city.start("commission", "compute")
            yield city
        finally:
            city.close()


@contextmanager
def a_phone(playwright: Playwright, profile: str, port: int) -> Iterator[BrowserContext]:
    """A browser with what it kept, that a debugger may come to."""
    phone = playwright.chromium.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=[*FLAGS, f"--remote-debugging-port={port}"], locale="zh-CN"
    )
    try:
        yield phone
    finally:
        phone.close()


def audited(playwright: Playwright, city: City, folder: Path) -> list[Scores]:
    """Lighthouse on the greeting of a new phone, and on the chat of one that is in the middle of it: of each, the median of three.

    Lighthouse counts the time on the wall, so that whatever else the machine does counts too: hence the median
    (https://github.com/GoogleChrome/lighthouse/blob/main/docs/variability.md). Every audit is made in a browser that has just been
    started: in one that talked before, a debugger that comes goes through what is left of that page, and it counts as this page's.
    """
    origin = f"http://127.0.0.1:{city.ports['commission']}"
    link = city.login.magnet_url.replace(city.commission, origin)
    port = free_port()
    greetings, chats = [], []
    for _ in range(AUDITS):
        with tempfile.TemporaryDirectory(prefix="jiayi-phone-") as profile, a_phone(playwright, profile, port):
            greetings.append(lighthouse("greeting", link, port, folder))
    with tempfile.TemporaryDirectory(prefix="jiayi-phone-") as profile:
        with a_phone(playwright, profile, port) as phone:
            resident = Resident.scans(phone, link)
            resident.begins(age="58", sex="male", name="测老汉", phone="13800000013")
            resident.says("胸闷两天，爬楼梯加重，休息能缓解")
            resident.waits()
        for _ in range(AUDITS):
            with a_phone(playwright, profile, port):
                chats.append(lighthouse("chat", link, port, folder))
    return [sorted(each, key=lambda one: one.scores["performance"])[AUDITS // 2] for each in (greetings, chats)]


def seen_by_axe(playwright: Playwright, city: City, folder: Path) -> list[str]:
    """What axe finds, and what does not fit, on every screen of a small phone: on a walk, and in every state of the gallery."""
    report = folder / "report.png"
    report.write_bytes(draw_report(CARDIAC))
    found: list[str] = []
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    try:
        phone = browser.new_context(
            viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True, locale="zh-CN"
        )
        cut = watch(phone)
        walk(phone, city.login.magnet_url, report, lambda page, screen: found.extend(in_every_way(page, screen)))
        prepare(phone)
        with gallery(folder / "gallery") as address:
            page = phone.new_page()
            for name, ways in itertools.product(SCREENS, WAYS):
                found += look_at(page, address, name, ways)
    finally:
        browser.close()
    return found + cut


def on_a_slow_phone(playwright: Playwright, city: City) -> dict[str, float]:
    """Medians in milliseconds."""
    link = city.login.magnet_url.replace(city.commission, f"http://127.0.0.1:{city.ports['commission']}")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    try:
        found = {}
        for network in (FAST, SLOW):
            first = [usable_ms(browser, link, network) for _ in range(TIMES)]
            again = [usable_ms(browser, link, network, again=True) for _ in range(TIMES)]
            answers = [answer_ms(browser, link, network) for _ in range(3)]
            found |= {
                f"usable, first visit, {network.name}": statistics.median(first),
                f"usable, later visit, {network.name}": statistics.median(again),
                f"words to next question, {network.name}": statistics.median(answers),
            }
    finally:
        browser.close()
    return {name: round(value) for name, value in found.items()}


def main() -> int:
    """Measure, print, write down, and answer whether everything reaches its floor."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", choices=["lighthouse", "axe", "slow"])
    asked.add_argument("--report", type=Path, default=Path("tests/.artifacts/screens"))
    given = asked.parse_args()
    given.report.mkdir(parents=True, exist_ok=True)
    wanted = [given.only] if given.only else ["lighthouse", "axe", "slow"]
    found: dict[str, Any] = {}
    good = True
    with servers() as city, sync_playwright() as playwright:
        if "lighthouse" in wanted:
            scores = audited(playwright, city, given.report)
            found["lighthouse"] = [{**vars(each), "good": each.good} for each in scores]
            good &= all(each.good for each in scores)
            for each in scores:
                print(f"{each.screen}: {' / '.join(str(score) for score in each.scores.values())} {each.shown_ms}")
                print("".join(f"    off: {line}\n" for line in each.off), end="")
        if "axe" in wanted:
            found["axe"] = seen_by_axe(playwright, city, given.report)
            good &= not found["axe"]
            print(f"axe and fit: {len(found['axe'])} findings", *found["axe"], sep="\n    ")
        if "slow" in wanted:
            found["slow"] = on_a_slow_phone(playwright, city)
            good &= found["slow"][f"usable, first visit, {FAST.name}"] <= USABLE_MS
            print(*(f"{name}: {value} ms" for name, value in found["slow"].items()), sep="\n")
    (given.report / "screens.json").write_text(json.dumps(found, ensure_ascii=False, indent=2), encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
