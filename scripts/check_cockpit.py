"""Measures what a doctor waits for in the browser over a full store: list, encounter, search, from the press to what is read.

    python scripts/check_cockpit.py [--residents 1000000] [--open 5000] [--rounds 10]

`jiayi bench cockpit` measures the API beneath; here Streamlit and Chromium are in it, with a PostgreSQL, commission and console of their
own. Prints a table. Exits 1 where a median misses its floor: list and encounter 1 s, search 1 s (of which the API's part is 300 ms).
Needs what `make journey` installs.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from playwright.sync_api import Page, expect, sync_playwright

from app.bench.cockpit import Town, ended_consultations, fill
from app.bench.deployment import Deployment
from tests.journey.conftest import CHROMIUM, FLAGS
from tests.journey.doctor import LONG_MS, Doctor

FLOORS_MS = {"list": 1000.0, "encounter": 1000.0, "search": 1000.0}


def timed(act: Callable[[], None], seen: Callable[[], None]) -> float:
    """Answer the milliseconds from an act to what it should show."""
    begun = time.perf_counter()
    act()
    seen()
    return (time.perf_counter() - begun) * 1000


def walk(page: Page, town: Town, rounds: int) -> dict[str, list[float]]:
    """Go from the list into an encounter and back, and look for somebody, so many times."""
    found = page.get_by_role("region", name="查找结果")
    rows, note = page.locator("tbody tr"), page.get_by_text("对话与照片")
    rng = random.Random(0)  # noqa: S311 - a drawing, no secret
    took: dict[str, list[float]] = {name: [] for name in FLOORS_MS}
    doctor = Doctor(page)
    expect(rows.first).to_be_visible(timeout=LONG_MS)
    for _ in range(rounds):
        doctor.settles()
        for _ in range(rng.randrange(8)):
            page.keyboard.press("j")
        took["encounter"].append(
            timed(lambda: page.keyboard.press("Enter"), lambda: expect(note).to_be_visible(timeout=LONG_MS))
        )
        doctor.settles()
        back = page.get_by_role("button", name="← 工作列表")
        took["list"].append(timed(back.click, lambda: expect(rows.first).to_be_visible(timeout=LONG_MS)))
        doctor.settles()
        person = rng.choice(town.known)
        page.keyboard.press("/")
        page.keyboard.type(person.phone)
        answered = partial(expect(found).to_contain_text, person.phone, timeout=LONG_MS)
        took["search"].append(timed(lambda: page.keyboard.press("Enter"), answered))
        page.keyboard.press("Escape")
        expect(found).to_have_count(0, timeout=LONG_MS)
    return took


def main() -> int:
    """Fill, walk, print, and answer how it went."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--residents", type=int, default=1_000_000)
    asked.add_argument("--open", type=int, default=5_000)
    asked.add_argument("--rounds", type=int, default=10)
    given = asked.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="jiayi-cockpit-") as folder,
        Deployment.open(Path(folder)) as deployment,
        sync_playwright() as playwright,
    ):
        town, _ = fill(
            deployment,
            ended_consultations(16, seed=0),
            residents=given.residents,
            open_encounters=given.open,
            signed=1000,
            seed=0,
        )
        deployment.start("commission")
        deployment.start("console")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        login = deployment.login
        page = Doctor.signs_in(browser, deployment.origin("console"), login.username, login.password).page
        page.get_by_role("button", name="不再显示").click()
        took = walk(page, town, given.rounds)
        browser.close()
    missed = False
    for name, those in took.items():
        median = statistics.median(those)
        missed = missed or median > FLOORS_MS[name]
        print(
            f"{name:10} median {median:7.0f} ms   slowest {max(those):7.0f} ms   of {len(those)}   at most {FLOORS_MS[name]:.0f}"
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
