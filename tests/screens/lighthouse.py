"""Lighthouse on a screen of a phone that stands there already: mobile, throttled as its defaults say, in Debian's Chromium."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.screens.axe import TOOLS

FLOORS: Final = {"performance": 95, "accessibility": 100, "best-practices": 100}


@dataclass(frozen=True)
class Scores:
    """What Lighthouse gave a screen: scores of 0 to 100, and what it took points off for."""

    screen: str
    scores: dict[str, int]
    off: tuple[str, ...]
    shown_ms: dict[str, int]

    @property
    def good(self) -> bool:
        """Tell whether each score reaches its floor."""
        return all(self.scores[name] >= floor for name, floor in FLOORS.items())


def lighthouse(screen: str, url: str, port: int, folder: Path) -> Scores:
    """Audit the page at `url` in the browser that listens for debuggers at `port`, with what it has in its storage."""
    node = shutil.which("node") or "node"
    report = folder / f"lighthouse-{screen}.json"
    command = [
        *(node, str(TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"), url),
        *(f"--port={port}", "--disable-storage-reset", "--output=json", f"--output-path={report}", "--quiet"),
        f"--only-categories={','.join(FLOORS)}",
    ]
    environment = {**os.environ, "NO_PROXY": "127.0.0.1"}
    subprocess.run(command, check=True, env=environment, capture_output=True, timeout=240)
    found = json.loads(report.read_text(encoding="utf-8"))
    audits = found["audits"]
    off = [
        f"{audits[each['id']]['title']} ({each['id']}: {audits[each['id']]['score']})"
        for name in FLOORS
        for each in found["categories"][name]["auditRefs"]
        if each.get("weight") and (audits[each["id"]]["score"] or 0) < 0.9 and audits[each["id"]]["score"] is not None
    ]
    shown = ("first-contentful-paint", "largest-contentful-paint", "interactive", "total-blocking-time")
    return Scores(
        screen,
        {name: round(100 * found["categories"][name]["score"]) for name in FLOORS},
        tuple(off),
        {name: round(audits[name]["numericValue"]) for name in shown if "numericValue" in audits.get(name, {})},
    )
