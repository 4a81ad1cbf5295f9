"""DDXPlus as a graph: 49 diseases, 223 evidences, and how often each value of an evidence occurs in each disease.

Owns the reading of its release files and the shape of the graph (Fansi Tchango et al. 2022, arXiv:2205.09148, CC-BY 4.0).
Conditions and evidences come twice, under codes (`E_53`, `V_161`) and under French names, in the same order; the statistics are
keyed by the French names, the patients by the codes.

A yes/no evidence is one finding. An evidence with values (one of several, several of many, or a scale) is a small tree: its root says
that the value is not the default ("nowhere", "no", 0), the values stand below. Evidences that describe another one (where is the
pain, how strong) stand below it, so that a denied pain leaves no question about its place.

The statistics give, for an evidence that takes several values at once, the share of one value drawn from each patient (they sum to
one). How often a value is there at all lies between that share and one; the geometric mean of the two is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, cast

from kg.errors import GraphInvalid, Issue, Where
from kg.graph import Graph
from kg.importers.counted import COUNTED, counted_disease, counted_graph, plain
from kg.schema import (
    Finding,
    FindingConcept,
    FindingId,
    FindingKind,
    LocalText,
    Option,
    Question,
    QuestionId,
    Source,
    SourceId,
    Status,
    Urgency,
)

SOURCE: Final = SourceId("ddxplus")
NOISE: Final = 0.001
"""No frequency is below this, or above one less this: a person may be mistaken about what a simulated one is never mistaken about."""
SETTLED: Final = 0.002
"""Bits below which no question is put: the simulated patients are never mistaken, so that the disease is soon as good as certain."""
SAME: Final = 0.01
"""Shares that differ by no more than this are taken to be of the same patients."""
APART: Final = "_@_"
"""Between an evidence and its value, in the patients' files."""
_ICD10: Final = re.compile(r"^[A-Z][0-9]{2}(\.[0-9A-Z]{1,4})?$")
_SEVERITY: Final = tuple(Urgency)
"""`severity` 1 (most severe) to 5."""

