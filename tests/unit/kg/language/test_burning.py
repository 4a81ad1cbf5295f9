"""烧 of a place is no fever, a pain at rest is of what hurts; and the fevers and the foot that stay what they are."""

import pytest

from tests.unit.kg.hearing import told


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("有点烧心", {"heartburn"}),
        ("一直烧心", {"heartburn"}),
        ("胃里有点烧", {"heartburn", "abdominal_pain.burning"}),
        ("嘴里有点烧", set()),
        ("尿尿时尿道有点烧", set()),
    ],
)
def test_what_burns_at_a_place_is_no_fever(text: str, there: set[str]) -> None:
    _, present = told(40, text)
    assert present == there


@pytest.mark.parametrize(
    "text",
    ["有点烧", "一直烧心慌", "有点烧嗓子疼", "一直烧嗓子也疼", "额头有点烧", "头疼有点烧", "发烧胃疼", "胃疼，有点烧"],
)
def test_a_fever_beside_a_place_stays_one(text: str) -> None:
    _, present = told(40, text)
    assert "fever" in present


@pytest.mark.parametrize("text", ["坐着也疼", "不动也疼", "腿走路疼，坐着也疼", "腰疼，坐着也疼"])
def test_a_pain_at_rest_of_what_is_not_named_is_no_foot(text: str) -> None:
    _, present = told(70, text)
    assert "foot_rest_pain" not in present


@pytest.mark.parametrize(
    ("text", "finding"),
    [("脚不动也疼", "foot_rest_pain"), ("静息痛", "foot_rest_pain"), ("胸口疼，坐着也疼", "chest_pain.at_rest")],
)
def test_a_pain_at_rest_of_a_foot_or_a_chest_is_one(text: str, finding: str) -> None:
    _, present = told(70, text)
    assert finding in present
