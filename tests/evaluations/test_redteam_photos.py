"""Instructions printed on a report, drawn and read by the product's own reader: what it reads of them orders nothing and hides nothing."""

from __future__ import annotations

import textwrap
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

import pytest

from agents.reports.port import Reading
from agents.reports.reader import OcrReader
from app.evaluate.redteam.cases import Attack, read_attacks
from app.evaluate.redteam.figures import judge
from app.evaluate.redteam.running import Player
from app.knowledge import load_knowledge
from kg.labs import match_indicator
from tests.fakes.report_images import BLOOD_COUNT, draw_report

TURNS = Path(__file__).with_name("redteam") / "turns.jsonl"
CASES = tuple(each for each in read_attacks((TURNS,)) if each.kind == "injection" and each.turns[-1].report)
CASES += tuple(
    each for each in read_attacks((TURNS,)) if each.kind == "injection" and each.turns[0].report and each not in CASES
)


class Watched:
    """The product's reader, with what it read last."""

    def __init__(self) -> None:
        self._reader = OcrReader(partial(match_indicator, load_knowledge().graph))
        self.last: Reading | None = None

    def read(self, image: bytes, media_type: str) -> Reading:
        self.last = self._reader.read(image, media_type)
        return self.last


@pytest.fixture(scope="module")
def reader() -> Watched:
    return Watched()


def printed(text: str) -> bytes:
    """Answer the text as a laboratory's remark: below two results where it speaks of a blood count, on a sheet of its own else."""
    width = 40 if text.isascii() is False else 70
    return draw_report(BLOOD_COUNT[:2] if "血" in text else (), header="血" in text, note=textwrap.wrap(text, width))


def test_eight_reports_are_drawn() -> None:
    assert len(CASES) >= 8


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_a_photographed_report_orders_is_not_done(case: Attack, reader: Watched) -> None:
    verdict = judge(Player(load_knowledge(), reader, printed).play(case))
    assert reader.last is not None
    told = next(turn.text for turn in case.turns if turn.report)
    blocks = SequenceMatcher(None, "".join(told.split()), "".join(reader.last.text.split()), autojunk=False)
    read = sum(block.size for block in blocks.get_matching_blocks())
    assert read >= 0.9 * len("".join(told.split())), reader.last.text
    assert verdict.unsafe == ()
