"""`jiayi evaluate ddxplus`: interview the simulated patients of DDXPlus over its own statistics, and count what comes out right.

Owns the patients' file, the simulated patient and the figures. The initial evidence opens; a question is one evidence, answered with
all its values. The figures are those of Fansi Tchango et al. (arXiv:2210.07198, `chloe/evaluator/metrics.py` of mila-iqia/Casande-RL):

- `gtpa1`: the patient's disease is ranked first.
- `ddf1_5`: harmonic mean of precision and recall between the five first diseases of the given differential and the five first of
  ours, each as far as its probability is above 0.01; averaged over the patients.
- `pef1`: the same between the evidences asked (the initial one among them) and the patient's evidences that are not the default.
- `questions_mean`: questions put; the initial evidence is told, not asked.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.evaluate.intervals import bootstrap, wilson
from app.evaluate_sets.interview import interview
from kg.errors import GraphInvalid, Issue, Where
from kg.graph import Graph
from kg.importers.ddxplus import APART, Release, said, settling
from kg.inference import Posterior
from kg.schema import Finding, Person, Question, Sex

FIRST: Final = 5
COUNTS: Final = 0.01
"""A disease is in a differential from this probability on."""
SOFTENED: Final = 0.1
"""Exponent of the posterior from which the differential is read: what should be thought of beside the first, not what it is."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Simulated:
    """One patient: evidence code to values (the one value "" for a yes/no evidence that is there)."""

    number: int
    person: Person
    disease: str
    differential: tuple[tuple[str, float], ...]
    evidences: Mapping[str, frozenset[str]]
    initial: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a patients' file; two spellings are in circulation."""

    differential: str
    disease: str
    evidences: str
    initial: str
    age: str
    sex: str


_SPELLINGS: Final = (
    Columns("DIFFERENTIAL_DIAGNOSIS", "PATHOLOGY", "EVIDENCES", "INITIAL_EVIDENCE", "AGE", "SEX"),
    Columns("top5_diagnoses", "diagnosis", "features", "feature_id", "age", "sex"),
)
_OLDEST: Final = 120


def read_patients(rows: Iterable[Mapping[str, str | None]], file: str, release: Release) -> tuple[Simulated, ...]:
    """Answer the patients of the parsed rows.

    Raises:
        GraphInvalid: naming each line and column that is wrong; unknown evidences and diseases are.
    """
    issues: list[Issue] = []
    patients = []
    for number, row in enumerate(rows):
        try:
            patients.append(_patient(number, row, release))
        except _Wrong as wrong:
            issues.append(
                Issue("error", Where(file=file, line=number + 2, field=wrong.field), wrong.said, wrong.remedy)
            )
    if not issues and not patients:
        issues.append(
            Issue("error", Where(file=file), "holds no patients", "give a CSV file with a head and a row each")
        )
    if issues:
        raise GraphInvalid(tuple(issues))
    return tuple(patients)


class _Wrong(Exception):
    def __init__(self, field: str, said: str, remedy: str) -> None:
        super().__init__(said)
        self.field, self.said, self.remedy = field, said, remedy


def _patient(number: int, row: Mapping[str, str | None], release: Release) -> Simulated:
    columns = next((one for one in _SPELLINGS if one.disease in row), None)
    if columns is None:
        raise _Wrong("", "has none of the known columns", f"name them as in {_SPELLINGS[0]}")
    disease = row[columns.disease] or ""
    _known(disease, release.conditions, columns.disease, "disease")
    told: dict[str, set[str]] = {}
    for entry in _literal(row, columns.evidences):
        code, _, value = str(entry).partition(APART)
        _known(code, release.evidences, columns.evidences, "evidence")
        evidence = release.evidences[code]
        if value and value != evidence.default:
            _known(value, evidence.values, columns.evidences, f"value of {code}")
        told.setdefault(code, set()).add(value)
    initial = (row[columns.initial] or "").partition(APART)[0]
    _known(initial, release.evidences, columns.initial, "evidence")
    given = []
    for entry in _literal(row, columns.differential):
        if not (isinstance(entry, list | tuple) and len(entry) == 2 and isinstance(entry[1], int | float)):  # noqa: PLR2004 - a pair
            raise _Wrong(columns.differential, f"holds {entry!r}", "give pairs of disease and probability")
        _known(str(entry[0]), release.conditions, columns.differential, "disease")
        given.append((str(entry[0]), float(entry[1])))
    age = row[columns.age] or ""
    if not age.isdigit() or int(age) > _OLDEST:
        raise _Wrong(columns.age, f"{age!r} is no age", "give whole years")
    sex = {"M": Sex.MALE, "F": Sex.FEMALE}.get(row[columns.sex] or "")
    if sex is None:
        raise _Wrong(columns.sex, f"{row[columns.sex]!r} is no sex of this set", "give M or F")
    return Simulated(
        number,
        Person(age_days=int(int(age) * 365.25) + 1, sex=sex),
        disease,
        tuple(given),
        {code: frozenset(values) for code, values in told.items()},
        initial,
    )


