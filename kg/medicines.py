"""Medicines and what taking them makes present, by their classes.

Pure look-ups over authored medicines. Knows no interactions, doses or contraindications, and nothing of language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.schema import FindingId, Medicine, MedicineClass, MedicineClassId, MedicineId

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
