"""Laws of red-flag conditions, whatever their shape: nothing that holds is passed over, and the table says what the definition says."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.closure import Closure
from kg.conditions import Situation, holds, leaf_holds
from kg.rule_table import RuleTable
from kg.rules import findings_in, hinge_of
from kg.schema import Condition, Finding, FindingId, Person, Sex, Status
from tests.fakes.chances import ALREADY, chances

LIKELY = [0.02, 0.3, 0.5, 0.97]
"""Far enough from none and one: of eight parts, what a float rounds to certain would count as held."""
IDS = [FindingId(f"symptom.{letter}") for letter in "abcd"]
ids = st.sampled_from(IDS)
leaves = st.one_of(
    ids.map(lambda finding: Condition(finding=finding)),
    ids.map(lambda finding: Condition(absent=finding)),
    st.sampled_from([(None, 50.0), (50.0, None)]).map(lambda band: Condition(age_years=band)),
    st.sampled_from(Sex).map(lambda sex: Condition(sex=sex)),
    st.booleans().map(lambda pregnant: Condition(pregnant=pregnant)),
    ids.map(lambda finding: Condition(severity_at_least=(finding, 5))),
    ids.map(lambda finding: Condition(onset_within_days=(finding, 3.0))),
    ids.map(lambda finding: Condition(onset_from_days=(finding, 3.0))),
    ids.map(lambda finding: Condition(itself_from_days=(finding, 14.0))),
    ids.map(lambda finding: Condition(not_from_days=(finding, 14.0))),
    ids.map(lambda finding: Condition(undenied=finding)),
    ids.map(lambda finding: Condition(unspoken=finding)),
)


def _grown(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    some = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        some.map(lambda those: Condition(all=those)),
        some.map(lambda those: Condition(any=those)),
        some.flatmap(lambda those: st.integers(1, len(those)).map(lambda count: Condition(at_least=(count, those)))),
    )


conditions = st.recursive(leaves, _grown, max_leaves=8)
statuses = st.dictionaries(ids, st.sampled_from(Status))
people = st.builds(
    Person,
    age_days=st.sampled_from([9_000, 25_000]),
    sex=st.sampled_from(Sex),
    pregnant=st.sampled_from([None, True, False]),
)


@settings(max_examples=400, deadline=None)
@given(
    conditions,
    statuses,
    people,
    st.sampled_from([None, 1.0, 30.0]),
    st.lists(st.sampled_from(LIKELY), min_size=len(IDS), max_size=len(IDS)),
)
def test_a_condition_holds_without_its_hinge_only_where_it_is_said_to_have_none(
    condition: Condition,
    status: dict[FindingId, Status],
    person: Person,
    lasting: float | None,
    common: list[float],
) -> None:
    told = {finding: Finding(id=finding, status=each, severity=8) for finding, each in status.items()}
    now = Situation(person, Closure(told, status, ()), lasting)
    hinge = hinge_of(condition, dict(zip(IDS, common, strict=True)))
    if holds(condition, now) and hinge is not None:
        assert any(status.get(finding) is Status.PRESENT for finding in hinge)
    assert hinge is None or hinge <= set(findings_in(condition))


@settings(max_examples=400, deadline=None)
@given(
    st.lists(conditions, min_size=1, max_size=4),
    statuses,
    people,
    st.sampled_from([None, 1.0, 30.0]),
    st.lists(st.sampled_from(LIKELY), min_size=len(IDS), max_size=len(IDS)),
)
def test_the_table_of_all_rules_says_of_each_what_its_definition_says(
    rules: list[Condition],
    status: dict[FindingId, Status],
    person: Person,
    lasting: float | None,
    likely: list[float],
) -> None:
    told = {finding: Finding(id=finding, status=each, severity=8) for finding, each in status.items()}
    now = Situation(person, Closure(told, status, ()), lasting)
    outlook = RuleTable.of(rules, IDS).outlook(status, np.array(likely), partial(leaf_holds, now=now))
    found: list[dict[FindingId, float]] = [{} for _ in rules]
    for rule, finding, given_it in zip(
        outlook.lacking.rules, outlook.lacking.findings, outlook.lacking.given, strict=True
    ):
        found[rule][IDS[finding]] = max(given_it, found[rule].get(IDS[finding], 0.0))
    for number, rule in enumerate(rules):
        by_definition = chances(rule, now, dict(zip(IDS, likely, strict=True)))
        assert outlook.p[number] == pytest.approx(by_definition.p, rel=1e-9, abs=1e-15)
        worth_asking = {finding: p for finding, p in by_definition.given.items() if p > 0.0}
        assert found[number] == pytest.approx(worth_asking, rel=1e-9, abs=1e-15)
        assert holds(rule, now) == (by_definition is ALREADY)
        assert outlook.p[number] == 1.0 or not holds(rule, now)