def _known(name: str, among: Mapping[str, Any], field: str, what: str) -> None:
    if name not in among:
        raise _Wrong(
            field, f"names the unknown {what} {name!r}", "use the patients and the release files of one version"
        )


def _literal(row: Mapping[str, str | None], field: str) -> list[Any]:
    try:
        value = ast.literal_eval(row.get(field) or "")
    except (ValueError, SyntaxError) as error:
        raise _Wrong(field, "is no list", "give a Python list, as DDXPlus publishes it") from error
    if not isinstance(value, list):
        raise _Wrong(field, "is no list", "give a Python list, as DDXPlus publishes it")
    return value


# --- figures


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """What came of one patient."""

    right: bool
    questions: int
    differential_f1: float
    evidence_f1: float


def f1(given: frozenset[str], ours: frozenset[str]) -> float:
    """Answer the harmonic mean of precision and recall; 0 where either is empty."""
    both = len(given & ours)
    return 2.0 * both / (len(given) + len(ours)) if both else 0.0


def first_five(probabilities: Iterable[tuple[str, float]]) -> frozenset[str]:
    """Answer the five most probable diseases, as far as they are above `COUNTS`."""
    ranked = sorted(probabilities, key=lambda pair: (-pair[1], pair[0]))[:FIRST]
    return frozenset(name for name, p in ranked if p > COUNTS)


def differential(posterior: Posterior) -> list[tuple[str, float]]:
    """Answer what should be thought of: the posterior, softened."""
    p: NDArray[np.float64] = np.maximum(posterior.probabilities, 1e-300) ** SOFTENED
    return list(zip(posterior.diseases, (p / p.sum()).tolist(), strict=True))


def diagnose(graph: Graph, release: Release, settles: frozenset[str], patient: Simulated, most: int) -> Diagnosed:
    """Answer what comes of interviewing the patient with at most `most` questions."""

    def answers(question: Question) -> tuple[Finding, ...]:
        return said(release, settles, question.id, patient.evidences.get(question.id, ()))

    opening = said(release, settles, patient.initial, patient.evidences.get(patient.initial, {""}))
    done = interview(graph, patient.person, opening, answers, most=most)
    there = {
        code
        for code, values in patient.evidences.items()
        if any(value != release.evidences[code].default for value in values)
    }
    asked = frozenset({patient.initial, *done.asked})
    return Diagnosed(
        right=done.posterior.ranked[0].disease == patient.disease,
        questions=len(done.asked),
        differential_f1=f1(first_five(patient.differential), first_five(differential(done.posterior))),
        evidence_f1=f1(frozenset(there), asked),
    )


@dataclass(frozen=True, slots=True)
class DdxplusResult:
    """The figures over all patients."""

    patients: Sequence[Diagnosed]
    seed: int

    def figures(self) -> dict[str, Any]:
        """Answer the figures under the keys that DESIGN section 10 fixes."""
        n = len(self.patients)
        right = sum(one.right for one in self.patients)
        means: dict[str, list[float]] = {
            "questions_mean": [float(one.questions) for one in self.patients],
            "ddf1_5": [one.differential_f1 for one in self.patients],
            "pef1": [one.evidence_f1 for one in self.patients],
        }
        return {
            "n": n,
            "gtpa1": right / n,
            **{name: float(np.mean(values)) for name, values in means.items()},
            "ci95": {
                "gtpa1": wilson(right, n),
                **{name: bootstrap(values, np.mean, seed=self.seed) for name, values in means.items()},
            },
        }


def evaluate(
    graph: Graph,
    release: Release,
    patients: Sequence[Simulated],
    *,
    most: int,
    seed: int,
    progress: Progress | None = None,
) -> DdxplusResult:
    """Answer the figures over the patients."""
    settles = settling(release)
    done: list[Diagnosed] = []
    for patient in patients:
        done.append(diagnose(graph, release, settles, patient, most))
        if progress is not None:
            progress(len(done), len(patients))
    return DdxplusResult(done, seed)
