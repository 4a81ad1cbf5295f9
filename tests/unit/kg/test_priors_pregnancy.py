"""What "not pregnant" does to the priors: late pregnancy hardly possible, early pregnancy still thought of, after birth untouched."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.priors import NOT_PREGNANT, UNAWARE, UNSAID
from kg.schema import Person, Sex

GRAPH = load_knowledge().graph


def odds(code: str, pregnant: bool | None) -> float:
    """The disease's prior against that of a cold, which pregnancy leaves alone."""
    diseases = list(GRAPH.diseases.values())
    priors = GRAPH.prior_table.priors(Person(age_days=30 * 365, sex=Sex.FEMALE, pregnant=pregnant), None)
    of = {disease.icd10: prior for disease, prior in zip(diseases, priors.reason, strict=True)}
    return float(of[code] / of["J00"])


@pytest.mark.parametrize(("code", "left"), [("O14.9", NOT_PREGNANT / UNSAID), ("O00.9", UNAWARE), ("O91.2", 1.0)])
def test_saying_no_leaves_what_may_still_be(code, left):
    assert odds(code, False) / odds(code, None) == pytest.approx(left)
