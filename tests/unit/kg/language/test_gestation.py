"""How far a pregnancy is: weeks, months and days in digits and Chinese numerals, of now and of this person only."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.schema import Person, Sex
from kg.text import understand

WOMAN = Person(age_days=29 * 365, sex=Sex.FEMALE)


@pytest.fixture(scope="module")
def lexicon():
    return load_knowledge().lexicon


def told(lexicon, text: str) -> dict[str, str]:
    return {each.id: each.status.value for each in understand(lexicon, text, person=WOMAN).findings}


@pytest.mark.parametrize(
    ("text", "late", "term"),
    [
        ("我怀孕9周，早上老想吐", "absent", "absent"),
        ("怀孕两个多月了，见红", "absent", "absent"),
        ("我怀孕了，停经58天，肚子隐痛", "absent", "absent"),
        ("怀孕已经26周，腿肿", "present", "absent"),
        ("孕33+4周，我怀孕后血压一直高", "present", "absent"),
        ("怀孕差不多38周，肚子一阵阵紧", "present", "present"),
        ("怀孕三十九周了，流水了", "present", "present"),
        ("I am 12 weeks pregnant and bleeding", "absent", "absent"),
        ("I'm 39 weeks pregnant, my waters broke", "present", "present"),
    ],
)
def test_late_from_twenty_weeks_and_at_term_from_thirty_seven(lexicon, text: str, late: str, term: str) -> None:
    found = told(lexicon, text)
    assert found["hx.pregnant.late"] == late
    assert found["hx.pregnant.term"] == term


def test_of_several_reports_the_last_counts(lexicon) -> None:
    found = told(lexicon, "我怀孕了。B超：宫内妊娠11周；后来复查：宫内妊娠22+3周")
    assert found["hx.pregnant.late"] == "present"


@pytest.mark.parametrize(
    "text",
    ["我没怀孕，痛经两个月了", "去年怀孕12周流产了，现在白带多", "怀孕前3个月开始吃叶酸，我怀孕了", "产后42天，我奶少"],
)
def test_another_pregnancy_or_none_tells_no_length(lexicon, text: str) -> None:
    found = told(lexicon, text)
    assert "hx.pregnant.term" not in found
    assert "hx.pregnant.late" not in found


@pytest.mark.parametrize(
    ("text", "pregnant"),
    [
        ("验孕棒两条杠，肚子疼", True),
        ("HCG阳性", True),
        ("positive pregnancy test and belly pain", True),
        ("验孕棒一条杠", False),
        ("新冠抗原两条杠", False),
        ("negative pregnancy test", False),
    ],
)
def test_a_positive_test_is_a_pregnancy(lexicon, text: str, pregnant: bool) -> None:
    assert (told(lexicon, text).get("hx.pregnant") == "present") is pregnant
