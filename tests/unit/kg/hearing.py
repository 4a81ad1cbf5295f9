"""What a text is heard as and how urgent it is, by the packaged graph, for one's own complaint on a day of November.

Lists of sentences are written as cases and asked by `each_of`: one test for each sentence, named after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from app.knowledge import load_knowledge
from kg.inference import infer
from kg.schema import Person, Sex, Status, Urgency
from kg.text import understand
from kg.triage import Triage, triage

F, M = Sex.FEMALE, Sex.MALE
Case = tuple[str | None, str | None, float, Sex, str]
"""A finding or a rule (none: whatever is heard), an urgency (none: any), the age in years, the sex, and what is said."""


def told(years: float, text: str, sex: Sex = Sex.FEMALE) -> tuple[Triage, set[str]]:
    """Answer the triage of what somebody of this age says of themself, and the findings heard as present."""
    knowledge, person = load_knowledge(), Person(age_days=round(years * 365.25), sex=sex)
    heard = understand(knowledge.lexicon, text, person=person, relation="self", today=date(2026, 11, 18))
    posterior = infer(knowledge.graph, person, heard.findings, duration_days=heard.duration_days)
    present = {each.id for each in heard.findings if each.status is Status.PRESENT}
    return triage(knowledge.graph, person, heard.findings, posterior), present


def denied(years: float, text: str) -> set[str]:
    """Answer the findings that a woman of this age is heard to deny."""
    person = Person(age_days=round(years * 365.25), sex=Sex.FEMALE)
    heard = understand(load_knowledge().lexicon, text, person=person, relation="self", today=date(2026, 11, 18))
    return {each.id for each in heard.findings if each.status is Status.ABSENT}


def each_of(cases: Sequence[Case]) -> pytest.MarkDecorator:
    """Answer the mark that runs a test of one `case` for each of them."""
    return pytest.mark.parametrize("case", cases, ids=[each[-1] for each in cases])


def it_is_heard(case: Case) -> None:
    """Assert that the finding is heard, and that it is seen at least as soon as said."""
    finding, urgency, years, sex, text = case
    found, heard = told(years, text, sex)
    assert finding is None or finding in heard, heard
    assert urgency is None or found.urgency.rank <= Urgency(urgency).rank, (found.urgency, heard)


def it_is_not_heard(case: Case) -> None:
    """Assert that the finding is not heard, and that nobody is sent sooner than said, or than soon where nothing is heard at all."""
    finding, urgency, years, sex, text = case
    found, heard = told(years, text, sex)
    assert finding is None or finding not in heard, heard
    nothing = found.reasons[0].id == "insufficient" and found.urgency is Urgency.SOON
    assert nothing or urgency is None or found.urgency.rank >= Urgency(urgency).rank, (found.urgency, heard)


def the_rule_speaks(case: Case) -> None:
    """Assert that the rule holds, and that it is seen at least as soon as said."""
    rule, urgency, years, sex, text = case
    found, heard = told(years, text, sex)
    assert rule in {each.id for each in found.red_flags}, heard
    assert urgency is None or found.urgency.rank <= Urgency(urgency).rank, (found.urgency, heard)


def the_rule_keeps_still(case: Case) -> None:
    """Assert that the rule does not hold."""
    rule, _, years, sex, text = case
    found, heard = told(years, text, sex)
    assert rule not in {each.id for each in found.red_flags}, heard
