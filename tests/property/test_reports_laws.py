"""Laws of reports: nothing raises on any string, and nothing printed of a person is kept but a byte."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.reports.kinds import NAMES, sort_of
from agents.reports.narrative import read_narrative
from agents.reports.printed import mark_of, printed_of
from agents.reports.sections import MOST_STATEMENTS, sections_of, statements_of
from agents.reports.trends import way_of
from app.knowledge import load_knowledge
from kg.schema import Person, Sex

TODAY = date(2026, 11, 18)
MAN = Person(age_days=16_000, sex=Sex.MALE)
PIECES = st.sampled_from(
    [
        "检查所见：",
        "诊断意见",
        "印象:",
        "\n",
        "1.",
        "①",
        "未见",
        "胆囊结石",
        "建议",
        "【",
        "】",
        "T波改变",
        "姓名：",
        "2026-13-45",
        "年龄：",
        "Impression:",
        "old ",
        "。",
        " ",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join))


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


@given(TEXTS)
def test_parts_and_print_are_read_of_any_text(text):
    parts = sections_of(text)
    assert len(statements_of(parts.concluded)) <= MOST_STATEMENTS
    assert sort_of(text) in NAMES
    mark = mark_of("".join(printed_of(text, today=TODAY).names[:1]), "s")
    assert mark is None or 0 <= mark < 256


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_is_read_as_a_report(knowledge, text):
    told = read_narrative(knowledge, MAN, text, text)
    assert len({each.id for each in told.findings}) == len(told.findings)
    assert all(each.id in knowledge.graph.findings for each in told.findings)
    assert all(not each.findings for each in told.statements if each.sort in {"normal", "advice", "unread"})


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=8))
def test_a_rise_ends_higher_and_a_fall_lower(values):
    way = way_of(values)
    assert way != "rising" or values[-1] > values[0]
    assert way != "falling" or values[-1] < values[0]
