"""The class of an edit: rank of the confirmed diagnosis, urgency against the outcome, and which of them decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.model import RecordUrgency as U
from records.quality.effect import Judgement, Named, effect, rank

PNEUMONIA = Named(("肺炎", "Pneumonia", "J18.9"))
MYCOPLASMA = Named(("支原体肺炎", "Mycoplasma pneumonia", "J15.7"))
COLD = Named(("急性上呼吸道感染", "Common cold", "J06.9"))
OTHERS = [MYCOPLASMA, COLD]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", None),
        ("肺炎可能性大", 1),
        ("1. 急性上呼吸道感染 2. 肺炎", 2),
        ("支原体肺炎", None),  # a longer name is another cause
        ("支原体肺炎？肺炎待查", 2),
        ("J18.9", 1),
        ("common cold; PNEUMONIA less likely", 2),
        ("已排除肺炎", None),
        ("不考虑急性上呼吸道感染，肺炎可能", 1),
        ("肺炎待排", 1),
        ("待排除肺炎", 1),
        ("不能排除肺炎", 1),
        ("排除支原体肺炎。肺炎", 1),  # ruled out in the sentence before
        ("排除肺炎。复查后仍考虑肺炎", 1),
    ],
)
def test_the_rank_is_the_place_among_the_causes_that_are_named(text: str, place: int | None) -> None:
    assert rank(text, PNEUMONIA, OTHERS) == place


def said(assessment: str, urgency: U | None = U.SOON) -> Judgement:
    return Judgement(assessment, urgency)


@pytest.mark.parametrize(
    ("before", "after", "outcome", "class_"),
    [
        (said("急性上呼吸道感染，肺炎"), said("肺炎，急性上呼吸道感染"), None, "improved"),
        (said("急性上呼吸道感染"), said("肺炎"), None, "improved"),
        (said("肺炎"), said("急性上呼吸道感染"), None, "worsened"),
        (said("肺炎"), said("肺炎（社区获得性）"), None, "unchanged"),
        (said("肺炎"), said("肺炎", U.URGENT), U.URGENT, "improved"),
        (said("肺炎"), said("肺炎", U.URGENT), None, "unchanged"),  # without an outcome urgency is not judged
        (said("肺炎", U.URGENT), said("肺炎", U.ROUTINE), U.URGENT, "worsened"),
        (
            said("急性上呼吸道感染", U.URGENT),
            said("肺炎", U.ROUTINE),
            U.URGENT,
            "worsened",
        ),  # the dangerous error decides
    ],
)
def test_an_edit_is_classed_by_the_rule(before: Judgement, after: Judgement, outcome: U | None, class_: str) -> None:
    assert effect(before, after, PNEUMONIA, OTHERS, outcome) == class_


texts = st.lists(st.sampled_from(["肺炎", "支原体肺炎", "急性上呼吸道感染", "；", "排除", "待查"]), max_size=6).map(
    "".join
)
judgements = st.builds(Judgement, texts, st.one_of(st.none(), st.sampled_from(list(U))))


@given(judgements, judgements, st.one_of(st.none(), st.sampled_from(list(U))))
def test_no_edit_and_its_undoing_are_both_an_improvement(one: Judgement, two: Judgement, outcome: U | None) -> None:
    classes = {
        effect(one, two, PNEUMONIA, OTHERS, outcome),
        effect(two, one, PNEUMONIA, OTHERS, outcome),
    }
    assert classes != {"improved"}
    assert effect(one, one, PNEUMONIA, OTHERS, outcome) == "unchanged"
