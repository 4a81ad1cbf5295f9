"""Runs the page's half of the plan: the TypeScript openers, bundled from their sources, in Node.

Without Node or the page's packages there is no run, and the report says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from app.bench.mutations.openers import ON_THE_PHONE
from app.bench.mutations.plan import Entry
from app.bench.page_tool import PageMissing, run_tool
from records.seal.wire import b64u

__all__ = ["PageMissing", "phone_entries", "run_on_page"]


def phone_entries(corpus: Sequence[Entry]) -> list[Entry]:
    """Answer the entries that a phone opens, in their order."""
    return [entry for entry in corpus if entry.structure in ON_THE_PHONE]


def run_on_page(
    corpus: Sequence[Entry], *, seed: int, first: int, count: int, progress: Callable[[int], None] = lambda _done: None
) -> dict[str, Any]:
    """Answer the outcome of `app/web/tools/mutations.ts` over what of the corpus a phone opens.

    Raises:
        PageMissing: Node or the page's packages are not here, or the openers do not run.
    """
    written = json.dumps([_written(entry) for entry in phone_entries(corpus)]).encode()
    return json.loads(run_tool("mutate", written, (str(seed), str(first), str(count)), progress))  # type: ignore[no-any-return]


def _written(entry: Entry) -> dict[str, Any]:
    value = {name: getattr(entry, name) for name in entry.__slots__ if name != "data"}
    return {**value, "data": b64u(entry.data)}
