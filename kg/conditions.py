"""Whether a red-flag condition holds. How probably it will, is asked of all of them at once: `kg.rule_table`.

What was never asked satisfies nothing: neither `finding`, nor `absent`, nor a severity or an onset that nobody told. `undenied`,
`unspoken` and `not_from_days` alone hold for it, and ask for nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.closure import Closure
from kg.schema import Condition, FindingId, Person


@dataclass(frozen=True, slots=True)
class Situation:
    """What a condition is judged by. `duration_days` stands in for a finding's onset that was not told apart."""

    person: Person
    known: Closure
    duration_days: float | None = None


def holds(condition: Condition, now: Situation) -> bool:
    """Answer whether the condition holds for what is known now."""
    if condition.all:
        return all(holds(each, now) for each in condition.all)
    if condition.any:
        return any(holds(each, now) for each in condition.any)
    if condition.at_least is not None:
        count, those = condition.at_least
        return sum(holds(each, now) for each in those) >= count
    return leaf_holds(condition, now)


def leaf_holds(condition: Condition, now: Situation) -> bool:
    """Answer whether a condition of no parts holds."""
    known, person = now.known, now.person
    answer = False
    if condition.finding is not None:
        answer = known.is_present(condition.finding)
    elif condition.absent is not None:
        answer = known.is_absent(condition.absent)
    elif condition.age_years is not None:
        low, high = condition.age_years
        years = person.age_years
        answer = (low is None or years >= low) and (high is None or years < high)
    elif condition.sex is not None:
        answer = person.sex is condition.sex
    elif condition.pregnant is not None:
        answer = person.pregnant is condition.pregnant
    else:
        answer = _graded_holds(condition, now)
    return answer


def _graded_holds(condition: Condition, now: Situation) -> bool:
    """Answer whether a condition on how severe, how old or how far denied a finding is holds."""
    known = now.known
    answer = False
    if condition.severity_at_least is not None:
        finding, least = condition.severity_at_least
        told = known.told.get(finding)
        answer = known.is_present(finding) and told is not None and told.severity is not None and told.severity >= least
    elif condition.onset_within_days is not None:
        finding, most = condition.onset_within_days
        told = known.told.get(finding)
        onset = now.duration_days if told is None or told.onset_days is None else told.onset_days
        answer = known.is_present(finding) and onset is not None and onset <= most
    elif condition.onset_from_days is not None:
        finding, least_days = condition.onset_from_days
        told = known.told.get(finding)
        onsets = (now.duration_days, None if told is None else told.onset_days)
        answer = known.is_present(finding) and any(each is not None and each >= least_days for each in onsets)
    elif condition.itself_from_days is not None:
        finding, least_days = condition.itself_from_days
        answer = known.is_present(finding) and _told_from(known, finding, least_days)
    elif condition.not_from_days is not None:
        answer = not _told_from(known, *condition.not_from_days)
    elif condition.undenied is not None:
        answer = not known.is_absent(condition.undenied)
    elif condition.unspoken is not None:
        answer = not known.is_present(condition.unspoken)
    return answer


def _told_from(known: Closure, finding: FindingId, days: float) -> bool:
    told = known.told.get(finding)
    return told is not None and told.onset_days is not None and told.onset_days >= days
