"""What a resident does with the page, as steps."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

LONG_MS = 30_000


@dataclass
class Resident:
    """One resident at one phone."""

    page: Page

    @classmethod
    def scans(cls, phone: BrowserContext, link: str) -> Resident:
        page = phone.new_page()
        page.goto(link)
        return cls(page)

    def by(self, name: str):
        return self.page.get_by_test_id(name)

    def begins(self, *, age: str, sex: str, name: str, phone: str, english: bool = False) -> None:
        """Hello, consent, for whom: up to the chat."""
        if english:
            self.by("lang").first.click()
        self.by("start").click()
        self.by("consent-service").check(force=True)
        self.by("consent-sensitive").check(force=True)
        self.by("consent-go").click()
        self.by("who-self").click()
        self.by("age").fill(age)
        self.by(f"sex-{sex}").click()
        self.by("name").fill(name)
        self.by("phone").fill(phone)
        self.by("who-go").click()
        expect(self.by("message-bubble").first).to_be_visible(timeout=LONG_MS)

    def begins_again(self, picture: Path) -> None:
        """A further consultation for the same person, with the health record looked at."""
        self.by("history").first.click()
        self.by("fresh").click()
        self.by("start").click()
        self.by("person").first.click()
        self.by("with-record").check(force=True)
        self.page.screenshot(path=picture, full_page=True)
        self.by("who-go").click()
        expect(self.by("message-bubble").first).to_be_visible(timeout=LONG_MS)

    def says(self, text: str) -> None:
        self.by("text").fill(text)
        self.by("send").click()

    def waits(self) -> None:
        """Until no turn is under way."""
        expect(self.by("sending")).to_have_count(0, timeout=LONG_MS)

    def photographs(self, image: Path) -> None:
        """Send a photo and wait for what was read from it, or for the alarm that it raises."""
        self.by("camera").click()
        self.by("photo-file").set_input_files(image)
        self.by("photo-send").click()
        expect(self.by("items").or_(self.by("emergency")).first).to_be_visible(timeout=LONG_MS)

    def answers_until_guidance(self, choose, most: int = 14) -> int:
        """Answer each question with what `choose(options)` says; answers how many were asked."""
        for asked in range(most):
            self.waits()
            chips = self.page.locator("[data-testid^='chip-']")
            expect(chips.or_(self.by("guidance")).first).to_be_visible(timeout=LONG_MS)
            if self.by("guidance").count():
                return asked
            chips.nth(choose(chips.all_inner_texts())).click()
            if self.by("chips-send").count():
                self.by("chips-send").click()
        raise AssertionError("still asking after the last question")

    @property
    def urgency(self) -> str:
        return self.by("urgency").first.get_attribute("data-urgency") or ""


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true in the page. Playwright's own way evaluates it there, which the page's policy forbids."""
    deadline = time.monotonic() + LONG_MS / 1000
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(100)
