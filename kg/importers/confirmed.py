"""Confirmed cases, one JSON object a line, as `kg.fit` counts them.

`{"disease": id, "findings": {"id": "present" | "absent" | "unsure"}, "age"?: years, "sex"?: "male" | "female"}`. A
finding that is not written was not recorded, which is not absent. Owns the reading and refuses ids that the graph does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.errors import GraphInvalid, Issue, Where
from kg.fit import Case
from kg.graph import Graph
from kg.schema import FindingId, Sex, Status

_OLDEST = 130


def read_confirmed(lines: Iterable[tuple[int, object]], file: str, graph: Graph) -> tuple[Case, ...]:
    """Answer the cases of the parsed lines, each with its number in the file.

    Raises:
        GraphInvalid: naming each line and field that is wrong.
    """
    issues: list[Issue] = []
    cases = []
    for number, raw in lines:
        wrong = [
            Issue("error", Where(file=file, line=number, field=field), message, remedy)
            for field, message, remedy in _issues(raw, graph)
        ]
        issues += wrong
        if not wrong:
            assert isinstance(raw, dict)
            cases.append(
                Case(
                    raw["disease"],
                    {FindingId(finding): Status(status) for finding, status in raw["findings"].items()},
                    raw.get("age"),
                    None if raw.get("sex") is None else Sex(raw["sex"]),
                )
            )
    if not issues and not cases:
        issues.append(Issue("error", Where(file=file), "holds no cases", "write one JSON object a line"))
    if issues:
        raise GraphInvalid(tuple(issues))
    return tuple(cases)


def _issues(raw: object, graph: Graph) -> Iterable[tuple[str, str, str]]:
    if not isinstance(raw, dict):
        yield "", "is no object", 'write {"disease": …, "findings": {…}}'
        return
    for field in sorted(set(raw) - {"disease", "findings", "age", "sex"}):
        yield field, "is not a field of a case", "leave it out, or mend the spelling"
    if str(raw.get("disease")) not in graph.diseases:
        yield "disease", f"{raw.get('disease')!r} is no disease of the graph", "see jiayi kg show for the ids"
    findings = raw.get("findings")
    if not isinstance(findings, dict) or not findings:
        yield "findings", "holds nothing", 'write {"finding id": "present", "absent" or "unsure"}'
        return
    for finding, status in findings.items():
        if finding not in graph.findings:
            yield f"findings.{finding}", "is no finding of the graph", "see jiayi kg show for the ids"
        if str(status) not in {one.value for one in Status}:
            yield f"findings.{finding}", f"has the unknown status {status!r}", "write present, absent or unsure"
    age = raw.get("age")
    if age is not None and not (isinstance(age, int | float) and not isinstance(age, bool) and 0 <= age <= _OLDEST):
        yield "age", f"{age!r} is no age", "write years"
    if raw.get("sex") is not None and str(raw["sex"]) not in {one.value for one in Sex}:
        yield "sex", f"{raw.get('sex')!r} is no sex of the graph", "write male or female"
