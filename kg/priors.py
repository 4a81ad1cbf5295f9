"""How probable each disease is in a person who consults, before anything is said.

Owns the arithmetic of `Prevalence`: new presentations per 100,000 a year, times age band, sex, season and pregnancy. What sex
or age makes impossible is zero. Besides the diseases stands an explicit hypothesis "nothing in the graph".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.assumptions import Assumptions
from kg.derived import BANDS
from kg.schema import Disease, DiseaseId, Person, Prevalence, Sex

Season = str
SEASONS: Final = ("spring", "summer", "autumn", "winter")
_AGES: Final = 131
_BAND: Final = re.compile(r"^(\d{1,3})(?:-(\d{1,3})|(\+))?$")


DURATION_BACKGROUND: Final = np.array([0.14, 0.46, 0.20, 0.20])
"""Share of consultations by time since onset (hours, days, weeks, months), whatever the cause: our assumption, in the order
of what primary-care registries show; a disease speaks by how far it departs from this."""


def season_of(month: int | None) -> Season | None:
    """Answer the season of a month in China (spring is March to May), None when the month is not known."""
    return None if month is None else SEASONS[(month - 3) % 12 // 3]


def parse_age_band(band: str) -> tuple[int, int] | None:
    """Answer the first and the last year of life of `"0-4"`, `"65+"` or `"7"`, None when it is no such band."""
    match = _BAND.match(band.strip())
    if match is None:
        return None
    first = int(match[1])
    last = _AGES - 1 if match[3] else int(match[2]) if match[2] else first
    return (first, last) if first <= last < _AGES else None


UNAWARE: Final = 0.3
"""What is left of an illness of early pregnancy (ICD-10 O00 to O08, O20, O21) in a woman who says that she is not pregnant: she may not
know yet, and an ectopic pregnancy is found in just such women."""
NOT_PREGNANT: Final = 0.02
"""What is left of an illness of later pregnancy and birth (the rest of O10 to O75): hardly anything; it keeps a wrong tick from
excluding it for good. Illnesses after birth (O85 and on) are untouched."""

UNSAID: Final = 0.4
"""What is left of an illness of later pregnancy and birth in a woman of whom nothing is known in this regard: who is that far
pregnant mostly begins with it. Whoever says so, by the question or by a tick, has it back in full."""

MAX_BESIDE: Final = 0.3
"""Upper bound of the probability that a disease is there besides the one that somebody consults for."""

_DAYS: Final = np.array([2.0, 8.0, 40.0, 540.0])
"""How long an illness lasts that is brought after hours, days, weeks, months: our assumption, to an order of magnitude."""


@dataclass(frozen=True)
class Priors:
    """What is believed of one person before anything is said.

    `reason` is the probability that a disease is why they consult (sums to 1 with `nothing`); `beside` that it is there
    at this moment in somebody who consults for another (new cases times how long it lasts).
    """

    reason: NDArray[np.float64]
    nothing: float
    beside: NDArray[np.float64]


@dataclass(frozen=True)
class PriorTable:
    """Arrays over the diseases (D), in the order of the graph.

    `age` is (D, 131), `season` (D, 4), `duration` (D, 4) as log10 ratio against `DURATION_BACKGROUND`, `days` how long the
    disease lasts; `trust` and `nothing` as in `Assumptions`.
    """

    base: NDArray[np.float64]
    age: NDArray[np.float32]
    season: NDArray[np.float64]
    sex: NDArray[np.float64]
    pregnant: NDArray[np.float64]
    not_pregnant: NDArray[np.float64]
    min_age: NDArray[np.float64]
    max_age: NDArray[np.float64]
    only_sex: NDArray[np.int8]
    duration: NDArray[np.float64]
    days: NDArray[np.float64]
    trust: float
    nothing: float

    def priors(self, person: Person, month: int | None) -> Priors:
        """Answer the priors of this person in this month (1 to 12, None when not known)."""
        years = person.age_years
        column = 0 if person.sex is Sex.MALE else 1
        factor = self.age[:, min(int(years), _AGES - 1)] * self.sex[:, column]
        season = season_of(month)
        if season is not None:
            factor = factor * self.season[:, SEASONS.index(season)]
        if person.pregnant is None:
            factor = np.where(self.not_pregnant == NOT_PREGNANT, UNSAID * factor, factor)
        else:
            factor = factor * (self.pregnant if person.pregnant else self.not_pregnant)
        possible = (self.only_sex < 0) | (self.only_sex == column)
        possible &= (self.min_age <= years) & (years < self.max_age)
        factor = np.where(possible, factor, 0.0)
        beside = (self.base * factor / 100_000.0 * self.days / 365.0).clip(0.0, MAX_BESIDE)
        reason = self.base**self.trust * factor
        total = float(reason.sum())
        if total <= 0.0:
            return Priors(reason, 1.0, beside)
        return Priors(reason * ((1.0 - self.nothing) / total), self.nothing, beside)


def _ages(prevalence: Prevalence) -> NDArray[np.float32]:
    factors = np.ones(_AGES, dtype=np.float32)
    for band, factor in prevalence.age.items():
        years = parse_age_band(band)
        assert years is not None, band
        factors[years[0] : years[1] + 1] = factor
    return factors


_KEEP, _NEIGHBOUR, _ANY = 0.78, 0.07, 0.08
"""Smoothing of the duration: what a resident calls "two weeks" may be ten days, and illness is not read off a calendar."""


def _duration(disease: Disease) -> NDArray[np.float64]:
    told = np.array([disease.duration.get(band, 0.0) for band in BANDS])
    total = told.sum()
    if total <= 0:
        return np.zeros(len(BANDS))
    told = told / total
    beside = np.zeros_like(told)
    beside[1:] += told[:-1]
    beside[:-1] += told[1:]
    smooth = _KEEP * told + _NEIGHBOUR * beside + _ANY * DURATION_BACKGROUND
    smooth /= smooth.sum()
    answer: NDArray[np.float64] = np.log10(smooth / DURATION_BACKGROUND)
    return answer


def _lasts(disease: Disease) -> float:
    told = np.array([disease.duration.get(band, 0.0) for band in BANDS])
    return float(told @ _DAYS / max(told.sum(), 1e-9))


def _without_pregnancy(icd10: str) -> float:
    block = int(icd10[1:3]) if icd10.startswith("O") else 99
    if block <= 8 or block in {20, 21}:  # noqa: PLR2004 - blocks of ICD-10 chapter XV
        return UNAWARE
    return NOT_PREGNANT if block <= 75 else 1.0  # noqa: PLR2004 - as above


def compile_priors(diseases: Mapping[DiseaseId, Disease], assumed: Assumptions) -> PriorTable:
    """Answer the prior arrays in the order of `diseases`."""
    every = list(diseases.values())
    only = {None: -1, Sex.MALE: 0, Sex.FEMALE: 1}
    return PriorTable(
        base=np.array([d.prevalence.per_100k for d in every], dtype=np.float64),
        age=np.array([_ages(d.prevalence) for d in every], dtype=np.float32).reshape(len(every), _AGES),
        season=np.array(
            [[d.prevalence.season.get(s, 1.0) for s in SEASONS] for d in every],
            dtype=np.float64,
        ).reshape(len(every), 4),
        sex=np.array(
            [[d.prevalence.sex.get(s, 1.0) for s in (Sex.MALE, Sex.FEMALE)] for d in every], dtype=np.float64
        ).reshape(len(every), 2),
        pregnant=np.array([d.prevalence.pregnant for d in every], dtype=np.float64),
        not_pregnant=np.array([_without_pregnancy(d.icd10) for d in every], dtype=np.float64),
        min_age=np.array([-1.0 if d.min_age_years is None else d.min_age_years for d in every], dtype=np.float64),
        max_age=np.array([999.0 if d.max_age_years is None else d.max_age_years for d in every], dtype=np.float64),
        only_sex=np.array([only[d.sex] for d in every], dtype=np.int8),
        duration=np.array([_duration(d) for d in every], dtype=np.float64).reshape(len(every), len(BANDS)),
        days=np.array([_lasts(d) for d in every], dtype=np.float64),
        trust=assumed.trust,
        nothing=assumed.nothing,
    )
