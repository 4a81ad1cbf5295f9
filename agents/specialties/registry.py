"""All specialties, and which of them a case concerns.

Each of the nineteen has its own view of the graph; those with published scores of their own bring them as rules. An
empty registry, or one that names a specialty twice, is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from agents.specialties import (
    births,
    blood,
    cardiology,
    endocrinology,
    eyes,
    infectious_disease,
    kidneys,
    mental_health,
    neurology,
    orthopaedics,
    paediatrics,
    respiratory,
    skin,
    teeth,
)
from agents.specialties.belly import air_rule, alvarado_rule, blatchford_rule
from agents.specialties.clots import wells_pe_rule
from agents.specialties.limits import liver_rule, pancreas_rule
from agents.specialties.patterns import (
    emergency_toxicology,
    ent,
    gastroenterology,
    general_practice,
    general_surgery,
)
from agents.specialties.rule import Rule
from agents.specialties.specialist import Specialist
from agents.specialties.throat import fever_pain_rule, mcisaac_rule
from agents.specialties.view import weighty
from agents.specialties.vital import news2_rule
from agents.specialties.vital_limits import low_pressure_rule
from agents.state import Case
from kg.graph import Graph
from kg.inference import Posterior
from kg.schema import FindingId, Sex, SpecialtyId

GENERAL: Final = SpecialtyId("general_practice")
CHILD_UNDER_YEARS: Final = 14.0
"""Paediatric departments in China see children up to their fourteenth birthday."""
ADULT_FROM_YEARS: Final = 18.0
RELEVANT: Final = 0.12
"""Probability mass of a specialty's diseases from which it looks at the case."""
LEADS: Final = 0.25
"""Probability of the leading disease from which its specialty looks before all but the generalist."""
NEAR: Final = 3
WORTH_A_LOOK: Final = 0.04
"""... and of one of the first three diseases from which its specialty looks although the specialty weighs little."""
MOST: Final = 6
"""Specialties that look at one case."""
MOST_IN_HASTE: Final = 3
"""... and in an emergency."""
MOST_CALLED: Final = 2
"""Specialties that values alone may call, beside those whose diseases weigh most."""
_CALLED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "nephrology_urology": ("creatinine", "egfr", "k", "na", "urea"),
    "haematology_oncology": ("plt", "inr", "hgb", "neut_abs", "wbc"),
    "endocrinology": ("glucose_fasting", "glucose_random", "glucose_2h", "hba1c", "tsh", "ft4", "ft3", "ca"),
    "gastroenterology": ("amylase", "lipase", "alt", "tbil"),
    "cardiology": ("troponin_t", "troponin_i", "bnp", "nt_probnp"),
}
"""Indicators that are a specialty's to read."""
_CALLED_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    "cardiology": ("bradycardia", "tachycardia", "high_bp.severe", "low_bp"),
    "emergency_toxicology": ("low_bp",),
    "endocrinology": ("high_glucose.very_high", "low_glucose"),
    "obstetrics_gynaecology": ("hx.delivery_recent",),
    "dermatology": ("mole_change", "mole_ragged", "mole_mottled", "mole_wide"),
    "dental": ("jaw_joint_pain",),
}
"""Findings of home readings, of the weeks after birth, of a mole and of the jaw's joint that call a specialty whatever it thinks the
cause is."""

_RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "general_practice": (mcisaac_rule, news2_rule, *general_practice.PATTERNS),
    "cardiology": cardiology.RULES,
    "respiratory": respiratory.RULES,
    "gastroenterology": (pancreas_rule, liver_rule, alvarado_rule, blatchford_rule, *gastroenterology.PATTERNS),
    "neurology": neurology.RULES,
    "endocrinology": endocrinology.RULES,
    "nephrology_urology": kidneys.RULES,
    "mental_health": mental_health.RULES,
    "paediatrics": paediatrics.RULES,
    "obstetrics_gynaecology": births.RULES,
    "orthopaedics_rheumatology": orthopaedics.RULES,
    "dermatology": skin.RULES,
    "ent": (mcisaac_rule, fever_pain_rule, *ent.PATTERNS),
    "eye": eyes.RULES,
    "dental": teeth.RULES,
    "infectious_disease": infectious_disease.RULES,
    "haematology_oncology": blood.RULES,
    "general_surgery": (air_rule, alvarado_rule, skin.lrinec_rule, *general_surgery.PATTERNS),
    "emergency_toxicology": (news2_rule, low_pressure_rule, wells_pe_rule, *emergency_toxicology.PATTERNS),
}
_EXPECTING: Final = FindingId("hx.pregnant")
_MOOD: Final = ("low_mood", "suicidal_thoughts", "anhedonia", "self_harm")


