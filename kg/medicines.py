"""Medicines, the classes that they belong to, and what taking one makes present.

Authored values and pure look-ups over them. Knows no interactions, doses or contraindications, and nothing of language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, NewType

from pydantic import Field

from kg.schema import FindingId, LocalText, LocalWords, SourceId, Value

MedicineId = NewType("MedicineId", str)
MedicineClassId = NewType("MedicineClassId", str)


class MedicineClass(Value):
    """A group of medicines that do the same; classes form a tree by `parent`.

    `finding`: what taking one of them makes present. A class without one has that of the nearest class above which has.
    `atc`: the WHO ATC codes (first to fourth level) under which its medicines stand; empty where ATC cuts otherwise.
    """

    id: MedicineClassId
    name: LocalText
    aliases: LocalWords = LocalWords()
    atc: tuple[Annotated[str, Field(pattern=r"^[A-Z]([0-9]{2}([A-Z]{1,2})?)?$")], ...] = ()
    parent: MedicineClassId | None = None
    finding: FindingId | None = None
    source: SourceId


class Medicine(Value):
    """A medicine by its ingredient, a fixed combination, or a Chinese patent medicine, under the names that residents give it.

    `ingredients` of a combination are medicines of their own, whose classes count as well. `atc` is the fifth level, where the
    WHO gives one; of several (by route) the one under which it is mostly taken. Doses and contraindications do not stand here.
    """

    id: MedicineId
    name: LocalText
    aliases: LocalWords = LocalWords()
    atc: Annotated[str, Field(pattern=r"^[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}$")] | None = None
    classes: Annotated[tuple[MedicineClassId, ...], Field(min_length=1)]
    ingredients: tuple[MedicineId, ...] = ()
    chinese_patent: bool = False
    """A prepared medicine of Chinese tradition (中成药); it has no ATC code."""
    source: SourceId


Medicines = Mapping[MedicineId, Medicine]
MedicineClasses = Mapping[MedicineClassId, MedicineClass]


def line_of(classes: MedicineClasses, group: MedicineClassId) -> tuple[MedicineClassId, ...]:
    """Answer the class itself and the more general ones, nearest first; what is not known is left out."""
    line: list[MedicineClassId] = []
    at: MedicineClassId | None = group
    while at is not None and at in classes and at not in line:
        line.append(at)
        at = classes[at].parent
    return tuple(line)


def finding_of(classes: MedicineClasses, group: MedicineClassId) -> FindingId | None:
    """Answer what taking a medicine of the class makes present: the finding of the nearest class of its line that has one."""
    return next((found for each in line_of(classes, group) if (found := classes[each].finding) is not None), None)


def findings_of(medicines: Medicines, classes: MedicineClasses, medicine: Medicine) -> tuple[FindingId, ...]:
    """Answer what taking a medicine makes present, by its classes and those of its ingredients."""
    parts = (medicine, *(medicines[part] for part in medicine.ingredients if part in medicines))
    found = (finding_of(classes, group) for part in parts for group in part.classes)
    return tuple(dict.fromkeys(finding for finding in found if finding is not None))


def told_of(
    medicines: Medicines, classes: MedicineClasses
) -> Iterator[tuple[Medicine | MedicineClass, tuple[FindingId, ...]]]:
    """Answer every class and medicine with what taking it makes present."""
    for group in classes.values():
        finding = finding_of(classes, group.id)
        yield group, () if finding is None else (finding,)
    for medicine in medicines.values():
        yield medicine, findings_of(medicines, classes, medicine)
