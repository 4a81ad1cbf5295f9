"""What a text is heard as and how urgent it is, by the packaged graph, for one's own complaint on a day of November."""

from __future__ import annotations

from datetime import date

from app.knowledge import load_knowledge
from kg.inference import infer
from kg.schema import Person, Sex, Status
from kg.text import understand
from kg.triage import Triage, triage


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
