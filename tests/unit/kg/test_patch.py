"""Accepted numbers change the authored text where they stand and nowhere else."""

from __future__ import annotations

from pathlib import Path

from kg.load import MODELS
from kg.patch import with_frequencies

BLOCK = """diseases:
  # a comment that stays
  - id: one
    findings:
      cough: frequent   # why
      fever: "0.4 @s"
    urgency: soon
  - id: two
    findings: {cough: occasional, fever: very_rare}
"""


def test_numbers_are_replaced_in_place_and_new_ones_stand_at_the_end():
    wanted = {
        ("one", "cough"): "0.7 @x",
        ("one", "rash"): "0.2 @x",
        ("two", "fever"): "0.1 @x",
        ("two", "rash"): "0.3 @x",
    }
    text, done = with_frequencies("f.yaml", BLOCK, wanted, frozenset(MODELS))
    assert done == frozenset(wanted)
    assert text == BLOCK.replace("cough: frequent ", 'cough: "0.7 @x" ').replace(
        'fever: "0.4 @s"', 'fever: "0.4 @s"\n      rash: "0.2 @x"'
    ).replace("fever: very_rare}", 'fever: "0.1 @x", rash: "0.3 @x"}')


def test_another_disease_is_left_alone(fake_folder: Path):
    text = (fake_folder / "diseases.yaml").read_text(encoding="utf-8")
    after, done = with_frequencies("f.yaml", text, {("no_such", "cough"): "0.5 @x"}, frozenset(MODELS))
    assert (after, done) == (text, frozenset())
