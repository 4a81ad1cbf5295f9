"""Judges what somebody takes or would take: interactions, doubles, allergies, pregnancy, age, illness. Pure and deterministic.

What is not known is said and never taken for harmless: a medicine that the graph does not hold gives a warning of its own, and
`gaps` names what of the person would have to be known. No dose is judged here and none is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Literal

from kg.drugs.pharmacy import Part, Pharmacy, Taken
from kg.drugs.schema import Caution, ConditionId, Duplication, Key, Rule, RuleId, Severity
from kg.schema import LocalText, Sex, SourceId, Value

WarningKind = Literal[
    "allergy", "interaction", "duplicate", "pregnancy", "breastfeeding", "age", "condition", "unknown", "note"
]
FERTILE: tuple[float, float] = (12.0, 55.0)
"""Years of age between which a woman may be pregnant without having said so."""
UNKNOWN_RULE = RuleId("unknown_medicine")


class Patient(Value):
    """What is known of who takes it. None is "not known", never "no".

    `weeks`: completed weeks of pregnancy. `conditions` are there, `denied` are not; the others are not known. `allergies`: ids of
    medicines, classes, groups or substances; `allergies_known` says that somebody was asked.
    """

    age_years: float | None = None
    sex: Sex | None = None
    pregnant: bool | None = None
    weeks: int | None = None
    breastfeeding: bool | None = None
    conditions: frozenset[ConditionId] = frozenset()
    denied: frozenset[ConditionId] = frozenset()
    allergies: frozenset[str] = frozenset()
    allergies_known: bool = False


class Warning(Value):  # noqa: A001 - the word of the field; the module names no built-in warning
    """One thing to be careful of. `medicines`: the ids that it is about, sorted. `certain` is False where it depends on which one."""

    kind: WarningKind
    severity: Severity
    rule: RuleId
    medicines: tuple[str, ...]
    why: LocalText
    what: LocalText
    source: SourceId | None
    certain: bool = True
    conditions: tuple[ConditionId, ...] = ()
    """Conditions of the person that make it hold."""


class Gap(Value):
    """What would have to be known of the person: a condition, pregnancy, breastfeeding or allergies; how grave it might be."""

    kind: Literal["pregnancy", "breastfeeding", "condition", "allergy"]
    severity: Severity
    condition: ConditionId | None = None


_NOBODY = Patient()
_NOT_KNOWN = LocalText(
    zh="这个药我这里没有资料，说不准它和别的药合不合。",
    en="I have nothing on this medicine and cannot say how it goes with others.",
)
_SHOW_BOX = LocalText(
    zh="请把药盒给药师或医生看一看再吃。", en="Please show the box to a pharmacist or doctor before taking it."
)


def check(
    pharmacy: Pharmacy,
    taken: Iterable[str],
    patient: Patient = _NOBODY,
    *,
    about: frozenset[str] = frozenset(),
) -> tuple[Warning, ...]:
    """Answer every warning about these medicines in this person, gravest first; the order of `taken` does not matter.

    Args:
        pharmacy: the compiled rules.
        taken: ids of medicines, classes or substances; an id given twice is two products of it. What nobody knows gives a
            warning of its own.
        patient: who takes them.
        about: what else was asked ("driving", "effects"), so that its notes are among the answers.
    """
    items = [pharmacy.taken(each) for each in sorted(taken)]
    found: dict[tuple[str, tuple[str, ...]], Warning] = {}
    for warning in _all(pharmacy, items, patient, about):
        key = (warning.rule, warning.medicines)
        if key not in found or (warning.certain and not found[key].certain):
            found[key] = warning
    return tuple(sorted(found.values(), key=_order))


def _order(warning: Warning) -> tuple[int, bool, str, tuple[str, ...], str]:
    return warning.severity.rank, not warning.certain, warning.kind, warning.medicines, warning.rule


def _all(pharmacy: Pharmacy, items: list[Taken], patient: Patient, about: frozenset[str]) -> Iterator[Warning]:
    for item in items:
        if item.kind == "unknown":
            yield Warning(
                kind="unknown",
                severity=Severity.UNKNOWN,
                rule=UNKNOWN_RULE,
                medicines=(item.id,),
                why=_NOT_KNOWN,
                what=_SHOW_BOX,
                source=None,
            )
        yield from _cautions(pharmacy, item, patient, about)
        yield from _allergies(pharmacy, item, patient)
    for one, other in combinations(items, 2):
        yield from _interactions(pharmacy, one, other)
        yield from _duplicates(pharmacy, one, other)


def _said(pharmacy: Pharmacy, rule: Rule, kind: WarningKind, *ids: str, certain: bool = True) -> Warning:
    advice = pharmacy.rules.advices[rule.advice].text
    own = rule.what
    what = advice if own is None else LocalText(zh=own.zh + advice.zh, en=f"{own.en} {advice.en}")
    return Warning(
        kind=kind,
        severity=rule.severity,
        rule=rule.id,
        medicines=tuple(sorted(ids)),
        why=rule.why,
        what=what,
        source=rule.source,
        certain=certain,
    )


def _parts(item: Taken) -> Iterator[tuple[Part, bool]]:
    """Answer the parts, and whether they are surely there; of a class each medicine of it only may be."""
    yield from ((part, True) for part in item.parts)
    yield from ((part, False) for part in item.possible)


def _grave(rule: Rule) -> bool:
    return rule.severity.rank <= Severity.MAJOR.rank


# --- two of them


def _interactions(pharmacy: Pharmacy, one: Taken, other: Taken) -> Iterator[Warning]:
    for left, left_sure in _parts(one):
        for right, right_sure in _parts(other):
            if left.id == right.id or not (left_sure or right_sure):
                continue  # of two classes of which no medicine was named, too little is known to say which may meet
            sure = left_sure and right_sure
            for rule in pharmacy.meeting(left, right):
                if sure or _grave(rule):
                    yield _said(pharmacy, rule, "interaction", one.id, other.id, certain=sure)


def _duplicates(pharmacy: Pharmacy, one: Taken, other: Taken) -> Iterator[Warning]:
    if "substance" in {one.kind, other.kind}:
        return
    shared = one.leaves & other.leaves
    if shared:
        rules = pharmacy.rules.duplications.values()
        for leaf in sorted(shared):
            keys = pharmacy.taken(leaf).keys
            own = [rule for rule in rules if rule.same and keys.intersection(rule.of)]
            general = [rule for rule in rules if rule.same and not rule.of]
            for rule in own or general:
                yield _said(pharmacy, rule, "duplicate", one.id, other.id)
        return
    yield from _alike(pharmacy, one, other)


def _alike(pharmacy: Pharmacy, one: Taken, other: Taken) -> Iterator[Warning]:
    """Answer the doubles of one kind: a class beside a medicine of it may be the same medicine, and is said as possible."""
    for left in one.parts:
        for right in other.parts:
            for key in left.keys & right.keys & pharmacy.duplications.keys():
                for rule in pharmacy.duplications[key]:
                    if not _excepted(rule, left, right):
                        certain = one.kind == other.kind == "medicine"
                        yield _said(pharmacy, rule, "duplicate", one.id, other.id, certain=certain)


def _excepted(rule: Duplication, left: Part, right: Part) -> bool:
    return any(each in left.keys or each in right.keys for each in rule.unless)


# --- one of them, in this person


def _cautions(pharmacy: Pharmacy, item: Taken, patient: Patient, about: frozenset[str]) -> Iterator[Warning]:
    for part, sure in _parts(item):
        for rule in _of(pharmacy, part):
            if (sure or _grave(rule)) and _holds(rule, patient, about) is True:
                warning = _said(pharmacy, rule, _kind(rule), item.id, certain=sure)
                met = tuple(each for each in rule.conditions if each in patient.conditions)
                yield warning.model_copy(update={"conditions": met}) if met else warning


def _of(pharmacy: Pharmacy, part: Part) -> Iterator[Caution]:
    for key in part.keys & pharmacy.cautions.keys():
        yield from (rule for rule in pharmacy.cautions[key] if not part.keys.intersection(rule.unless))


def _kind(rule: Caution) -> WarningKind:
    if rule.about is not None:
        return "note"
    if rule.pregnancy is not None:
        return "pregnancy"
    if rule.breastfeeding:
        return "breastfeeding"
    return "condition" if rule.conditions else "age"


def _holds(rule: Caution, patient: Patient, about: frozenset[str]) -> bool | None:
    """Answer whether a caution holds in this person; None when that is not known."""
    if rule.about is not None and rule.about not in about:
        return False
    parts = (_age(rule, patient), _pregnant(rule, patient), _breastfeeding(rule, patient), _ill(rule, patient))
    sex = True if rule.sex is None else None if patient.sex is None else patient.sex is rule.sex
    answers = (*parts, sex)
    if any(each is False for each in answers):
        return False
    return None if any(each is None for each in answers) else True


def _age(rule: Caution, patient: Patient) -> bool | None:
    if rule.age_below is None and rule.age_from is None:
        return True
    if patient.age_years is None:
        return None
    below = rule.age_below is None or patient.age_years < rule.age_below
    return below and (rule.age_from is None or patient.age_years >= rule.age_from)


def _pregnant(rule: Caution, patient: Patient) -> bool | None:
    if rule.pregnancy is None:
        return True
    if patient.pregnant is not True:
        return False if patient.pregnant is False or not _may_be_pregnant(patient) else None
    return True if patient.weeks is None else rule.pregnancy[0] <= patient.weeks < rule.pregnancy[1]


def _may_be_pregnant(patient: Patient) -> bool:
    years = patient.age_years
    return patient.sex is not Sex.MALE and (years is None or FERTILE[0] <= years < FERTILE[1])


def _breastfeeding(rule: Caution, patient: Patient) -> bool | None:
    if not rule.breastfeeding:
        return True
    if patient.breastfeeding is None:
        return None if _may_be_pregnant(patient) else False
    return patient.breastfeeding


def _ill(rule: Caution, patient: Patient) -> bool | None:
    if not rule.conditions or patient.conditions.intersection(rule.conditions):
        return True
    return False if patient.denied.issuperset(rule.conditions) else None


def _allergies(pharmacy: Pharmacy, item: Taken, patient: Patient) -> Iterator[Warning]:
    for told in patient.allergies:
        allergen = pharmacy.taken(told)
        names: frozenset[str] = allergen.leaves or frozenset({told})
        direct = bool(names & item.leaves) or Key(told) in item.keys
        for rule in pharmacy.rules.crossings.values():
            if rule.same:
                if direct:
                    yield _said(pharmacy, rule, "allergy", item.id)
                continue
            if direct or not allergen.keys.intersection(rule.allergic_to):
                continue
            for part, sure in _parts(item):
                if part.keys.intersection(rule.of) and not (part.keys | allergen.keys).intersection(rule.unless):
                    yield _said(pharmacy, rule, "allergy", item.id, certain=sure)


# --- what is not known of the person


def gaps(pharmacy: Pharmacy, taken: Iterable[str], patient: Patient = _NOBODY) -> tuple[Gap, ...]:
    """Answer what of the person would have to be known before anything can be said, gravest first, each matter once."""
    graded: dict[tuple[str, ConditionId | None], Severity] = {}

    def note(kind: str, condition: ConditionId | None, severity: Severity) -> None:
        held = graded.get((kind, condition))
        if held is None or severity.rank < held.rank:
            graded[kind, condition] = severity

    for item in (pharmacy.taken(each) for each in sorted(set(taken))):
        for part, sure in _parts(item):
            for rule in _of(pharmacy, part):
                if rule.about is None and (sure or _grave(rule)) and _holds(rule, patient, frozenset()) is None:
                    for kind, condition in _open(rule, patient):
                        note(kind, condition, rule.severity)
        if item.kind in {"medicine", "class"} and not patient.allergies_known and _allergenic(pharmacy, item):
            note("allergy", None, Severity.MAJOR)
    order = {"allergy": 0, "pregnancy": 1, "condition": 2, "breastfeeding": 3}
    found = sorted(graded.items(), key=lambda pair: (pair[1].rank, order[pair[0][0]], pair[0][1] or ""))
    return tuple(Gap.model_validate({"kind": k, "condition": c, "severity": s}) for (k, c), s in found)


def _open(rule: Caution, patient: Patient) -> Iterator[tuple[str, ConditionId | None]]:
    if _pregnant(rule, patient) is None:
        yield "pregnancy", None
    if _breastfeeding(rule, patient) is None:
        yield "breastfeeding", None
    if _ill(rule, patient) is None:
        yield from (("condition", each) for each in rule.conditions if each not in patient.denied)


def _allergenic(pharmacy: Pharmacy, item: Taken) -> bool:
    """Answer whether an allergy to it, or one that crosses to it, is common enough to be asked for."""
    return bool(item.keys & pharmacy.crossings.keys())
