"""Both halves of the run as one report: what Python's openers refused, what the page's refused, and whether the two agreed in each case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from app.bench.mutations.corpus import Maker
from app.bench.mutations.page import PageMissing, phone_entries, run_on_page
from app.bench.mutations.run import Outcome, run

Progress = Callable[[str, int], None]


def _told(outcome: Outcome) -> dict[str, Any]:
    return {**asdict(outcome), **{name: dict(getattr(outcome, name)) for name in ("reasons", "kinds", "structures")}}


def measure(
    *, count: int, page_count: int, seed: int, first: int, progress: Progress = lambda _half, _done: None
) -> dict[str, Any]:
    """Answer `{"seed", "first", "python", "page", "page_missing", "agreed"}`.

    `python` covers every structure; `page` those that a phone opens, which Python then opens too: `agreed` tells whether every single one
    came out with the same reason, and is None where the page was not run.
    """
    corpus = Maker(seed).corpus()
    report: dict[str, Any] = {"seed": seed, "first": first, "page": None, "page_missing": None, "agreed": None}
    outcome = run(corpus, seed=seed, first=first, count=count, progress=lambda done: progress("python", done))
    report["python"] = _told(outcome)
    if page_count == 0:
        return report
    try:
        report["page"] = run_on_page(
            corpus, seed=seed, first=first, count=page_count, progress=lambda done: progress("page", done)
        )
    except PageMissing as missing:
        report["page_missing"] = str(missing)
        return report
    again = _told(run(phone_entries(corpus), seed=seed, first=first, count=page_count))
    report["agreed"] = again == report["page"]
    return report
