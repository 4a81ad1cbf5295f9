"""Laws of inference: they hold for any graph and any findings, so that no authored number can break the reasoning."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.assumptions import AUTHORED, Assumptions
from kg.closure import closure
from kg.evidence import rows_of_all, terms
from kg.graph import Graph
from kg.inference import EXPLAINS, Posterior, infer, leading_of
from kg.schema import Finding, Person, Sex, Status
from tests.fakes.kg.drawn import draw_graph, findings_of, graphs

ADULT = Person(age_days=40 * 365, sex=Sex.FEMALE)
LAWS = settings(max_examples=60, deadline=None)


def case(data: st.DataObject, **options: object) -> tuple[Graph, list[Finding]]:
    graph = data.draw(graphs())
    return graph, data.draw(findings_of(graph, **options))


def same(one: Posterior, other: Posterior) -> None:
    assert one.probabilities == pytest.approx(other.probabilities, abs=1e-9)
    assert one.unexplained == pytest.approx(other.unexplained, abs=1e-9)


@LAWS
@given(st.data())
def test_probabilities_stay_in_bounds_and_sum_up(data: st.DataObject) -> None:
    graph, told = case(data)
    posterior = infer(graph, ADULT, told, month=1, duration_days=3)
    assert np.isfinite(posterior.probabilities).all()
    assert ((posterior.probabilities >= 0) & (posterior.probabilities <= 1)).all()
    assert posterior.singles.sum() + posterior.nothing == pytest.approx(1)
    assert 0 <= posterior.unexplained <= 1
    pairs = sum(p for _, _, p in posterior.pairs)
    # A pair counts once for each of its two diseases.
    assert posterior.probabilities.sum() - pairs + posterior.unexplained == pytest.approx(1)


@pytest.mark.parametrize("status", [Status.PRESENT, Status.ABSENT])
def test_thousands_of_findings_stay_finite(status: Status) -> None:
    graph = draw_graph(7, findings=4000, diseases=40, listed=1500)
    told = [Finding(id=f, status=status) for f in graph.findings]
    posterior = infer(graph, ADULT, told)
    assert np.isfinite(posterior.probabilities).all()
    assert posterior.singles.sum() + posterior.nothing == pytest.approx(1)
    assert math.isfinite(posterior.ranked[0].evidence[0].log10_lr)


@LAWS
@given(st.data(), st.randoms())
def test_order_of_findings_does_not_matter(data: st.DataObject, rng: random.Random) -> None:
    graph, told = case(data)
    shuffled = list(told)
    rng.shuffle(shuffled)
    one, other = infer(graph, ADULT, told), infer(graph, ADULT, shuffled)
    assert np.array_equal(one.probabilities, other.probabilities)
    assert one.unexplained == other.unexplained
    assert one.known.contradictions == other.known.contradictions


@LAWS
@given(graphs(), st.integers(0, 100 * 365), st.sampled_from(list(Sex)), st.one_of(st.none(), st.integers(1, 12)))
def test_no_findings_give_the_prior(graph: Graph, age_days: int, sex: Sex, month: int | None) -> None:
    person = Person(age_days=age_days, sex=sex)
    priors = graph.prior_table.priors(person, month)
    posterior = infer(graph, person, [], month=month)
    assert posterior.probabilities == pytest.approx(priors.reason, abs=1e-12)
    assert posterior.unexplained == pytest.approx(priors.nothing)


@LAWS
@given(st.data())
def test_unsure_alone_gives_the_prior(data: st.DataObject) -> None:
    graph, told = case(data, statuses=(Status.UNSURE,))
    same(infer(graph, ADULT, told), infer(graph, ADULT, []))


@LAWS
@given(st.data())
def test_unsure_adds_nothing_to_what_is_known(data: st.DataObject) -> None:
    graph, told = case(data)
    known = closure(graph, told)
    free = [f for f in graph.findings if f not in known.status]
    assume(free)
    more = [*told, Finding(id=data.draw(st.sampled_from(free)), status=Status.UNSURE)]
    same(infer(graph, ADULT, more), infer(graph, ADULT, told))


@LAWS
@given(st.data())
def test_an_implied_ancestor_adds_nothing(data: st.DataObject) -> None:
    graph, told = case(data, statuses=(Status.PRESENT, Status.ABSENT))
    known = closure(graph, told)
    implied = sorted(set(known.status) - set(known.told))
    assume(implied)
    some = data.draw(st.sampled_from(implied))
    more = [*told, Finding(id=some, status=known.status[some])]
    same(infer(graph, ADULT, more), infer(graph, ADULT, told))


@LAWS
@given(st.data())
def test_a_line_from_parent_to_child_adds_up_to_the_child_alone(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    leaf = data.draw(st.sampled_from([f for f in graph.findings if graph.ancestors(f)]))
    those = terms(graph, closure(graph, [Finding(id=leaf, status=Status.PRESENT)]))
    assert {term.finding for term in those} == {leaf, *graph.ancestors(leaf)}
    total = rows_of_all(graph, those).sum(axis=0)
    everybody = np.arange(len(graph.diseases))
    marginal = np.log10(graph.matrix.column(leaf, everybody) / graph.matrix.background(leaf))
    assert total == pytest.approx(marginal, abs=1e-9)


@LAWS
@given(st.data())
def test_a_finding_that_speaks_most_for_a_disease_never_lowers_it(data: st.DataObject) -> None:
    graph, told = case(data, statuses=(Status.PRESENT, Status.ABSENT), most=8)
    # The law is about evidence: how much of each disease was told, and how few complaints there are, is no finding's.
    graph = replace(
        graph,
        assumptions=replace(
            AUTHORED, presentation=0.0, causeless_log10=0.0, unmarked_log10=0.0, unseen_log10=0.0, typical=0.0
        ),
    )
    known = closure(graph, told)
    groups = {term.group for term in terms(graph, known)}
    free = [f for f in graph.findings if f not in known.status and all(a in known.present for a in graph.ancestors(f))]
    assume(free)
    new = Finding(id=data.draw(st.sampled_from(free)), status=Status.PRESENT)
    # What was said of a more special finding changes its meaning with the general one: such a pair speaks together.
    assume(not graph.descendants(new.id) & known.status.keys())
    after = closure(graph, [*told, new])
    added = next(term for term in terms(graph, after) if term.finding == new.id)
    # Damping weighs findings of one group against each other; the law speaks of findings that stand alone.
    assume(added.group is None or added.group not in groups)
    before, afterwards = infer(graph, ADULT, told), infer(graph, ADULT, [*told, new])
    # A disease that explained no complaint until now is also relieved of that: it belongs to what the finding says for it.
    ratios = rows_of_all(graph, [added])[0] - np.where(
        ~before.explains & afterwards.explains, Assumptions().unexplaining_log10, 0.0
    )
    best = int(ratios.argmax())
    assume(ratios[best] > max(EXPLAINS, np.delete(ratios, best).max()))
    assert afterwards.singles[best] >= before.singles[best] - 1e-12


@LAWS
@given(st.data())
def test_within_a_group_a_finding_that_speaks_for_a_disease_never_speaks_against_it(data: st.DataObject) -> None:
    graph, told = case(data, statuses=(Status.PRESENT,), most=8)
    known = closure(graph, told)
    free = [f for f in graph.findings if f not in known.status and all(a in known.present for a in graph.ancestors(f))]
    assume(free)
    new = Finding(id=data.draw(st.sampled_from(free)), status=Status.PRESENT)
    ratios = rows_of_all(graph, [t for t in terms(graph, closure(graph, [*told, new])) if t.finding == new.id])[0]
    for number in np.flatnonzero(ratios > EXPLAINS):
        disease = graph.matrix.diseases[int(number)]

        def support(findings: list[Finding], disease: str = disease) -> float:
            return sum(e.log10_lr for e in infer(graph, ADULT, findings).hypothesis(disease).evidence)

        assert support([*told, new]) >= support(told) - 2 * 0.005 * (len(told) + 4)


@LAWS
@given(st.data())
def test_missing_is_not_absent(data: st.DataObject) -> None:
    graph = data.draw(graphs())
    disease = data.draw(st.sampled_from(list(graph.diseases.values())))
    typical = [f for f, told in disease.findings.items() if told.probability > 0.5]
    assume(typical)
    finding = data.draw(st.sampled_from(typical))
    missing = infer(graph, ADULT, [])
    absent = infer(graph, ADULT, [Finding(id=finding, status=Status.ABSENT)])
    assume(missing.single_probability(disease.id) > 1e-6)
    lost = absent.hypothesis(disease.id).evidence
    assert [e for e in lost if e.finding == finding and e.log10_lr < 0]
    assert missing.hypothesis(disease.id).evidence == ()


@LAWS
@given(st.data())
def test_shown_evidence_accounts_for_the_ranking(data: st.DataObject) -> None:
    graph, told = case(data)
    posterior = infer(graph, ADULT, told, duration_days=5)
    priors = graph.prior_table.priors(ADULT, None).reason
    number = {disease: n for n, disease in enumerate(graph.diseases)}
    for hypothesis in posterior.ranked:
        shown = sum(e.log10_lr for e in hypothesis.evidence)
        n = number[hypothesis.disease]
        if posterior.singles[n] > 1e-250:
            odds = math.log10(posterior.singles[n] / posterior.nothing) / posterior.sharpness
            before = math.log10(priors[n] / AUTHORED.nothing) + posterior.presenting[n]
            assert shown == pytest.approx(odds - before, abs=0.005 * (len(posterior.shown) + 1))


@LAWS
@given(st.data())
def test_sharpening_leaves_the_order_of_single_diseases(data: st.DataObject) -> None:
    graph, told = case(data, statuses=(Status.PRESENT,), most=3)
    plain = replace(graph, assumptions=replace(AUTHORED, typical=0.0))
    before, after = infer(plain, ADULT, told).singles, infer(graph, ADULT, told).singles
    order = np.argsort(-before, kind="stable")
    assert (np.diff(after[order]) <= 1e-12).all()
    assert after.max() >= before.max() - 1e-12 or infer(graph, ADULT, told).nothing > before.max()


@LAWS
@given(st.data())
def test_what_was_told_never_weighs_more_than_the_whole_disease(data: st.DataObject) -> None:
    graph, told = case(data, statuses=(Status.PRESENT, Status.ABSENT))
    assert (infer(graph, ADULT, told).presenting <= 1e-12).all()
    # Once everything it shows was spoken of, nothing is held against a disease.
    every = [Finding(id=f, status=Status.PRESENT) for f in graph.findings]
    presenting = infer(graph, ADULT, every).presenting
    assert presenting[graph.presentation.all_shown > 0] == pytest.approx(0.0, abs=1e-9)


@given(st.lists(st.sampled_from((0.0, 0.1, 0.2, 0.7)), min_size=1, max_size=40), st.integers(0, 45))
def test_the_leading_are_those_of_a_whole_sort_equal_ones_too(values: list[float], most: int) -> None:
    those = np.array(values)
    assert leading_of(those, most).tolist() == np.argsort(-those, kind="stable")[:most].tolist()
