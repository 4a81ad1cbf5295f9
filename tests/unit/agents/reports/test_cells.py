"""Cells of a report row: values, flags, units and ranges as laboratories print them."""

from __future__ import annotations

import pytest

from agents.reports.cells import Fields, fields, is_result, number


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["186.5", "↑", "pg/mL", "0-34.2"], Fields("186.5", 186.5, "↑", "pg/mL", 0, 34.2)),
        (["12.6↑", "10^9/L", "3.5--9.5"], Fields("12.6", 12.6, "↑", "10^9/L", 3.5, 9.5)),
        (["6.4", "H", "mmol/L", "(3.9～6.1)"], Fields("6.4", 6.4, "H", "mmol/L", 3.9, 6.1)),
        (["<0.01", "ng/mL", "<0.04"], Fields("<0.01", 0.01, "", "ng/mL", None, 0.04)),
        (["98 g/L 130-175"], Fields("98", 98, "", "g/L", 130, 175)),
        (["阴性(-)", "阴性"], Fields("阴性(-)", None, "", "", None, None)),
        (["++", "", "-"], Fields("++", None, "", "", None, None)),
        (["1,250", "U/L", "35-135"], Fields("1,250", 1250, "", "U/L", 35, 135)),
        (["5,2", "mmol/L"], Fields("5,2", 5.2, "", "mmol/L", None, None)),
        (["4.1", "mmol/L", "≥3.5"], Fields("4.1", 4.1, "", "mmol/L", 3.5, None)),
        (["30", "偏低", "fL", "82-100"], Fields("30", 30, "偏低", "fL", 82, 100)),
        (["14", "mL/min/1.73m2", ">90"], Fields("14", 14, "", "mL/min/1.73m2", 90, None)),
    ],
)
def test_fields_are_told_apart(cells, expected):
    assert fields(cells) == expected


def test_a_row_without_a_result_has_no_fields():
    assert fields(["mmol/L", "3.9-6.1"]) is None
    assert fields([]) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("3.9-6.1", False), ("6.4", True), ("阳性", True), ("10^9/L", False), ("钾", False)]
)
def test_results_are_told_from_ranges_units_and_names(text, expected):
    assert is_result(text) is expected


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "12O"])
def test_what_is_not_a_number_is_never_guessed(text):
    assert number(text) is None


@pytest.mark.parametrize(
    ("cell", "text", "value", "unit"),
    [
        ("2.5×10^9/L", "2.5", 2.5, "10^9/L"),
        ("12x10^9/L", "12", 12.0, "10^9/L"),
        ("5.6*10^9/L 3.5-9.5", "5.6", 5.6, "10^9/L"),
        ("0,125", "0,125", 0.125, ""),
        ("1,234", "1,234", 1234.0, ""),
        ("1:80", "1:80", None, ""),
    ],
)
def test_a_number_is_read_whole_or_not_at_all(cell, text, value, unit):
    found = fields([cell])
    assert (found.text, found.number, found.unit) == (text, value, unit)


def test_a_star_of_a_power_of_ten_is_no_flag():
    found = fields(["5.6*10^9/L 3.5-9.5"])
    assert (found.flag, found.low, found.high) == ("", 3.5, 9.5)
