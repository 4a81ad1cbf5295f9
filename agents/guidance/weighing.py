"""Weighs the specialties' opinions: which urgency stands, who has a say, and where they differ."""

from __future__ import annotations

from typing import Final

from agents.companion.crisis import CRISIS
from agents.guidance import wording
from agents.intake.engine import Thought
from agents.specialties.view import GENERALIST
from agents.state import Action, Opinion, Reason, Wanted
from agents.words import local
from kg.schema import FindingId, LocalText, Urgency

APART: Final = 2
"""Levels of urgency between two specialties from which they are said to disagree."""
HAS_A_SAY: Final = 0.25
"""Probability of a specialty's own diseases from which the case concerns it."""
RIVAL: Final = 0.15
"""Probability of a specialty's first cause from which it is said that another specialty puts another first."""
SAME: Final = 0.5


def decide(
    thought: Thought, opinions: tuple[Opinion, ...], reasons: tuple[Reason, ...]
) -> tuple[Urgency, Action, tuple[Reason, ...]]:
    """Answer the most urgent of the triage and the opinions that stand, what to do, and the reasons, deciding ones first.

    Only a rule of its own that holds (a red flag or a score) lets an opinion raise anything, and only to that rule's level: its share
    of the differential repeats the triage's own posterior.
    """
    urgency, action = thought.triage.urgency, thought.triage.action
    told = list(reasons)
    for opinion in opinions:
        ruled = [each for each in opinion.reasons if each.kind in {"score", "red_flag"}]
        if opinion.failed or not ruled or opinion.by_rule is None or opinion.by_rule.rank >= urgency.rank:
            continue
        urgency, action = opinion.by_rule, wording.ACTIONS[opinion.by_rule]
        told = [*(each for each in ruled if each not in told), *told]
    return urgency, action, tuple(dict.fromkeys(told))


def disagreements(opinions: tuple[Opinion, ...]) -> tuple[LocalText, ...]:
    """Answer where specialties that stand differ, each with what it goes by: on how soon, by two levels or more, and on the cause."""
    speaking = [opinion for opinion in opinions if has_a_say(opinion)]
    if len(speaking) < 2:  # noqa: PLR2004 - it takes two to disagree
        return ()
    return (*_on_urgency(speaking), *_on_cause(speaking))


def _on_urgency(speaking: list[Opinion]) -> tuple[LocalText, ...]:
    first = min(speaking, key=lambda opinion: opinion.urgency.rank)
    last = max(speaking, key=lambda opinion: opinion.urgency.rank)
    if last.urgency.rank - first.urgency.rank < APART:
        return ()
    one, other = wording.SHORT[first.urgency], wording.SHORT[last.urgency]
    because, why = _because(first), _because(last)
    return (
        local(
            f"{first.name.zh}认为{one.zh}{because.zh}，{last.name.zh}从本科看{other.zh}{why.zh}",
            f"{first.name.en}: {one.en}{because.en}; {last.name.en}, from its own side: {other.en}{why.en}",
        ),
    )


def _because(opinion: Opinion) -> LocalText:
    """Answer the reason that an opinion's urgency stands on, rules first, in brackets."""
    reasons = sorted(opinion.reasons, key=lambda reason: reason.kind == "posterior")
    if not reasons:
        return local("（本科没有发现急的原因）", " (nothing pressing of its own)")
    told = reasons[0].text
    return local(f"（{told.zh.rstrip('。')}）", f" ({told.en.rstrip('.')})")


def _on_cause(speaking: list[Opinion]) -> tuple[LocalText, ...]:
    """Answer the two causes that different specialties put first, when both are probable."""
    leading: dict[str, tuple[Opinion, float]] = {}
    for opinion in speaking:
        if opinion.specialty == GENERALIST or not opinion.hypotheses:
            continue
        foremost = opinion.hypotheses[0]
        if foremost.probability >= RIVAL and foremost.disease not in leading:
            leading[foremost.disease] = opinion, foremost.probability
    rivals = sorted(leading.values(), key=lambda pair: -pair[1])[:2]
    if len(rivals) < 2:  # noqa: PLR2004 - as above
        return ()
    (one, first), (other, second) = rivals
    return (
        local(
            f"{one.name.zh}与{other.name.zh}首先考虑的原因不同（可能性约{first:.0%}与{second:.0%}），见各科意见",
            f"{one.name.en} and {other.name.en} put different causes first (about {first:.0%} and {second:.0%}): see their opinions",
        ),
    )


def wanted(opinions: tuple[Opinion, ...], *, most: int) -> tuple[Wanted, ...]:
    """Answer what is asked back, at most `most` findings: thoughts of suicide before all, then one of each specialty in turn, the
    more urgent specialty first, the same finding once.
    """  # noqa: D205 - the order is one sentence
    order = sorted(opinions, key=lambda opinion: (opinion.specialty == GENERALIST, opinion.urgency.rank))
    longest = max((len(opinion.asks) for opinion in order), default=0)
    turns = [
        Wanted(finding=opinion.asks[turn], specialty=opinion.specialty)
        for turn in range(longest)
        for opinion in order
        if turn < len(opinion.asks)
    ]
    turns.sort(key=lambda each: each.finding not in CRISIS)
    once: dict[FindingId, Wanted] = {}
    for each in turns:
        once.setdefault(each.finding, each)
    return tuple(once.values())[:most]


def cautions(opinions: tuple[Opinion, ...]) -> tuple[LocalText, ...]:
    """Answer the cautions of the specialties that have a say, each once, the most urgent specialty first."""
    speaking = sorted((each for each in opinions if has_a_say(each)), key=lambda opinion: opinion.urgency.rank)
    told = dict.fromkeys(each.caution for each in speaking if each.caution is not None)
    return tuple(local(f"{each.zh}。", f"{each.en[:1].upper()}{each.en[1:]}.") for each in told)


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