class Registry:
    """The specialties by id, in a fixed order.

    Raises:
        ValueError: without a specialty, or with one named twice.
    """

    def __init__(self, specialists: Iterable[Specialist]) -> None:
        every = tuple(specialists)
        self.by_id: Mapping[SpecialtyId, Specialist] = {each.id: each for each in every}
        if not every or len(self.by_id) != len(every):
            raise ValueError("a registry needs specialties, each named once")

    def order(self, specialty: SpecialtyId) -> int:
        """Answer the place of a specialty in the registry, by which opinions are put in order."""
        return list(self.by_id).index(specialty)

    def concerned(
        self, graph: Graph, case: Case, posterior: Posterior, flagged: Iterable[SpecialtyId], *, most: int
    ) -> tuple[SpecialtyId, ...]:
        """Answer the specialties that look at the case, at most `most`: those that always do, that of the leading disease, those of
        red flags that hold, those that age, pregnancy or mood call for, then those whose diseases weigh most.

        The leading disease comes before the flags because in haste only three look, and flags of one danger name several.
        """  # noqa: D205 - the order of precedence is one sentence
        leading = weighty(graph, posterior)[:NEAR]
        first: list[SpecialtyId] = [each.id for each in graph.specialties.values() if each.always]
        first += [disease.specialty for disease, share in leading[:1] if share >= LEADS]
        first += list(flagged)
        if case.person.age_years < CHILD_UNDER_YEARS:
            first.append(SpecialtyId("paediatrics"))
        if case.person.pregnant or posterior.known.is_present(_EXPECTING):
            first.append(SpecialtyId("obstetrics_gynaecology"))
        if (
            any(posterior.known.is_present(finding) for finding in posterior.known.status if finding in _MOOD)
            or case.scores
        ):
            first.append(SpecialtyId("mental_health"))
        weight: dict[SpecialtyId, float] = {}
        for disease, share in weighty(graph, posterior):
            weight[disease.specialty] = weight.get(disease.specialty, 0.0) + share
            for specialty in disease.also:
                weight[specialty] = weight.get(specialty, 0.0) + share / 2
        first += called_by_values(posterior)[:MOST_CALLED]
        near = {disease.specialty for disease, share in leading if share >= WORTH_A_LOOK}
        heavy = [
            each for each in sorted(weight, key=lambda s: (-weight[s], s)) if weight[each] >= RELEVANT or each in near
        ]
        barred = _barred(case)
        chosen = [
            each
            for each in dict.fromkeys((*first, *heavy))
            if each in self.by_id and each in graph.specialties and each not in barred
        ]
        return tuple(sorted(chosen[:most], key=self.order))


def called_by_values(posterior: Posterior) -> list[SpecialtyId]:
    """Answer the specialties whose indicators or readings are out of range, the one with most of them first.

    The posterior calls a field by its diseases alone; a creatinine of 486 is the kidney's to judge whatever it comes of.
    """
    present = {each for each in posterior.known.status if posterior.known.is_present(each)}
    counts: dict[str, int] = {}
    for specialty, labs in _CALLED_BY.items():
        counts[specialty] = len({each.split(".")[1] for each in present if each.startswith("lab.")} & set(labs))
    for specialty, findings in _CALLED_FOR.items():
        counts[specialty] = counts.get(specialty, 0) + sum(each in present for each in findings)
    return [SpecialtyId(each) for each in sorted(counts, key=lambda each: -counts[each]) if counts[each]]


def _barred(case: Case) -> frozenset[str]:
    """Answer the specialties that do not see such a person."""
    adult = case.person.age_years >= ADULT_FROM_YEARS
    male = case.person.sex is Sex.MALE
    return frozenset({*(["paediatrics"] if adult else []), *(["obstetrics_gynaecology"] if male else [])})


def standard_registry() -> Registry:
    """Answer the registry of all nineteen specialties."""
    return Registry(Specialist(SpecialtyId(name), rules) for name, rules in _RULES.items())
