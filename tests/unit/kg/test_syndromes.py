"""Each consultation is of one complaint group, and the groups speak of findings that there are."""

from __future__ import annotations

import pytest

from kg.load import load_graph
from kg.syndromes import FINDINGS, GROUPS, complaint_group


@pytest.mark.parametrize(
    ("present", "group"),
    [
        (["fever.high", "cough.dry", "headache"], "influenza_like"),
        (["fever", "sore_throat"], "influenza_like"),
        (["fever", "rash.vesicles"], "fever_rash"),
        (["fever"], "fever"),
        (["cough"], "respiratory"),
        (["diarrhea.watery", "vomiting", "abdominal_pain"], "diarrhoea"),
        (["vomiting", "headache"], "vomiting"),
        (["jaundice", "fever"], "jaundice"),
        (["injury.head", "headache"], "injury"),
        (["low_back_pain"], "other"),
        ([], "other"),
    ],
)
def test_the_most_telling_group_counts(present: list[str], group: str) -> None:
    assert complaint_group(present) == group


def test_groups_are_told_by_findings_of_the_graph() -> None:
    assert FINDINGS - set(load_graph().findings) == set()
    assert len(set(GROUPS)) == len(GROUPS)
