"""What of a signed record is taken for true today, and how it is told."""

from __future__ import annotations

import pytest

from agents.dialogue import PersonInput, Start
from agents.intake.known import known
from agents.intake.receiving import begin
from agents.knowledge import Knowledge
from agents.memory import CHRONIC, LASTING, MEDICINE_DAYS, carried, remember
from agents.state import ConsultationState, Contribution
from kg.schema import Finding, FindingId, FindingKind, Lang, Status
from records.model import ConfirmedDiagnosis, Essentials, KnownFinding, Text

DAY_MS = 86_400_000
NOW_MS = 1_795_000_000_000


def opened(knowledge: Knowledge, sex: str = "female", lang: Lang = "zh") -> ConsultationState:
    start = Start(lang=lang, person=PersonInput(relation="self", age_days=12_000, sex=sex))
    return begin(knowledge, start, now_ms=NOW_MS)


def told(some_id: str, *, days_ago: float = 30) -> KnownFinding:
    kind = "medicine" if some_id.startswith("medicine.") else "history"
    return KnownFinding(
        id=some_id, name=Text(zh=some_id, en=some_id), kind=kind, told_at_ms=NOW_MS - int(days_ago * DAY_MS)
    )


def present(knowledge: Knowledge, essentials: Essentials, sex: str = "female") -> set[str]:
    state, _ = remember(knowledge, opened(knowledge, sex), essentials)
    return {each.id for each in known(state, knowledge.graph).findings if each.status is Status.PRESENT}


def test_lasting_illness_counts_however_old_and_what_passes_does_not(knowledge: Knowledge) -> None:
    old = 5 * 365
    asthma, pregnant = told("hx.asthma", days_ago=old), told("hx.pregnant", days_ago=40)
    surgery = told("hx.surgery_recent", days_ago=3)
    assert present(knowledge, Essentials(known=(asthma, pregnant, surgery))) == {"hx.asthma"}


@pytest.mark.parametrize(("days_ago", "counts"), [(1, True), (MEDICINE_DAYS, True), (MEDICINE_DAYS + 1, False)])
def test_a_medicine_counts_for_as_long_as_a_prescription_runs(
    knowledge: Knowledge, days_ago: float, counts: bool
) -> None:
    found = present(knowledge, Essentials(known=(told("medicine.thyroxine", days_ago=days_ago),)))
    assert ("medicine.thyroxine" in found) is counts


@pytest.mark.parametrize(
    ("icd10", "history"),
    [("I10", "hx.hypertension"), ("E11.9", "hx.diabetes"), ("C34.9", "hx.cancer"), ("J20.9", None), ("O80.0", None)],
)
def test_a_confirmed_diagnosis_becomes_history_where_it_lasts(
    knowledge: Knowledge, icd10: str, history: str | None
) -> None:
    diagnosis = ConfirmedDiagnosis(icd10=icd10, name="某病", signed_at_ms=NOW_MS - DAY_MS)
    assert present(knowledge, Essentials(diagnoses=(diagnosis,))) == ({history} if history else set())


def test_every_history_named_here_is_history_in_the_graph(knowledge: Knowledge) -> None:
    concepts = knowledge.graph.findings
    kinds = {concepts[FindingId(each)].kind for each in LASTING if FindingId(each) in concepts}
    assert kinds == {FindingKind.HISTORY}
    assert {each for each in LASTING if FindingId(each) not in concepts} == set()
    assert set(CHRONIC.values()) <= LASTING


def test_an_empty_record_is_told_as_empty_and_denies_nothing(knowledge: Knowledge) -> None:
    state, messages = remember(knowledge, opened(knowledge, lang="en"), Essentials())
    assert "No lasting illness, allergy or medicine is signed" in messages[0]
    assert known(state, knowledge.graph).findings == ()


def test_what_the_record_alone_says_is_told_apart_from_what_is_said_again(knowledge: Knowledge) -> None:
    essentials = Essentials(known=(told("medicine.thyroxine"), told("hx.asthma")))
    state, _ = remember(knowledge, opened(knowledge), essentials)
    assert carried(state) == {"medicine.thyroxine", "hx.asthma"}
    again = Finding(id=FindingId("medicine.thyroxine"), status=Status.PRESENT, text="优甲乐")
    part = Contribution(turn=1, question="background", findings=(again,))
    state = state.model_copy(update={"contributions": (*state.contributions, part)})
    assert carried(state) == {"hx.asthma"}
