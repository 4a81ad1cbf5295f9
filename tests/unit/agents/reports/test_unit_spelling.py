"""Units as they are misread: brought back where one accepted unit is a slip away, left and doubted where not."""

from __future__ import annotations

import pytest

from agents.reports.unit_spelling import settle
from kg.load import load_graph


@pytest.fixture(scope="module")
def labs():
    return load_graph().labs


@pytest.mark.parametrize(
    ("lab", "read", "unit", "trusted"),
    [
        ("wbc", "10^9/L", "10^9/L", True),
        ("wbc", "×10^9/L", "×10^9/L", True),
        ("wbc", "109/L", "10^9/L", True),
        ("wbc", "10°/L", "10^9/L", True),
        ("rbc", "x1012/L", "×10^12/L", True),
        ("alt", "JU/L", "U/L", True),
        ("alt", "|U/L", "U/L", True),
        ("k", "mnol/L", "mmol/L", True),
        ("creatinine", "umol/L", "umol/L", True),
        ("tsh", "ng/L", "ng/L", False),
        ("urea", "nnol/L", "mmol/L", False),
        ("urea", "nmol/L", "nmol/L", False),
        ("alt", "", "", True),
    ],
)
def test_a_unit_is_spelled_as_its_indicator_has_it(labs, lab, read, unit, trusted):
    assert settle(read, labs[lab]) == (unit, trusted)


def test_one_unit_is_never_taken_for_another_of_another_size(labs):
    assert settle("mmol/L", labs["creatinine"])[0] == "mmol/L"


def test_without_an_indicator_a_unit_stays_as_it_was_read():
    assert settle("foo/L", None) == ("foo/L", True)
