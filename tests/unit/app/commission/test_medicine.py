"""What the graph tells of a code and of a record, for counting."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from app.commission.medicine import GraphMedicine, source_titles
from app.knowledge import load_knowledge
from kg.schema import Urgency
from records.model import RecordUrgency


def test_a_code_is_as_urgent_as_its_most_urgent_disease_and_today_at_most() -> None:
    diseases = load_knowledge().graph.diseases.values()
    emergency = next(each.icd10 for each in diseases if each.urgency is Urgency.EMERGENCY)
    calm = {each.icd10 for each in diseases if each.urgency is Urgency.SELF_CARE}
    calm -= {each.icd10 for each in diseases if each.urgency is not Urgency.SELF_CARE}
    medicine = GraphMedicine()
    assert medicine.urgency_of(emergency) is RecordUrgency.URGENT
    assert medicine.urgency_of(min(calm)) is RecordUrgency.SELF_CARE
    assert medicine.urgency_of("Z99.9") is None


def test_the_group_is_of_what_is_present() -> None:
    def record(status: str) -> Any:
        return cast("Any", SimpleNamespace(findings=[SimpleNamespace(id="cough", status=status)]))

    present, absent = (GraphMedicine().group(record(status)) for status in ("present", "absent"))
    assert present != absent == "other"


def test_sources_are_told_by_their_titles() -> None:
    sources = load_knowledge().graph.sources
    plain = next(each for each in sources.values() if str(each.year) not in each.title)
    reason = SimpleNamespace(source=plain.id)
    opinion = SimpleNamespace(hypotheses=[], reasons=[SimpleNamespace(source="nowhere"), SimpleNamespace(source=None)])
    record = SimpleNamespace(differential=[], opinions=[opinion], urgency_reasons=[reason])
    assert source_titles(cast("Any", record)) == {plain.id: f"{plain.title}, {plain.year}"}
