"""Laws of the closure, of questions, of urgency and of laboratory results, whatever the graph says."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.authored import read_folder
from kg.closure import closure
from kg.inference import infer
from kg.labs import findings_of, interpret
from kg.load import MODELS, digest, load_graph
from kg.questions import answer, next_question
from kg.schema import Finding, LabResult, Person, Sex, Status, Urgency
from kg.triage import triage
from tests.fakes.kg.drawn import findings_of as told_of
from tests.fakes.kg.drawn import graphs

ADULT = Person(age_days=40 * 365, sex=Sex.FEMALE)
LAWS = settings(max_examples=60, deadline=None)
FAKE = load_graph(Path(__file__).parents[1] / "fakes" / "kg")


@LAWS
@given(st.data())
def test_closure_is_closed_and_never_contradicts_itself(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    told = data.draw(st.lists(told_of(graph), max_size=2)) or [[]]
    known = closure(graph, [finding for each in told for finding in each])
    for finding, status in known.status.items():
        if status is Status.PRESENT:
            assert all(known.is_present(above) for above in graph.ancestors(finding))
        if status is Status.ABSENT:
            assert all(known.is_absent(below) for below in graph.descendants(finding))
    again = closure(graph, [Finding(id=f, status=s) for f, s in known.status.items()])
    assert again.status == known.status
    assert again.contradictions == ()


@LAWS
@given(st.data(), st.integers(0, 10**6))
def test_an_interview_ends_and_asks_only_what_is_open(data: st.DataObject, seed: int) -> None:
    graph = data.draw(graphs())
    told = data.draw(told_of(graph, most=4))
    rng = random.Random(seed)
    asked: set[str] = set()
    for _ in range(len(graph.findings) + 1):
        posterior = infer(graph, ADULT, told)
        following = next_question(graph, ADULT, told, posterior, asked=frozenset(asked))
        if following is None:
            return
        assert following.question.id not in asked
        assert following.question.finding not in closure(graph, told).status
        assert following.gain > 0
        asked.add(following.question.id)
        told = [*told, *answer(graph, following.question, [rng.randrange(3)])]
    pytest.fail("the interview does not end")


@LAWS
@given(st.data())
def test_questions_do_not_depend_on_the_order_of_findings(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    told = data.draw(told_of(graph))
    one = next_question(graph, ADULT, told, infer(graph, ADULT, told), asked=frozenset())
    other = next_question(graph, ADULT, told[::-1], infer(graph, ADULT, told[::-1]), asked=frozenset())
    assert one == other


fake_findings = told_of(FAKE)


@LAWS
@given(fake_findings)
def test_no_urgency_is_below_that_of_a_rule_that_holds(told: list[Finding]) -> None:
    result = triage(FAKE, ADULT, told, infer(FAKE, ADULT, told))
    assert all(result.urgency.rank <= flag.urgency.rank for flag in result.red_flags)
    assert result.reasons
    assert {flag.id for flag in result.red_flags} <= {reason.id for reason in result.reasons}


@LAWS
@given(fake_findings)
def test_what_was_not_told_fires_no_rule(told: list[Finding]) -> None:
    """Taking a present finding back never makes a new rule hold."""
    present = [finding for finding in told if finding.status is Status.PRESENT]
    assume(present)
    fewer = [finding for finding in told if finding is not present[0]]
    if any(f.status is Status.ABSENT for f in told):  # taking it back may end the overruling of what was denied
        fewer = [f for f in fewer if f.status is not Status.ABSENT]
        told = [f for f in told if f.status is not Status.ABSENT]
    before = {flag.id for flag in triage(FAKE, ADULT, told, infer(FAKE, ADULT, told)).red_flags}
    after = {flag.id for flag in triage(FAKE, ADULT, fewer, infer(FAKE, ADULT, fewer)).red_flags}
    assert after <= before


@LAWS
@given(st.lists(st.sampled_from(sorted(FAKE.findings)), max_size=6, unique=True))
def test_absent_and_unsure_findings_alone_are_never_self_care(ids: list[str]) -> None:
    for status in (Status.ABSENT, Status.UNSURE):
        told = [Finding(id=finding, status=status) for finding in ids]
        assert triage(FAKE, ADULT, told, infer(FAKE, ADULT, told)).urgency.rank <= Urgency.ROUTINE.rank


@LAWS
@given(st.data())
def test_a_result_means_the_same_in_every_accepted_unit(data: st.DataObject) -> None:
    lab = data.draw(st.sampled_from([lab for lab in FAKE.labs.values() if lab.units and lab.ranges]))
    value = data.draw(st.floats(0.001, 400, allow_nan=False))
    own = interpret(FAKE, ADULT, LabResult(lab=lab.id, name=lab.id, value=value, unit=lab.unit))
    bounds = {b for r in lab.ranges for b in (r.low, r.high)} | {
        lab.critical_low,
        lab.critical_high,
        *(lab.plausible or ()),
    }
    assume(all(abs(value - bound) > 1e-9 * value for bound in bounds if bound is not None))
    for unit, factor in lab.units.items():
        other = interpret(FAKE, ADULT, LabResult(lab=lab.id, name=lab.id, value=value / factor, unit=unit))
        assert other.flag == own.flag


@LAWS
@given(
    st.sampled_from(sorted(FAKE.labs)),
    st.text(max_size=8),
    st.sampled_from(["", "mmol/L", "g/L", "ng/mL", "?"]),
    st.one_of(st.none(), st.floats(-1e6, 1e6)),
)
def test_results_never_break_and_never_contradict(lab: str, text: str, unit: str, value: float | None) -> None:
    result = interpret(FAKE, ADULT, LabResult(lab=lab, name=text, value=value, value_text=text, unit=unit))
    found = {f.id: f.status for f in findings_of(FAKE, [result])}
    present = [f for f, status in found.items() if status is Status.PRESENT]
    assert not {f"lab.{lab}.high", f"lab.{lab}.low"} <= set(present)
    if value is None and not text.strip():
        assert found == {}


@given(st.randoms())
@settings(max_examples=15, deadline=None)
def test_the_version_depends_on_what_is_said_and_not_on_its_order(rng: random.Random) -> None:
    folder = Path(__file__).parents[1] / "fakes" / "kg"
    items, issues = read_folder(folder, frozenset(MODELS), frozenset())
    assert not issues
    rng.shuffle(items)
    assert digest({(item.section, item.id): item for item in items}) == FAKE.version
