"""A city for the journeys, and Debian's Chromium at phone size."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.journey.city import City

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/journey/" in str(item.path):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def playwright() -> Generator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Generator[Browser]:
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield launched
    launched.close()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Generator[City]:
    made = City(tmp_path_factory.mktemp("city"))
    try:
        made.start("commission", "compute", "console", "worker")
        yield made
    finally:
        made.close()


@pytest.fixture(scope="session")
def core(tmp_path_factory: pytest.TempPathFactory) -> Generator[City]:
    """Commission and compute alone, for journeys that see no doctor's screen and break nothing.

    One for all of them: a compute node takes half a minute to start on a busy machine.
    """
    made = City(tmp_path_factory.mktemp("core"))
    try:
        made.start("commission", "compute")
        yield made
    finally:
        made.close()


@pytest.fixture(scope="session")
def desk_city(tmp_path_factory: pytest.TempPathFactory) -> Generator[City]:
    """Commission and console alone, for journeys of a doctor's desk. Who needs a node starts one; nothing urgent is left in the list."""
    made = City(tmp_path_factory.mktemp("desk"))
    try:
        made.start("commission", "console")
        yield made
    finally:
        made.close()


@pytest.fixture
def phone(browser: Browser) -> Generator[BrowserContext]:
    """A new phone: empty storage, 390 x 844."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def pictures() -> Path:
    """Where journeys leave what they saw, for people to look at."""
    folder = Path(__file__).parent.parent / ".artifacts"
    folder.mkdir(exist_ok=True)
    return folder
