"""Figures over judged vignettes: what counts in which, and what has no rate."""

from __future__ import annotations

import pytest

from app.evaluate.comparison import compare
from app.evaluate.misses import headline, is_miss, lines
from app.evaluate.rates import summarise
from kg.schema import Urgency
from tests.unit.app.evaluate.made import judged

KEYS = (
    "n", "top1", "top3", "top5", "top10", "coverage", "urgency", "safe", "emergencies_found", "questions_median",
    "questions_p95",
)  # fmt: skip
"""DESIGN section 10."""


def test_the_object_holds_the_fixed_keys_each_with_its_interval():
    answer = summarise([judged()], seed=0).json()
    assert set(KEYS) <= set(answer)
    assert set(KEYS) <= set(answer["ci95"])
    assert set(answer["ci95"]) <= set(answer)
    assert answer["n"] == 1


def test_what_is_not_covered_is_a_miss_in_every_top():
    answer = summarise(
        [judged("a", rank=1), judged("b", rank=4), judged("c", rank=None), judged("d", rank=11)], seed=0
    ).json()
    assert (answer["top1"], answer["top3"], answer["top5"], answer["top10"]) == (0.25, 0.25, 0.5, 0.5)
    assert answer["coverage"] == 0.75
    assert answer["top5_of_covered"] == pytest.approx(2 / 3)


def test_without_urgency_in_the_file_there_is_no_rate_of_it():
    answer = summarise([judged()], seed=0).json()
    assert answer["urgency"] is None
    assert answer["safe"] is None
    assert answer["emergencies_found"] is None
    assert answer["ci95"]["safe"] is None


def test_safe_is_at_or_above_the_truth_and_urgent_soon_and_routine_are_one():
    cases = [
        judged("a", urgency="emergency", said=Urgency.EMERGENCY),
        judged("b", urgency="emergency", said=Urgency.URGENT),
        judged("c", urgency="non_emergency", said=Urgency.ROUTINE),
        judged("d", urgency="non_emergency", said=Urgency.SELF_CARE),
        judged("e", urgency="self_care", said=Urgency.EMERGENCY),
    ]
    answer = summarise(cases, seed=0).json()
    assert answer["urgency"] == pytest.approx(2 / 5)
    assert answer["safe"] == pytest.approx(3 / 5)
    assert answer["emergencies_found"] == 0.5
    assert answer["self_care_alarmed"] == 1.0
    assert answer["urgency_confusion"]["emergency"] == {"emergency": 1, "non_emergency": 1, "self_care": 0}


def test_the_level_is_exact():
    cases = [
        judged("a", level=Urgency.SOON, urgency="non_emergency", said=each) for each in (Urgency.SOON, Urgency.URGENT)
    ]
    assert summarise(cases, seed=0).json()["level"] == 0.5


def test_the_length_of_interviews_is_told_by_the_urgency_found():
    ended = [judged(f"e{n}", questions=0, said=Urgency.EMERGENCY) for n in range(5)]
    others = [judged(f"s{n}", questions=n, said=Urgency.SOON) for n in range(11)]
    assert summarise([*ended, *others], seed=0).json()["questions_by_level"] == {
        "emergency": {"n": 5, "median": 0.0, "p95": 0.0},
        "soon": {"n": 11, "median": 5.0, "p95": 9.5},
    }


def test_questions_have_median_and_percentile():
    answer = summarise([judged(str(n), questions=n) for n in range(21)], seed=0).json()
    assert answer["questions_median"] == 10
    assert answer["questions_p95"] == 19
    low, high = answer["ci95"]["questions_median"]
    assert 3 <= low < 10 < high <= 17


def test_methods_are_compared_on_the_same_cases():
    full = [judged(str(n), rank=1) for n in range(20)]
    less = [judged(str(n), rank=1 if n % 2 else 2) for n in range(20)]
    table = compare({"full": full, "less": less}, seed=0)
    assert table["full"]["difference"] == {}
    assert table["less"]["difference"]["top1"] == -0.5
    low, high = table["less"]["difference_ci95"]["top1"]
    assert -0.75 <= low < -0.5 < high <= -0.25
    assert table["less"]["difference_ci95"]["top3"] == (0.0, 0.0)
    assert table["less"]["figures"]["safe"] is None


def test_a_miss_says_why():
    miss = judged(rank=3, questions=1, urgency="emergency")
    said = "\n".join(lines(miss))
    assert "rank 3" in headline(miss)
    assert "understood: cough -fever" in said
    assert "1. Question 0? -> Not sure" in said
    assert "leader: common_cold 0.600 (1.): cough +0.50, -fever -0.70" in said
    assert "truth:  pneumonia 0.100 (3.)" in said


def test_what_is_a_miss():
    assert not is_miss(judged(rank=1), 1)
    assert is_miss(judged(rank=2), 1)
    assert not is_miss(judged(rank=2), 3)
    assert is_miss(judged(rank=None), 10)
    assert is_miss(judged(rank=1, urgency="emergency", said=Urgency.SOON), 1)
    assert "not covered: Pneumonia" in headline(judged(rank=None))
