"""Where a model's wording may stand in a template's place: the comfort on the page, and plain messages of the interview.

Never in an emergency, never in a sentence that a red flag says, and never before the guards have passed the page as it would be shown.
"""

from __future__ import annotations

from agents.errors import GuardBlocked
from agents.guard.after import Shown
from agents.guard.base import Guard
from agents.guidance.synthesis import Page
from agents.intake.engine import Thought
from agents.language.assistant import AssistedTurn
from agents.state import ConsultationState, Guidance
from agents.words import in_sentence
from kg.graph import Graph
from kg.schema import Finding, Status, Urgency

MOST_CHARACTERS = 240
"""Characters of a message beyond which it is said as it is."""


def _about(graph: Graph, findings: tuple[Finding, ...], state: ConsultationState) -> list[str]:
    present = [each for each in findings if each.status is Status.PRESENT]
    return [in_sentence(graph.name_of(each.id), state.lang) for each in present[:3]]


def kinder_page(assisted: AssistedTurn, graph: Graph, page: Page, guidance: Guidance, guard: Guard[Shown]) -> Guidance:
    """Answer the page with its comfort said more kindly, if the guards pass it so; else as it was."""
    if not assisted.there or page.urgency is Urgency.EMERGENCY:
        return guidance
    about = _about(graph, page.case.findings, page.state)
    years = page.case.person.age_years
    said = assisted.phrased(guidance.view.comfort, page.lang, about=about, years=years, block="comfort")
    if said == guidance.view.comfort:
        return guidance
    kinder = guidance.model_copy(update={"view": guidance.view.model_copy(update={"comfort": said})})
    try:
        guard.verify(page.shown(kinder))
    except GuardBlocked:
        return guidance
    return kinder


def kinder_messages(
    assisted: AssistedTurn, graph: Graph, state: ConsultationState, thought: Thought, messages: tuple[str, ...]
) -> tuple[str, ...]:
    """Answer the messages of a turn of the interview, each said more kindly where that is allowed.

    Not what is said of a photo: names of its items are as printed, and may be anything.
    """
    if not assisted.there or state.stage != "intake" or not assisted.number:
        return messages
    grave = [flag.say.in_(state.lang) for flag in thought.triage.red_flags]
    about = _about(graph, thought.known.findings, state)
    years = state.person.age_years
    return tuple(
        message
        if message in assisted.remarks or len(message) > MOST_CHARACTERS or any(each in message for each in grave)
        else assisted.phrased(message, state.lang, about=about, years=years, block="message")
        for message in messages
    )
