"""What holds between items of the graph: names that must exist, hierarchies without cycles, values that must fit together.

Each rule answers issues; none raises, so that an author sees all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from kg.errors import Issue, Where
from kg.medicines import Medicine, MedicineClass
from kg.priors import parse_age_band
from kg.schema import (
    Condition,
    Disease,
    FindingConcept,
    FindingKind,
    LabIndicator,
    Measurement,
    Question,
    RedFlag,
)

Found = Mapping[str, Mapping[str, Any]]
DURATION_TOLERANCE = 0.02


class At(Protocol):
    """Answers where an item's field was authored."""

    def __call__(self, section: str, item_id: str, *path: object) -> Where:
        """Answer the place, as near as it is known."""
        ...


class _Checker:
    def __init__(self, found: Found, at: At) -> None:
        self.found = found
        self.at = at
        self._named: dict[str, tuple[str, str]] = {}

    def known(self, kind: str, wanted: object, section: str, item: str, *path: object) -> Iterator[Issue]:
        """Answer an issue when `wanted` is named but the graph holds no such item of the kind (a section)."""
        if wanted is not None and wanted not in self.found[kind]:
            message = f"{kind} hold no {wanted!r}"
            yield Issue("error", self.at(section, item, *path), message, "author it, or mend the spelling")

    def wrong(self, section: str, item: str, path: tuple[object, ...], message: str, remedy: str) -> Issue:
        return Issue("error", self.at(section, item, *path), message, remedy)

    # --- one kind of item each

    def finding(self, concept: FindingConcept) -> Iterator[Issue]:
        yield from self.known("findings", concept.parent, "findings", concept.id, "parent")
        if not concept.id.startswith("lab."):  # a derived finding's source is its indicator's, which is judged there
            yield from self.known("sources", concept.source, "findings", concept.id, "source")
        if concept.id.startswith("duration."):
            if concept.askable:
                yield self.wrong(
                    "findings", concept.id, ("id",), "ids duration.* are kept for the time course", "rename it"
                )
            return
        seen = {concept.id}
        above = concept.parent
        while above is not None and above in self.found["findings"]:
            if above in seen:
                yield self.wrong("findings", concept.id, ("parent",), "its parents form a cycle", "break the cycle")
                return
            seen.add(above)
            above = self.found["findings"][above].parent

    def question(self, question: Question) -> Iterator[Issue]:
        name = question.id
        yield from self.known("findings", question.finding, "questions", name, "finding")
        yield from self.known("findings", question.needs, "questions", name, "needs")
        if question.kind == "yes_no":
            if question.finding is None:
                yield self.wrong("questions", name, (), "a yes_no question without a finding", "name its finding")
        elif not question.options:
            yield self.wrong("questions", name, (), f"a {question.kind} question without options", "offer options")
        for number, option in enumerate(question.options):
            for side in ("present", "absent"):
                for finding in getattr(option, side):
                    yield from self.known("findings", finding, "questions", name, "options", number, side)

    def disease(self, disease: Disease) -> Iterator[Issue]:
        name = disease.id
        yield from self.known("specialties", disease.specialty, "diseases", name, "specialty")
        for number, specialty in enumerate(disease.also):
            yield from self.known("specialties", specialty, "diseases", name, "also", number)
        for number, test in enumerate(disease.tests):
            yield from self.known("tests", test, "diseases", name, "tests", number)
        for number, source in enumerate(disease.sources):
            yield from self.known("sources", source, "diseases", name, "sources", number)
        yield from self.known("sources", disease.prevalence.source, "diseases", name, "prevalence", "source")
        for finding, frequency in disease.findings.items():
            yield from self.known("findings", finding, "diseases", name, "findings", finding)
            yield from self.known("sources", frequency.source, "diseases", name, "findings", finding)
        for band in disease.prevalence.age:
            if parse_age_band(band) is None:
                path = ("prevalence", "age", band)
                yield self.wrong(
                    "diseases", name, path, f"age band {band!r} cannot be read", 'write it as "0-4", "65+" or "7"'
                )
        total = sum(disease.duration.values())
        if abs(total - 1.0) > DURATION_TOLERANCE:
            yield self.wrong("diseases", name, ("duration",), f"duration sums to {total:.2f}", "make it sum to 1")

    def lab(self, lab: LabIndicator) -> Iterator[Issue]:
        yield from self.known("sources", lab.source, "labs", lab.id, "source")
        for number, each in enumerate(lab.ranges):
            yield from self.known("sources", each.source, "labs", lab.id, "ranges", number, "source")
            if each.low is not None and each.high is not None and each.low >= each.high:
                yield self.wrong("labs", lab.id, ("ranges", number), "low is not below high", "swap or mend them")
        if lab.treated is not None:
            yield from self.known("findings", lab.treated[0], "labs", lab.id, "treated", 0)
            yield from self.known("sources", lab.treated[2], "labs", lab.id, "treated", 2)
        for unit, factor in lab.units.items():
            if not factor > 0:
                yield self.wrong("labs", lab.id, ("units", unit), "a unit factor that is not positive", "mend it")

    def measurement(self, measurement: Measurement) -> Iterator[Issue]:
        yield from self.known("sources", measurement.source, "measurements", measurement.id, "source")
        for number, rule in enumerate(measurement.rules):
            yield from self.known("findings", rule.finding, "measurements", measurement.id, "rules", number, "finding")

    def medicine_class(self, group: MedicineClass) -> Iterator[Issue]:
        section, name, groups = "medicine_classes", group.id, self.found["medicine_classes"]
        yield from self.known(section, group.parent, section, name, "parent")
        yield from self.known("findings", group.finding, section, name, "finding")
        yield from self.known("sources", group.source, section, name, "source")
        concept = None if group.finding is None else self.found["findings"].get(group.finding)
        if concept is not None and concept.kind is not FindingKind.MEDICINE:
            message = f"{group.finding} is a {concept.kind}, no medicine"
            yield self.wrong(section, name, ("finding",), message, "name a finding of kind medicine")
        seen, above = {name}, group.parent
        while above is not None and above in groups:
            if above in seen:
                yield self.wrong(section, name, ("parent",), "its parents form a cycle", "break the cycle")
                break
            seen.add(above)
            above = groups[above].parent
        yield from self.own_words(section, group)

    def medicine(self, medicine: Medicine) -> Iterator[Issue]:
        section, name = "medicines", medicine.id
        yield from self.known("sources", medicine.source, section, name, "source")
        for number, group in enumerate(medicine.classes):
            yield from self.known("medicine_classes", group, section, name, "classes", number)
        for number, part in enumerate(medicine.ingredients):
            yield from self.known("medicines", part, section, name, "ingredients", number)
            other = self.found["medicines"].get(part)
            if other is not None and (part == name or other.ingredients):
                message = f"ingredient {part!r} is itself a combination"
                yield self.wrong(section, name, ("ingredients", number), message, "name what it is made of")
        if medicine.chinese_patent and medicine.atc is not None:
            message = "a Chinese patent medicine with an ATC code"
            yield self.wrong(section, name, ("atc",), message, "take the code away; the WHO gives none")
        yield from self.own_words(section, medicine)

    def own_words(self, section: str, node: Medicine | MedicineClass) -> Iterator[Issue]:
        """Answer an issue for each word that another medicine or class has already: who says it would mean both."""
        words = {"name": (node.name.zh, node.name.en), "aliases": (*node.aliases.zh, *node.aliases.en)}
        for field, those in words.items():
            for word in those:
                first = self._named.setdefault(word.casefold(), (section, node.id))
                if first != (section, node.id):
                    message = f"{word!r} is a word of {' '.join(first)}"
                    yield self.wrong(section, node.id, (field,), message, "leave it to one of them")

    def red_flag(self, flag: RedFlag) -> Iterator[Issue]:
        yield from self.known("specialties", flag.specialty, "red_flags", flag.id, "specialty")
        yield from self.known("sources", flag.source, "red_flags", flag.id, "source")
        yield from self.condition(flag.when, flag.id, ("when",))
        if flag.enough is not None:
            yield from self.condition(flag.enough, flag.id, ("enough",))

    def condition(self, condition: Condition, flag: str, path: tuple[object, ...]) -> Iterator[Issue]:
        told = [name for name in Condition.model_fields if getattr(condition, name) not in ((), None)]
        if len(told) != 1:
            message = f"a condition sets {len(told)} fields ({', '.join(told)})"
            yield self.wrong("red_flags", flag, path, message, "set exactly one; join several with `all` or `any`")
        for side in ("finding", "absent", "undenied", "unspoken"):
            yield from self.known("findings", getattr(condition, side), "red_flags", flag, *path, side)
        for side in ("severity_at_least", "onset_within_days", "onset_from_days", "itself_from_days", "not_from_days"):
            pair = getattr(condition, side)
            yield from self.known("findings", pair and pair[0], "red_flags", flag, *path, side)
        for side in ("all", "any"):
            for number, each in enumerate(getattr(condition, side)):
                yield from self.condition(each, flag, (*path, side, number))
        if condition.at_least is not None:
            count, those = condition.at_least
            if not 1 <= count <= len(those):
                message = f"at_least {count} of {len(those)} conditions"
                yield self.wrong("red_flags", flag, (*path, "at_least"), message, "ask for 1 up to all of them")
            for number, each in enumerate(those):
                yield from self.condition(each, flag, (*path, "at_least", 1, number))


def check_references(found: Found, at: At) -> list[Issue]:
    """Answer the issues between items; `found` maps each section to its valid items by id."""
    checker = _Checker(found, at)
    rules: dict[str, Callable[[Any], Iterator[Issue]]] = {
        "findings": checker.finding,
        "questions": checker.question,
        "diseases": checker.disease,
        "labs": checker.lab,
        "measurements": checker.measurement,
        "medicine_classes": checker.medicine_class,
        "medicines": checker.medicine,
        "red_flags": checker.red_flag,
    }
    return [issue for section, rule in rules.items() for node in found[section].values() for issue in rule(node)]
