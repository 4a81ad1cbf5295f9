"""The pictures say what the record says: signs, order, factors, and nothing of what was not there."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.console import pictures

INK = "#1d2430"


def one(name: str, log10_lr: float, status: str = "present") -> dict:
    return {"finding": name, "name": {"zh": name, "en": name}, "status": status, "log10_lr": log10_lr, "source": None}


def cause(name: str, probability: float, *evidence: dict) -> dict:
    return {
        "disease": name,
        "name": {"zh": name, "en": name},
        "icd10": "I20.0",
        "probability": probability,
        "evidence": list(evidence),
    }


ANGINA = cause("心绞痛", 0.52, one("反酸", -0.2), one("胸闷", 1.48), one("高血压", 0.42), one("出汗", -0.35, "absent"))
REFLUX = cause("反流病", 0.22, one("反酸", 1.65), one("胸闷", 1.32))


@pytest.mark.parametrize(
    ("log10_lr", "said"), [(1.48, "×30"), (-0.35, "÷2.2"), (0.0, "×1.0"), (2.0, "×100"), (-1.0, "÷10")]
)
def test_a_factor_is_said_in_two_digits(log10_lr: float, said: str) -> None:
    assert pictures.factor(log10_lr) == said


def test_a_waterfall_goes_up_by_what_speaks_for_and_down_by_what_speaks_against() -> None:
    steps = pictures.waterfall(ANGINA)
    assert [step["finding"] for step in steps] == ["胸闷", "高血压", "无出汗", "反酸"]
    assert steps[0]["start"] == 0
    for before, after in pairwise(steps):
        assert after["start"] == before["end"]
    for step in steps:
        assert (step["end"] > step["start"]) == (step["weight"] >= 0)
    assert steps[-1]["end"] == pytest.approx(1.48 + 0.42 - 0.35 - 0.2, abs=0.01)


@given(st.lists(st.floats(-3, 3), max_size=12))
def test_a_waterfall_ends_where_its_evidence_ends(weights: list[float]) -> None:
    steps = pictures.waterfall(cause("病", 0.1, *(one(f"所见{n}", weight) for n, weight in enumerate(weights))))
    reached = steps[-1]["end"] if steps else 0.0
    assert reached == pytest.approx(sum(step["weight"] for step in steps), abs=0.01)
    assert all(abs(step["weight"]) >= 0.05 for step in steps)


def values(spec: dict) -> list[dict]:
    """Every row of data of a specification."""
    return [row for rows in spec["datasets"].values() for row in rows]


def test_the_differential_has_the_causes_in_their_order() -> None:
    rows = [row for row in values(pictures.differential([ANGINA, REFLUX], INK)) if "percent" in row]
    assert [(row["cause"], row["order"], row["percent"]) for row in rows][:2] == [("心绞痛", 0, 52), ("反流病", 1, 22)]


def test_who_cannot_see_it_is_told_in_words() -> None:
    assert pictures.differential([ANGINA, REFLUX], INK)["description"] == "可能的原因：心绞痛 52%，反流病 22%"


def test_the_first_cause_is_the_one_that_is_explained() -> None:
    assert '"心绞痛"' in json.dumps(pictures.differential([ANGINA, REFLUX], INK)["params"], ensure_ascii=False)


def test_a_cause_without_evidence_is_shown_as_a_bar_alone() -> None:
    rows = values(pictures.differential([cause("病", 0.3)], INK))
    assert [row["percent"] for row in rows] == [30]


def test_the_neighbourhood_joins_what_the_evidence_joins_and_nothing_else() -> None:
    spec = pictures.neighbourhood([ANGINA, REFLUX], INK)
    assert spec is not None
    rows = values(spec)
    edges = {row["what"].split("　")[0] for row in rows if "what" in row}
    assert edges == {
        "胸闷 → 心绞痛",
        "高血压 → 心绞痛",
        "无出汗 → 心绞痛",
        "反酸 → 心绞痛",
        "胸闷 → 反流病",
        "反酸 → 反流病",
    }
    assert {row["name"] for row in rows if "side" in row} == {"胸闷", "高血压", "无出汗", "反酸", "心绞痛", "反流病"}


def test_without_evidence_there_is_no_neighbourhood() -> None:
    assert pictures.neighbourhood([cause("病", 0.3)], INK) is None


def test_letters_have_the_colour_of_the_theme_and_no_frame() -> None:
    for spec in (pictures.differential([ANGINA, REFLUX], "#e8eaed"), pictures.neighbourhood([ANGINA], "#e8eaed")):
        assert spec is not None
        assert spec["config"]["text"]["color"] == "#e8eaed"
        assert spec["config"]["view"]["stroke"] is None
