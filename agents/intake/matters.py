"""Which parts of a history matter for this person and complaint, and are not known yet: few, and each for a reason.

What may harm somebody who is not asked (allergies, medicines, the past) is asked of everybody; all else only where it bears on what leads:
the graph says which diseases run in families and go with habits, work, an early birth or a missing vaccination. Something urgent leaves
time for the first alone, an emergency for nothing.
"""

from __future__ import annotations

from math import log10
from typing import Final

from agents.intake.engine import Thought
from agents.intake.histories import (
    BIRTHS,
    GROWTH,
    HABITS,
    LIFE,
    WORK,
    asks,
    background,
    births,
    child_background,
    growth,
    heading_of,
    is_core,
    life,
)
from agents.intake.questions import BACKGROUND, BACKGROUND_FROM_YEARS, MENSTRUATES_YEARS
from agents.knowledge import Knowledge
from agents.state import ConsultationState, Section
from agents.words import fits
from kg.schema import FindingId, FindingKind, Question, Sex, Status

GROWTH_BELOW_YEARS: Final = 7.0
BIRTHS_FROM_YEARS: Final = 16.0
LEADING: Final = 6
"""Diseases looked at for what bears on them."""
LIKELY: Final = 0.05
TELLING: Final = 0.05
"""Probability of a leading disease times the decimal logarithm of how much oftener the finding goes with it: below, it is not asked."""
MOST_CHIPS: Final = 5
_GYNAECOLOGY: Final = "obstetrics_gynaecology"
_AGAIN: Final = FindingId("hx.similar_episodes")
"""The same complaint of an earlier time belongs to the present illness."""
_PREGNANT: Final = FindingId("hx.pregnant")
_OF_CHILDREN: Final = ("premature_birth", "not_vaccinated", "child_growth_slow", "breastfed")
_OF_SMALL_ONES: Final = (
    "fever",
    "rash",
    "cough",
    "weight_loss",
    "child_poor_feeding",
    "appetite_loss",
    "child_growth_slow",
    "child_speech_delay",
)
_OF_THE_BELLY: Final = ("abdominal_pain", "pelvic_pain", "vaginal_bleeding")
_WITH_PERIODS: Final = (
    *_OF_THE_BELLY,
    "vaginal_discharge",
    "breast_lump",
    "breast_pain",
    "nipple_change",
    "dysuria",
    "urinary_frequency",
    "nausea",
    "vomiting",
    "dizziness",
    "syncope",
    "near_syncope",
)
_PERIOD_KNOWN: Final = (
    "missed_period",
    "hx.menopause",
    "hx.pregnant",
    "breastfeeding_now",
    "hx.delivery_recent",
    "menstrual_pain",
    "irregular_periods",
    "heavy_periods",
)
_OF_THE_WOMB: Final = (
    "vaginal_bleeding",
    "vaginal_discharge",
    "pelvic_pain",
    "missed_period",
    "irregular_periods",
    "heavy_periods",
)


def may_menstruate(state: ConsultationState) -> bool:
    """Answer whether the person may have periods."""
    years = state.person.age_years
    return state.person.sex is Sex.FEMALE and MENSTRUATES_YEARS[0] <= years < MENSTRUATES_YEARS[1]


def told_sections(state: ConsultationState, thought: Thought, knowledge: Knowledge) -> frozenset[Section]:
    """Answer the headings of which anything is known, by words, chips or the signed record."""
    concepts, parts = knowledge.graph.findings, state.contributions
    told: set[Section] = {item.section for part in parts for item in part.history}
    kinds = {FindingKind.HISTORY, FindingKind.MEDICINE, FindingKind.RISK}
    for each in thought.known.findings:
        medicine = concepts[each.id].kind is FindingKind.MEDICINE
        heading: Section = "medicines" if medicine else heading_of(each.id)
        # Who takes no aspirin may take anything else; of allergies the one finding is all there is to ask.
        settled = each.status is Status.PRESENT or (heading == "allergies" and each.status is Status.ABSENT)
        if settled and concepts[each.id].kind in kinds and each.id != _AGAIN:
            told.add(heading)
    if any(part.medicines for part in parts):
        told.add("medicines")
    if any(part.allergens for part in parts):
        told.add("allergies")
    return frozenset({*told, *(("past",) if state.archive else ())})


