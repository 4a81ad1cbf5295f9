"""One-shot assessment of the vignettes in `vignettes.jsonl`: rates, and one line per miss.

The people are invented, and their words were written without the dictionary open. `level` is the one of the five urgencies that
a family doctor would choose; `urgency` its coarse form. An assessment is safe when it is at least as urgent as the coarse truth.
Run it from the root of the tree: `PYTHONPATH=. python tests/evaluations/run_vignettes.py [ID...]`; ids show each assessment in full.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from agents.assessment import assess, assessment_json
from agents.dialogue import PersonInput
from agents.knowledge import Knowledge
from kg.schema import Disease, Urgency

FILE: Final = Path(__file__).with_name("vignettes.jsonl")
NOW: Final = int(datetime(2026, 5, 15, 10, tzinfo=UTC).timestamp() * 1000)
"""A day in May: no season speaks loudly, and the answer does not depend on when the tests run."""
COARSE: Final = ("emergency", "non_emergency", "self_care")
DAYS_PER_YEAR: Final = 365.25


@dataclass(frozen=True)
class Vignette:
    """One invented person's own words, what is behind them, and how soon they should be seen."""

    id: str
    lang: str
    age: float
    sex: str
    text: str
    truth: tuple[str, ...]
    urgency: str
    level: Urgency


@dataclass(frozen=True)
class Judged:
    """A vignette with what the assessment made of it."""

    vignette: Vignette
    answer: dict[str, Any]
    ids: frozenset[str]
    """Diseases of the graph that the truth names."""

    @property
    def level(self) -> Urgency:
        return Urgency(self.answer["urgency"])

    @property
    def coarse(self) -> str:
        return coarse(self.level)

    @property
    def safe(self) -> bool:
        return COARSE.index(self.coarse) <= COARSE.index(self.vignette.urgency)

    @cached_property
    def rank(self) -> int | None:
        """Answer the place of the truth in the differential, from 1; None where it is not shown."""
        return next((n for n, each in enumerate(self.answer["differential"], 1) if each["id"] in self.ids), None)


@dataclass(frozen=True)
class Rates:
    """Rates over all vignettes, between 0 and 1."""

    n: int
    urgency: float
    level: float
    safe: float
    emergencies_found: float
    self_care_alarmed: float
    top1: float
    top3: float
    top5: float


def coarse(level: Urgency) -> str:
    """Answer the coarse urgency: the three levels between the ends are one."""
    return level.value if level in {Urgency.EMERGENCY, Urgency.SELF_CARE} else "non_emergency"


def read(path: Path = FILE) -> list[Vignette]:
    """Answer the vignettes of a file of JSON lines."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Vignette(**{**row, "truth": tuple(row["truth"]), "level": Urgency(row["level"])}) for row in rows]


def truth_ids(knowledge: Knowledge, truth: Iterable[str]) -> frozenset[str]:
    """Answer the diseases that the names or ICD-10 codes stand for; a word that names none is a slip in the file."""
    answer = set()
    for word in truth:
        found = [disease.id for disease in knowledge.graph.diseases.values() if word in _names(disease)]
        if not found:
            raise LookupError(word)
        answer.update(found)
    return frozenset(answer)


def _names(disease: Disease) -> frozenset[str]:
    return frozenset({disease.icd10, disease.name.zh, disease.name.en, *disease.aliases.zh, *disease.aliases.en})


def judge(knowledge: Knowledge, vignette: Vignette) -> Judged:
    """Answer the assessment of one vignette, told in one go."""
    years = vignette.age
    person = PersonInput.model_validate(
        {
            "relation": "self" if years >= 14 else "child",
            "age_days": round(years * DAYS_PER_YEAR),
            "sex": vignette.sex,
        }
    )
    outcome = assess(knowledge, person, vignette.text, now_ms=NOW)
    return Judged(vignette, assessment_json(outcome, knowledge), truth_ids(knowledge, vignette.truth))


def rates(judged: Sequence[Judged]) -> Rates:
    """Answer the rates over what was judged, which holds at least one emergency and one case for home."""
    emergencies = [each for each in judged if each.vignette.urgency == "emergency"]
    at_home = [each for each in judged if each.vignette.urgency == "self_care"]

    def share(hits: Iterable[bool]) -> float:
        those = list(hits)
        return sum(those) / len(those)

    def within(most: int) -> float:
        return share(each.rank is not None and each.rank <= most for each in judged)

    return Rates(
        n=len(judged),
        urgency=share(each.coarse == each.vignette.urgency for each in judged),
        level=share(each.level is each.vignette.level for each in judged),
        safe=share(each.safe for each in judged),
        emergencies_found=share(each.coarse == "emergency" for each in emergencies),
        self_care_alarmed=share(each.coarse == "emergency" for each in at_home),
        top1=within(1),
        top3=within(3),
        top5=within(5),
    )


def line(judged: Judged) -> str:
    """Answer one line about a case: levels, the place of the truth, what led, what was understood."""
    told, answer = judged.vignette, judged.answer
    leading = ", ".join(f"{each['id']} {each['probability']:.2f}" for each in answer["differential"][:5])
    why = ", ".join(each["id"] for each in answer["reasons"])
    mark = {"present": "", "absent": "-", "unsure": "?"}
    findings = " ".join(mark[each["status"]] + each["id"] for each in answer["findings"])
    return (
        f"{told.id} {told.level.value} -> {judged.level.value} [{why}] rank {judged.rank} of {'/'.join(sorted(judged.ids))}\n"
        f"     {told.age:g} {told.sex} {told.text}\n     led by {leading}\n     heard {findings}"
    )


def main(wanted: Sequence[str]) -> int:
    """Print rates and misses, or the cases asked for; exit 1 when an emergency was missed."""
    from app.knowledge import load_knowledge  # noqa: PLC0415 - the tests bring their own

    knowledge = load_knowledge()
    judged = [judge(knowledge, each) for each in read() if not wanted or each.id in wanted]
    for each in judged:
        missed = each.coarse != each.vignette.urgency or each.rank is None or each.rank > 5
        if wanted or missed:
            print(line(each))  # noqa: T201 - the answer of a command
    if wanted:
        return 0
    found = rates(judged)
    for name in Rates.__dataclass_fields__:
        value = getattr(found, name)
        print(f"{name:18} {value if name == 'n' else format(value, '.3f')}")  # noqa: T201 - as above
    return int(found.emergencies_found < 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
