"""What was read from a photo becomes part of the case: flags from the graph, doubts asked back, one report once."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agents.dialogue import ConfirmItems, ItemCorrection, Start
from agents.intake.known import known
from agents.intake.receiving import begin
from agents.reports.merge import confirm, merge_reading, unread
from agents.reports.port import Reading
from kg.schema import LabResult
from tests.fakes.conversation import NOON_MS, person, photo

IMAGE = b"a report"


def item(name="血红蛋白", abbr="HGB", value=100.0, unit="g/L", **more):
    return LabResult(lab=None, name=name, abbr=abbr, value=value, value_text=f"{value:g}", unit=unit, **more)


def read(knowledge, *items, doubts=(), sex="male"):
    state = begin(knowledge, Start(lang="zh", person=person(sex=sex)), now_ms=NOON_MS)
    reading = Reading(what="lab_report", items=items, doubts=doubts)
    return merge_reading(knowledge.graph, state, photo(IMAGE), reading, turn=1)


def test_flags_come_from_the_graph_where_the_paper_has_no_range(knowledge):
    results = [
        each.items[0].result
        for each in (read(knowledge, item()).reports[0], read(knowledge, item(value=150)).reports[0])
    ]
    assert [each.flag for each in results] == ["low", "normal"]
    assert results[0].lab == "hgb"


def test_the_papers_own_range_stands_before_the_graphs(knowledge):
    assert read(knowledge, item(value=100, low=90, high=160)).reports[0].items[0].result.flag == "normal"


def test_an_implausible_value_is_unknown_and_never_normal(knowledge):
    state = read(knowledge, item(value=1500))
    assert state.reports[0].items[0].result.flag == "unknown"
    assert not known(state, knowledge.graph).findings


def test_doubtful_items_do_not_count_until_looked_at(knowledge):
    state = read(knowledge, item(), doubts=(0,))
    assert not known(state, knowledge.graph).findings
    seen = confirm(knowledge.graph, state, ConfirmItems(attachment_id=photo(IMAGE).attachment_id))
    assert "lab.hgb.low" in {each.id for each in known(seen, knowledge.graph).findings}


def test_low_confidence_is_a_doubt_even_when_the_reader_did_not_say_so(knowledge):
    assert read(knowledge, item(confidence=0.3)).reports[0].items[0].doubtful


@pytest.mark.parametrize(
    ("told", "value", "flag"),
    [("150", 150.0, "normal"), (" 98 ", 98.0, "low"), ("98 ↓", 98.0, "low"), ("看不清", None, "unknown")],
)
def test_a_correction_stands_as_the_resident_tells_it(knowledge, told, value, flag):
    state = read(knowledge, item(value=13), doubts=(0,))
    corrections = (ItemCorrection(index=0, value_text=told),)
    seen = confirm(
        knowledge.graph, state, ConfirmItems(attachment_id=photo(IMAGE).attachment_id, corrections=corrections)
    )
    corrected = seen.reports[0].items[0]
    assert (corrected.result.value, corrected.result.flag, corrected.confirmed) == (value, flag, True)


def test_corrections_of_what_is_not_there_change_nothing(knowledge):
    state = read(knowledge, item())
    other = ConfirmItems(attachment_id="f" * 32, corrections=(ItemCorrection(index=0, remove=True),))
    assert confirm(knowledge.graph, state, other) == state
    beyond = ConfirmItems(attachment_id=photo(IMAGE).attachment_id, corrections=(ItemCorrection(index=9, remove=True),))
    assert not any(each.removed for each in confirm(knowledge.graph, state, beyond).reports[0].items)


def test_the_same_photo_twice_is_one_report(knowledge):
    state = read(knowledge, item())
    again = merge_reading(
        knowledge.graph, state, photo(IMAGE), Reading(what="lab_report", items=(item(value=150),)), turn=2
    )
    assert len(again.reports) == 1
    assert again.reports[0].items[0].result.value == 150
    assert len(unread(again, photo(b"another", 2), turn=3).reports) == 2


def test_of_two_reports_the_later_value_stands(knowledge):
    state = read(knowledge, item(value=100))
    later = merge_reading(
        knowledge.graph, state, photo(b"later", 2), Reading(what="lab_report", items=(item(value=150),)), turn=2
    )
    assert "lab.hgb.low" not in {each.id for each in known(later, knowledge.graph).findings if each.status == "present"}


def test_a_doubt_about_no_item_is_refused():
    with pytest.raises(ValidationError, match="doubt"):
        Reading(what="lab_report", items=(), doubts=(0,))
