"""Draws a folder of report photos with their truth: `truth.jsonl`, one image a line. The same seed gives the same folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from math import lcm
from pathlib import Path
from random import Random
from typing import Any, Final

from app.evaluate.reports.camera import KINDS, photograph
from app.evaluate.reports.content import PrintedItem
from app.evaluate.reports.layouts import LAYOUTS, Layout
from app.evaluate.reports.sheet import print_sheet
from kg.graph import Graph

TRUTH: Final = "truth.jsonl"
CLEAN_EVERY: Final = 3
"""Every third image is a clean print; the others go through the damages in turn."""


def plan(count: int) -> Iterator[tuple[Layout, str]]:
    """Answer layout and damage of each image, so that every layout meets every damage when `count` allows."""
    damages = [kind for kind in KINDS if kind != "clean"]
    damaged = 0
    for number in range(count):
        layout = LAYOUTS[(number + number // lcm(len(LAYOUTS), CLEAN_EVERY)) % len(LAYOUTS)]
        if number % CLEAN_EVERY == 0:
            yield layout, "clean"
        else:
            yield layout, damages[damaged % len(damages)]
            damaged += 1


def sample(count: int, seed: int) -> list[tuple[Layout, str]]:
    """Answer layout and damage of a few images, each layout and each damage once at most: another seed tries others."""
    random = Random(seed)  # noqa: S311 - as below
    damages = random.sample([kind for kind in KINDS if kind != "clean"], count - -(-count // CLEAN_EVERY))
    return [
        (layout, "clean" if number % CLEAN_EVERY == 0 else damages.pop())
        for number, layout in enumerate(random.sample(LAYOUTS, count))
    ]


def draw_folder(
    graph: Graph,
    folder: Path,
    *,
    seed: int,
    count: int,
    tell: Callable[[int, int], None],
    planned: Iterable[tuple[Layout, str]] | None = None,
) -> None:
    """Write `count` images and their truth into `folder`, which is made when it is not there; `planned` is `plan` when left out.

    Raises:
        OSError: the folder cannot be written.
        EvaluationError: the fonts are not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for number, (layout, damage) in enumerate(planned or plan(count)):
        random = Random(f"{seed}:{number}")  # noqa: S311 - drawings need a seed, not secrecy
        sheet = print_sheet(graph, layout, random)
        image, shown = photograph(sheet, damage, random)
        name = f"{number:04d}_{layout.name}_{damage}.jpg"
        (folder / name).write_bytes(image)
        end = shown * sheet.pixels.shape[0] + 1
        items = [each for each, bottom in zip(sheet.items, sheet.bottoms, strict=True) if bottom <= end]
        entry = {"file": name, "layout": layout.name, "damage": damage, "items": [_truth(each) for each in items]}
        lines.append(json.dumps(entry, ensure_ascii=False))
        tell(number + 1, count)
    (folder / TRUTH).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _truth(item: PrintedItem) -> dict[str, Any]:
    return {
        "lab": item.lab,
        "name": item.name,
        "abbr": item.abbr,
        "value": item.value_text if item.value is None else item.value,
        "unit": item.unit,
        "low": item.low,
        "high": item.high,
        "flag": item.flag,
    }
