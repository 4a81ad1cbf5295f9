"""Findings that exist without being authored: laboratory results, how long the complaint has lasted, and diseases named.

Owns their ids, names and backgrounds. `lab.<id>.high`, `lab.<id>.low`, `lab.<id>.positive`; where an indicator has critical
bounds, `lab.<id>.high.critical` and `lab.<id>.low.critical` below them, and `.marked` beside these where there are bounds
from which a doctor looks the same day. `duration.<band>` is evidence only, never asked; so are `named.<disease>`
(the resident, or whoever told them, calls it by this name) and below it `named.<disease>.report` (an examination, a report
or a doctor came to this conclusion). Which named diseases are a history of cancer stands here as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from kg.schema import Disease, DiseaseId, FindingConcept, FindingId, FindingKind, LabIndicator, LocalText, LocalWords

Band = Literal["hours", "days", "weeks", "months"]
BANDS: Final[tuple[Band, ...]] = ("hours", "days", "weeks", "months")

_CRITICAL_SHARE = 0.05
"""Share of results beyond a reference bound that are beyond the critical bound as well: our assumption, good to an order
of magnitude. It only has to say that a critical value is far rarer than an abnormal one."""
_MARKED_SHARE = 0.1
"""The same for the bound from which a doctor looks the same day."""

_BAND_NAME: Final[dict[Band, tuple[str, str]]] = {
    "hours": ("起病不到一天", "began less than a day ago"),
    "days": ("病了一天到两周", "one day to two weeks"),
    "weeks": ("病了两周到八周", "two to eight weeks"),
    "months": ("病了八周以上", "more than eight weeks"),
}


def band_of(duration_days: float) -> Band:
    """Answer the band of a duration: hours < 1 d, days up to 14 d, weeks up to 56 d, months beyond."""
    if duration_days < 1:
        return "hours"
    if duration_days <= 14:  # noqa: PLR2004 - the bands of `Disease.duration`
        return "days"
    return "weeks" if duration_days <= 56 else "months"  # noqa: PLR2004 - the bands of `Disease.duration`


def duration_id(band: Band) -> FindingId:
    """Answer the id under which the duration of the complaint stands as evidence."""
    return FindingId(f"duration.{band}")


def _of_lab(
    lab: LabIndicator, tail: str, zh: str, en: str, background: float, parent: FindingId | None = None
) -> FindingConcept:
    return FindingConcept(
        id=FindingId(f"lab.{lab.id}.{tail}"),
        kind=FindingKind.LAB,
        name=LocalText(zh=f"{lab.name.zh}{zh}", en=f"{lab.name.en} {en}"),
        words=LocalWords(),
        parent=parent,
        background=background,
        askable=False,
        source=lab.source,
    )


def lab_findings(lab: LabIndicator) -> Iterator[FindingConcept]:
    """Answer the findings that the indicator's results can become."""
    if lab.kind == "ordinal":
        yield _of_lab(lab, "positive", "阳性", "positive", lab.background_high)
        return
    high, low = FindingId(f"lab.{lab.id}.high"), FindingId(f"lab.{lab.id}.low")
    yield _of_lab(lab, "high", "偏高", "high", lab.background_high)
    yield _of_lab(lab, "low", "偏低", "low", lab.background_low)
    yield _of_lab(lab, "positive", "阳性", "positive", lab.background_high)
    if lab.marked[1] is not None:
        yield _of_lab(lab, "high.marked", "明显偏高", "markedly high", lab.background_high * _MARKED_SHARE, high)
    if lab.marked[0] is not None:
        yield _of_lab(lab, "low.marked", "明显偏低", "markedly low", lab.background_low * _MARKED_SHARE, low)
    if lab.critical_high is not None:
        yield _of_lab(lab, "high.critical", "危急偏高", "critically high", lab.background_high * _CRITICAL_SHARE, high)
    if lab.critical_low is not None:
        yield _of_lab(lab, "low.critical", "危急偏低", "critically low", lab.background_low * _CRITICAL_SHARE, low)


def duration_findings() -> Iterator[FindingConcept]:
    """Answer the four findings that name how long the complaint has lasted."""
    for band in BANDS:
        zh, en = _BAND_NAME[band]
        yield FindingConcept(
            id=duration_id(band), kind=FindingKind.HISTORY, name=LocalText(zh=zh, en=en), background=0.25, askable=False
        )


NAMED: Final = 0.3
NAMED_BY_REPORT: Final = 0.5
"""Share of those who have a disease and name it, or bring a report that does: our assumptions, as the two that follow."""
NAMED_IN_VAIN: Final = 0.01
NAMED_IN_VAIN_BY_REPORT: Final = 0.00005
"""Share of those who have something else and name it all the same: one wrong name among the many that could be given. So a name
that the resident gives counts thirty times, that of a report or a doctor some ten thousand times. What this does to the urgency is
bounded in `kg.triage`: a name never makes it less."""
MISTAKEN: Final = 0.05
"""A rare disease is named in vain no oftener than it is found: so many wrong names by a report for each new patient. With a fixed share a
report's moyamoya disease or cervical dysplasia stayed improbable, whoever had diagnosed it."""
PER: Final = 100_000
"""Residents that a prevalence is counted among."""


HISTORY_OF_CANCER: Final = FindingId("hx.cancer")
"""What somebody has who names a cancer of their own, had or having: 肺癌手术后 and 有肺癌 say as much as 得过癌."""


def is_cancer(icd10: str) -> bool:
    """Answer whether the code is of a cancer that may come back or spread: C00 to C97 of ICD-10 (WHO) but C44.

    Cancers of the skin other than melanoma (C44) hardly ever do, and are cut out by the thousand.
    """
    block = icd10[:3]
    return "C00" <= block <= "C97" and block != "C44"


def named_id(disease: DiseaseId, *, by_report: bool = False) -> FindingId:
    """Answer the id under which it stands that the disease was named."""
    return FindingId(f"named.{disease}.report" if by_report else f"named.{disease}")


def named_findings(disease: Disease) -> Iterator[FindingConcept]:
    """Answer the two findings that somebody named this disease."""
    name, told = disease.name, named_id(disease.id)
    yield FindingConcept(
        id=told,
        kind=FindingKind.DIAGNOSIS,
        name=LocalText(zh=f"{name.zh}（自述）", en=f"{name.en} (as told)"),
        background=NAMED_IN_VAIN,
        askable=False,
    )
    yield FindingConcept(
        id=named_id(disease.id, by_report=True),
        kind=FindingKind.DIAGNOSIS,
        name=LocalText(zh=f"{name.zh}（检查或医生结论）", en=f"{name.en} (found by a test or a doctor)"),
        parent=told,
        background=min(NAMED_IN_VAIN_BY_REPORT, MISTAKEN * disease.prevalence.per_100k / PER),
        askable=False,
    )


def named_probabilities(disease: DiseaseId) -> Iterator[tuple[FindingId, float]]:
    """Answer P(finding | disease) of the two findings that name the disease."""
    yield named_id(disease), NAMED
    yield named_id(disease, by_report=True), NAMED_BY_REPORT