def period_matters(state: ConsultationState, thought: Thought, knowledge: Knowledge) -> bool:
    """Answer whether the last period, a pregnancy or breastfeeding would change what is thought, advised or read, and is not known."""
    known = thought.posterior.known
    if not may_menstruate(state) or state.person.pregnant:
        return False
    if any(FindingId(each) in known.status for each in _PERIOD_KNOWN):
        return False
    if "women" in told_sections(state, thought, knowledge):
        return False
    concerned = any(known.is_present(FindingId(each)) for each in _WITH_PERIODS)
    return concerned or bool(state.reports) or any(part.medicines for part in state.contributions)


def histories_due(state: ConsultationState, thought: Thought, knowledge: Knowledge) -> tuple[Question, ...]:
    """Answer the questions on the history that are still to be put, what may do harm first."""
    if state.stage == "emergency":
        return ()
    before = frozenset(asked.id for asked in state.asked)
    told = told_sections(state, thought, knowledge)
    core = _core(state, told, before)
    if state.told:
        return core
    graph, due = knowledge.graph, list(core)
    if GROWTH not in before and not {"child", "vaccination"} <= told and _growth_matters(state, thought, knowledge):
        due.append(growth(graph))
    if BIRTHS not in before and "births" not in told and _births_matter(state, thought, knowledge):
        due.append(births(graph))
    if not any(each.startswith(LIFE) for each in before):
        wanted = _of_life(state, thought, knowledge, told)
        due += [life(graph, wanted)] if wanted else []
    return tuple(due)


def _core(state: ConsultationState, told: frozenset[Section], before: frozenset[str]) -> tuple[Question, ...]:
    """Answer the question on allergies, medicines and the past, without what was told of them."""
    if any(map(is_core, before)):
        return ()
    if state.person.age_years < BACKGROUND_FROM_YEARS:
        return (child_background(),)
    wanted = tuple(each for each in asks(BACKGROUND) if each not in told)
    if not wanted:
        return ()
    return (background((*wanted, "past"), more=True) if "past" in told else background(wanted),)


def _growth_matters(state: ConsultationState, thought: Thought, knowledge: Knowledge) -> bool:
    years, known = state.person.age_years, thought.posterior.known
    if years >= BACKGROUND_FROM_YEARS:
        return False
    if years < GROWTH_BELOW_YEARS and any(known.is_present(FindingId(each)) for each in _OF_SMALL_ONES):
        return True
    return bool(_bearing(state, thought, knowledge, tuple(map(FindingId, _OF_CHILDREN))))


def _births_matter(state: ConsultationState, thought: Thought, knowledge: Knowledge) -> bool:
    if state.person.sex is not Sex.FEMALE:
        return False
    known = thought.posterior.known
    if state.person.pregnant or known.is_present(_PREGNANT):
        return True
    if state.person.age_years < BIRTHS_FROM_YEARS:
        return False
    if any(known.is_present(FindingId(each)) for each in _OF_THE_WOMB):
        return True
    leading = thought.posterior.at_least(2 * LIKELY, 3)
    return any(knowledge.graph.diseases[each.disease].specialty == _GYNAECOLOGY for each in leading)


def _of_life(
    state: ConsultationState, thought: Thought, knowledge: Knowledge, told: frozenset[Section]
) -> tuple[FindingId, ...]:
    """Answer what of the family, habits and work bears on what leads, the most telling first; of a child the family alone."""
    family = () if "family" in told else knowledge.family_history
    grown = state.person.age_years >= BACKGROUND_FROM_YEARS
    habits = tuple(FindingId(each) for each in (*HABITS, *WORK) if each in knowledge.graph.findings)
    weights = _bearing(state, thought, knowledge, (*family, *(habits if grown else ())))
    most = sorted(weights, key=lambda each: (-weights[each], each))[:MOST_CHIPS]
    return tuple(sorted(most, key=lambda each: heading_of(each) != "family"))


def _bearing(
    state: ConsultationState, thought: Thought, knowledge: Knowledge, among: tuple[FindingId, ...]
) -> dict[FindingId, float]:
    """Answer which of these findings, unknown yet, go with the leading diseases oftener than with anybody, and how tellingly."""
    graph, known = knowledge.graph, thought.posterior.known
    leading = [(each.probability, graph.diseases[each.disease]) for each in thought.posterior.at_least(LIKELY, LEADING)]
    weights: dict[FindingId, float] = {}
    for finding in among:
        concept = graph.findings[finding]
        if finding in known.status or not fits(concept, state.person):
            continue
        below = {finding, *graph.descendants(finding)}
        weight = sum(
            probability * log10(max(1.0, max(rates) / concept.background))
            for probability, disease in leading
            if (rates := [disease.findings[each].probability for each in below if each in disease.findings])
        )
        if weight >= TELLING:
            weights[finding] = weight
    return weights
