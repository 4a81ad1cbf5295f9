"""Chests that cannot wait: of children, of young people whose pain grows, at rest, after long sitting, and told as heartburn."""

from __future__ import annotations

import pytest

from kg.schema import Urgency
from tests.unit.kg.hearing import told


@pytest.mark.parametrize(
    ("years", "text", "at_least"),
    [
        (10, "心口突然剧痛", Urgency.URGENT),
        (9, "chest pain, 8 out of 10", Urgency.URGENT),
        (36, "胸口疼，8分，三个礼拜了，一天比一天厉害", Urgency.EMERGENCY),
        (35, "chest pain 8 out of 10 for a month, getting worse", Urgency.EMERGENCY),
        (44, "心口像压着石头，一上楼就来，三天了", Urgency.URGENT),
        (52, "like someone sitting on my chest since this morning", Urgency.URGENT),
        (70, "胸口发紧，一爬楼就来，这几天歇着也犯", Urgency.EMERGENCY),
        (64, "the pressure in my chest comes on when I hurry, now even watching tv", Urgency.EMERGENCY),
        (40, "一吸气胸口就疼，前天刚坐了长途飞机", Urgency.EMERGENCY),
        (37, "pain in my chest when I breathe in, ten days after an operation", Urgency.EMERGENCY),
        (58, "后背像撕开一样疼", Urgency.EMERGENCY),
        (61, "tearing pain between my shoulder blades", Urgency.EMERGENCY),
        (57, "胃里烧心，一身大汗", Urgency.EMERGENCY),
        (60, "heartburn and pouring with sweat since an hour", Urgency.EMERGENCY),
    ],
)
def test_a_chest_that_must_not_wait(years: float, text: str, at_least: Urgency) -> None:
    found, present = told(years, text)
    assert found.urgency.rank <= at_least.rank, (found.urgency, present)


@pytest.mark.parametrize(
    ("years", "text"),
    [
        (50, "头晕，坐着也犯，越来越厉害"),
        (50, "头疼像勒着一样，看电视也犯，一累就来"),
        (60, "膝盖像压着石头，一走快就犯"),
        (50, "hip pain when I hurry, even sitting down, getting worse"),
        (38, "腰疼半年了，越来越重"),
        (50, "my neck hurts watching tv"),
    ],
)
def test_the_manner_of_another_pain_is_none_of_the_chest(years: float, text: str) -> None:
    _, present = told(years, text)
    assert not {each for each in present if each.startswith("chest_")}, present


@pytest.mark.parametrize(
    ("years", "text"),
    [
        (11, "胸口有点疼，跑步以后"),
        (28, "深吸气胸口疼，搬完家以后"),
        (50, "烧心，吃辣的以后，没出汗"),
        (50, "更年期潮热出汗，有点烧心"),
        (30, "胸口一刺一刺的，几秒钟就好"),
    ],
)
def test_a_common_chest_or_heartburn_frightens_nobody(years: float, text: str) -> None:
    found, present = told(years, text)
    assert found.urgency.rank > Urgency.URGENT.rank, (found.urgency, present)
