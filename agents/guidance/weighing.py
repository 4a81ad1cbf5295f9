"""Weighs the specialties' opinions: which urgency stands, who has a say, and where they differ."""

from __future__ import annotations

from typing import Final

from agents.guidance import wording
from agents.intake.engine import Thought
from agents.specialties.view import GENERALIST
from agents.state import Action, Opinion, Reason
from agents.words import local
from kg.schema import LocalText, Urgency

APART: Final = 2
"""Levels of urgency between two specialties from which they are said to disagree."""
HAS_A_SAY: Final = 0.25
"""Probability of a specialty's own diseases from which the case concerns it."""
SAME: Final = 0.5


def decide(
    thought: Thought, opinions: tuple[Opinion, ...], reasons: tuple[Reason, ...]
) -> tuple[Urgency, Action, tuple[Reason, ...]]:
    """Answer the most urgent of the triage and the opinions that stand, what to do, and the reasons, deciding ones first.

    An opinion without a rule of its own that holds (a red flag or a score) repeats the triage's own posterior and raises
    nothing.
    """
    urgency, action = thought.triage.urgency, thought.triage.action
    told = list(reasons)
    for opinion in opinions:
        ruled = [each for each in opinion.reasons if each.kind in {"score", "red_flag"}]
        if opinion.failed or not ruled or opinion.urgency.rank >= urgency.rank:
            continue
        urgency, action = opinion.urgency, wording.ACTIONS[opinion.urgency]
        told = [*(each for each in ruled if each not in told), *told]
    return urgency, action, tuple(dict.fromkeys(told))


def disagreements(opinions: tuple[Opinion, ...]) -> tuple[LocalText, ...]:
    """Answer where specialties that stand differ by two levels or more, the most and the least urgent of them."""
    speaking = [opinion for opinion in opinions if has_a_say(opinion)]
    if len(speaking) < 2:  # noqa: PLR2004 - it takes two to disagree
        return ()
    first = min(speaking, key=lambda opinion: opinion.urgency.rank)
    last = max(speaking, key=lambda opinion: opinion.urgency.rank)
    if last.urgency.rank - first.urgency.rank < APART:
        return ()
    return (
        local(
            f"{first.name.zh}认为{wording.SHORT[first.urgency].zh}，{last.name.zh}从本科看{wording.SHORT[last.urgency].zh}",
            f"{first.name.en}: {wording.SHORT[first.urgency].en}; {last.name.en}, from its own side: "
            f"{wording.SHORT[last.urgency].en}",
        ),
    )


def has_a_say(opinion: Opinion) -> bool:
    """Answer whether the case concerns the specialty at all: a probable disease of its own, or a rule that holds."""
    ruled = any(reason.kind in {"score", "red_flag"} for reason in opinion.reasons)
    weight = sum(each.probability for each in opinion.hypotheses)
    general = opinion.specialty == GENERALIST
    return not opinion.failed and (ruled or weight >= HAS_A_SAY or (general and weight > 0))


def near(one: str, other: str) -> bool:
    """Answer whether two sentences say much the same: most pairs of neighbouring letters of the shorter are in the longer."""
    first, second = ({words[at : at + 2] for at in range(len(words) - 1)} for words in (one, other))
    return bool(first and second) and len(first & second) >= SAME * min(len(first), len(second))