Kind = Literal["B", "C", "M"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One evidence: `values` without the default, in the order of the file; empty for yes/no."""

    code: str
    name: str
    kind: Kind
    about: str
    history: bool
    default: str
    values: Mapping[str, str]
    """Value code to its name."""
    alias: str
    """Its name in the statistics."""
    value_alias: Mapping[str, str]
    """Value code, the default's too, to its name in the statistics."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One disease, with the share of patients and P(value | disease) by the statistics' names."""

    name: str
    icd10: str
    urgency: Urgency
    share: float
    told: Mapping[str, float | Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Release:
    """The data set as it was read: evidences by code, conditions by name."""

    evidences: Mapping[str, Evidence]
    conditions: Mapping[str, Condition]


# --- reading


class _Reader:
    """Gathers issues, so that all of them are reported at once."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def wrong(self, file: str, item: str, field: str, message: str, remedy: str) -> None:
        self.issues.append(Issue("error", Where(file=file, id=item, field=field), message, remedy))

    def mapping(self, raw: object, file: str, item: str = "", field: str = "") -> Mapping[str, Any]:
        if isinstance(raw, dict):
            return raw
        self.wrong(file, item, field, "is no object", "take the file as DDXPlus publishes it")
        return {}

    def share(self, raw: object, file: str, item: str, field: str) -> float:
        if isinstance(raw, int | float) and not isinstance(raw, bool) and 0.0 <= raw <= 1.0 + 1e-9:
            return min(float(raw), 1.0)
        above = isinstance(raw, int | float) and raw > 1.0
        self.wrong(
            file,
            item,
            field,
            f"frequency {raw!r} is {'above one' if above else 'no share'}",
            "give a probability between 0 and 1",
        )
        return 0.0


CONDITIONS: Final = "en_codes_release_conditions.json"
EVIDENCES: Final = "en_codes_release_evidences.json"
EVIDENCES_NAMED: Final = "release_evidences.json"
STATISTICS: Final = "ddxplus_bed_stats_4.json"
FILES: Final = (CONDITIONS, EVIDENCES, EVIDENCES_NAMED, STATISTICS)


def read_release(raw: Mapping[str, object]) -> Release:
    """Answer the release from its parsed files, by file name (`FILES`).

    Raises:
        GraphInvalid: naming each file and field that is wrong.
    """
    reader = _Reader()
    evidences = _evidences(reader, raw)
    conditions = _conditions(reader, raw, evidences)
    if not reader.issues and not (evidences and conditions):
        reader.wrong(CONDITIONS, "", "", "holds no conditions", "take the file as DDXPlus publishes it")
    if reader.issues:
        raise GraphInvalid(tuple(reader.issues))
    return Release(evidences, conditions)


def _evidences(reader: _Reader, raw: Mapping[str, object]) -> dict[str, Evidence]:
    coded = reader.mapping(raw.get(EVIDENCES), EVIDENCES)
    named = reader.mapping(raw.get(EVIDENCES_NAMED), EVIDENCES_NAMED)
    by_question = {str(reader.mapping(one, EVIDENCES_NAMED, key).get("question_fr")): key for key, one in named.items()}
    answer = {}
    for code, one in coded.items():
        fields = reader.mapping(one, EVIDENCES, code)
        kind = str(fields.get("data_type"))
        alias = by_question.get(str(fields.get("question_fr")))
        if kind not in {"B", "C", "M"}:
            reader.wrong(EVIDENCES, code, "data_type", f"has the unknown type {kind!r}", "give B, C or M")
            continue
        if alias is None:
            reader.wrong(
                EVIDENCES, code, "question_fr", f"is asked by nothing in {EVIDENCES_NAMED}", "take both of one release"
            )
            continue
        # Some name a question that was not released; they stand by themselves.
        about = str(fields.get("code_question", code))
        about = about if about in coded else code
        values = [str(value) for value in fields.get("possible-values", ())]
        others = [str(value) for value in named[alias].get("possible-values", ())]
        if len(values) != len(others):
            reader.wrong(
                EVIDENCES, code, "possible-values", f"differ from {EVIDENCES_NAMED}", "take both of one release"
            )
            continue
        default = str(fields.get("default_value", ""))
        meanings = reader.mapping(fields.get("value_meaning", {}), EVIDENCES, code, "value_meaning")
        answer[code] = Evidence(
            code=code,
            name=str(fields.get("question_en", code)),
            kind=cast("Kind", kind),
            about=about,
            history=bool(fields.get("is_antecedent", False)),
            default=default,
            values={value: str(meanings.get(value, {}).get("en", value)) for value in values if value != default},
            alias=alias,
            value_alias=dict(zip(values, others, strict=True)),
        )
    return answer


def _conditions(reader: _Reader, raw: Mapping[str, object], evidences: Mapping[str, Evidence]) -> dict[str, Condition]:
    coded = reader.mapping(raw.get(CONDITIONS), CONDITIONS)
    statistics = reader.mapping(raw.get(STATISTICS), STATISTICS)
    known = {evidence.alias for evidence in evidences.values()}
    answer = {}
    for name, one in coded.items():
        fields = reader.mapping(one, CONDITIONS, name)
        french = str(fields.get("cond-name-fr"))
        if french not in statistics:
            reader.wrong(
                CONDITIONS, name, "cond-name-fr", f"{french!r} is not in {STATISTICS}", "take both of one release"
            )
            continue
        of_disease = reader.mapping(statistics[french], STATISTICS, french)
        told: dict[str, float | Mapping[str, float]] = {}
        for alias, share in reader.mapping(of_disease.get("findings"), STATISTICS, french, "findings").items():
            if alias not in known:
                reader.wrong(
                    STATISTICS, french, f"findings.{alias}", "is no evidence", f"name one of {EVIDENCES_NAMED}"
                )
            elif isinstance(share, dict):
                told[alias] = {
                    value: reader.share(p, STATISTICS, french, f"findings.{alias}.{value}")
                    for value, p in share.items()
                }
            else:
                told[alias] = reader.share(share, STATISTICS, french, f"findings.{alias}")
        code = str(fields.get("icd10-id", "")).upper()
        severity = fields.get("severity", 3)
        urgency = _SEVERITY[severity - 1] if severity in range(1, len(_SEVERITY) + 1) else Urgency.SOON
        answer[name] = Condition(
            name=name,
            icd10=code if _ICD10.match(code) else "R69",
            urgency=urgency,
            share=reader.share(of_disease.get("prior"), STATISTICS, french, "prior"),
            told=told,
        )
    return answer


# --- findings and questions


def root_of(evidence: Evidence) -> FindingId:
    """Answer the finding that the evidence is there, or is not the default."""
    return FindingId(evidence.code)


def value_of(evidence: Evidence, value: str) -> FindingId:
    """Answer the finding that the evidence has this value."""
    return FindingId(f"{evidence.code}{APART}{value}")


def said(release: Release, settles: frozenset[str], code: str, values: Iterable[str]) -> tuple[Finding, ...]:
    """Answer what is known after the evidence was asked about; `values` are the patient's, none for no or the default.

    `settles` is `settling(release)`. A yes/no evidence that is there has the one value "". Raises KeyError for an
    evidence that the release does not hold.
    """
    evidence = release.evidences[code]
    there = [value for value in values if value != evidence.default]
    if not there:
        return (Finding(id=FindingId(evidence.about if code in settles else code), status=Status.ABSENT),)
    if evidence.kind == "B":
        return (Finding(id=root_of(evidence), status=Status.PRESENT),)
    return tuple(Finding(id=value_of(evidence, value), status=Status.PRESENT) for value in sorted(there))


def _question(evidence: Evidence, used: Sequence[str]) -> Question:
    text = plain(evidence.name)
    if evidence.kind == "B":
        return Question(id=QuestionId(evidence.code), kind="yes_no", text=text, why=text, finding=root_of(evidence))
    options = [Option(text=plain(evidence.values[v]), present=(value_of(evidence, v),)) for v in used]
    none = Option(text=LocalText(zh="都不是", en="none of these"))
    return Question(id=QuestionId(evidence.code), kind="choice", text=text, why=text, options=(*options, none))


def _concepts(
    evidence: Evidence, evidences: Mapping[str, Evidence], usual: Mapping[FindingId, float]
) -> Iterator[FindingConcept]:
    kind = FindingKind.HISTORY if evidence.history else FindingKind.SYMPTOM
    root = root_of(evidence)
    above = None if evidence.about == evidence.code else root_of(evidences[evidence.about])
    named = plain(evidence.name)
    yield FindingConcept(
        id=root,
        kind=kind,
        name=named,
        parent=above,
        background=usual[root],
        askable=evidence.kind == "B",
        source=SOURCE,
    )
    for value, name in evidence.values.items():
        one = value_of(evidence, value)
        yield FindingConcept(
            id=one, kind=kind, name=plain(name), parent=root, background=usual[one], askable=False, source=SOURCE
        )


# --- numbers


def _shares(condition: Condition, evidence: Evidence) -> dict[str, float]:
    told = condition.told.get(evidence.alias)
    if not isinstance(told, Mapping):
        return {}
    return {value: told.get(evidence.value_alias[value], 0.0) for value in evidence.values}


def _there(condition: Condition, evidence: Evidence) -> float:
    """Answer how often the evidence is there, or is not the default."""
    told = condition.told.get(evidence.alias, 0.0)
    return sum(_shares(condition, evidence).values()) if isinstance(told, Mapping) else told


def settling(release: Release) -> frozenset[str]:
    """Answer the evidences that always come with the one that they describe: a pain has a place.

    Their default says that there is no pain; elsewhere ("radiates nowhere") it says nothing of the kind.
    """
    answer = []
    for evidence in release.evidences.values():
        above = release.evidences[evidence.about]
        if above is not evidence and all(
            abs(_there(one, above) - _there(one, evidence)) <= SAME for one in release.conditions.values()
        ):
            answer.append(evidence.code)
    return frozenset(answer)


def _frequencies(condition: Condition, evidences: Mapping[str, Evidence], noise: float) -> dict[FindingId, float]:
    answer: dict[FindingId, float] = {}
    for evidence in evidences.values():
        shares = _shares(condition, evidence)
        there = min(max(_there(condition, evidence), noise), 1.0 - noise)
        answer[root_of(evidence)] = there
        for value in evidence.values:
            share = shares.get(value, 0.0)
            often = share**0.5 if evidence.kind == "M" else share
            answer[value_of(evidence, value)] = min(max(often, noise * there), there)
    return answer


def ddxplus_graph(release: Release, *, noise: float = NOISE) -> Graph:
    """Answer the graph; no frequency is nearer to 0 or 1 than `noise`."""
    evidences = release.evidences
    of_disease = {name: _frequencies(one, evidences, noise) for name, one in release.conditions.items()}
    total = sum(one.share for one in release.conditions.values()) or 1.0
    usual: dict[FindingId, float] = {}
    for name, one in release.conditions.items():
        for finding, p in of_disease[name].items():
            usual[finding] = usual.get(finding, 0.0) + p * one.share / total
    usual = {finding: min(max(p, 1e-6), 0.95) for finding, p in usual.items()}
    concepts = [concept for evidence in evidences.values() for concept in _concepts(evidence, evidences, usual)]
    used = {
        code: [
            v
            for v in evidence.values
            if any(_shares(one, evidence).get(v, 0.0) > noise for one in release.conditions.values())
        ]
        for code, evidence in evidences.items()
        if evidence.values
    }
    questions = [
        _question(evidence, used.get(code, ()))
        for code, evidence in evidences.items()
        if evidence.kind == "B" or used.get(code)
    ]
    source = Source(id=SOURCE, title="DDXPlus", publisher="Fansi Tchango et al., arXiv:2205.09148", year=2022)
    diseases = [
        counted_disease(name, one.share / total, of_disease[name], SOURCE, icd10=one.icd10, urgency=one.urgency)
        for name, one in release.conditions.items()
    ]
    return counted_graph(source, concepts, questions, diseases, assumptions=replace(COUNTED, worth_stop=SETTLED))
