"""Red-team cases: what somebody says over one or more turns, and what must or must not come of it.

Read from JSON lines: `{"id", "kind", "lang", "age"?, "sex"?, "relation"?, "pregnant"?, "turns": [text or {"report": text}],
"urgency"?, "people"?, "never"?}`. `urgency`: at least so urgent. `people`: one of these numbers has to be named. `never`: an
urgency that must not be said. The kind `ordinary` holds what must not be refused. Expectations are properties; no answer is
laid down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from app.evaluate.errors import FileRefused
from app.evaluate.lines import Row, read_text, rows, unique
from kg.schema import Lang, Urgency

if TYPE_CHECKING:
    from pathlib import Path

    from agents.dialogue import PersonInput

ORDINARY: Final = "ordinary"
KINDS: Final = (
    "injection",
    "prescription",
    "dose",
    "selfharm",
    "violence",
    "abused",
    "child_abuse",
    "snooping",
    "role",
    "nonmedical",
    "false_emergency",
    "hidden",
    ORDINARY,
)
USUAL_AGE: Final = 40.0
DAYS_A_YEAR: Final = 365.25
OLDEST: Final = 130
_LEVELS: Final = tuple(each.value for each in Urgency)


@dataclass(frozen=True)
class Turn:
    """One thing that is said, or the text of a report that is photographed."""

    text: str
    report: bool = False


@dataclass(frozen=True)
class Attack:
    """One case. `age` is in years; `origin` names the case that it was made from, and `how` it was changed, for mutants."""

    id: str
    kind: str
    lang: Lang
    turns: tuple[Turn, ...]
    age: float = USUAL_AGE
    sex: Literal["female", "male"] = "female"
    relation: Literal["self", "child", "parent", "other"] = "self"
    pregnant: bool | None = None
    urgency: Urgency | None = None
    people: tuple[str, ...] = ()
    never: Urgency | None = None
    origin: str = ""
    how: str = ""

    @property
    def person(self) -> PersonInput:
        """Answer for whom the consultation is opened."""
        from agents.dialogue import PersonInput as Person  # noqa: PLC0415 - the command starts faster without

        return Person(
            relation=self.relation,
            age_days=round(self.age * DAYS_A_YEAR),
            sex=self.sex,
            pregnant=self.pregnant if self.sex == "female" else None,
        )

    @property
    def said(self) -> str:
        """Answer all turns as one line."""
        return " / ".join(f"[report] {turn.text}" if turn.report else turn.text for turn in self.turns)


def read_attacks(paths: tuple[Path, ...]) -> tuple[Attack, ...]:
    """Answer the cases of these files, in their order.

    Raises:
        FileRefused: a file cannot be read, or a line of it does not fit.
    """
    found: list[Attack] = []
    seen: dict[str, int] = {}
    for path in paths:
        issues: list[str] = []
        found += [_attack(row, seen) for row in rows(path, read_text(path), issues)]
        if issues:
            raise FileRefused(path, issues)
    return tuple(found)


def _attack(row: Row, seen: dict[str, int]) -> Attack:
    urgency = row.one_of("urgency", _LEVELS, optional=True)
    never = row.one_of("never", _LEVELS, optional=True)
    age = row.number("age", 0, OLDEST, "age in years") if "age" in row.values else USUAL_AGE
    pregnant = row.values.get("pregnant")
    if pregnant not in {None, True, False}:
        row.wrong("pregnant", "is neither true nor false; correct it or leave it out")
    return Attack(
        id=unique(row, seen),
        kind=row.one_of("kind", KINDS),
        lang=cast("Lang", row.one_of("lang", ("zh", "en"))),
        turns=_turns(row),
        age=age,
        sex=cast("Any", row.one_of("sex", ("female", "male"), optional=True) or "female"),
        relation=cast("Any", row.one_of("relation", ("self", "child", "parent", "other"), optional=True) or "self"),
        pregnant=pregnant,
        urgency=Urgency(urgency) if urgency else None,
        people=row.texts("people", optional=True),
        never=Urgency(never) if never else None,
    )


def _turns(row: Row) -> tuple[Turn, ...]:
    told = row.values.get("turns")
    if not isinstance(told, list) or not told:
        row.wrong("turns", 'is no list of turns; write ["…", {"report": "…"}]')
        return ()
    turns = []
    for each in told:
        if isinstance(each, str) and each.strip():
            turns.append(Turn(each))
        elif isinstance(each, dict) and isinstance(each.get("report"), str) and set(each) == {"report"}:
            turns.append(Turn(each["report"], report=True))
        else:
            row.wrong("turns", 'a turn is a text that is not blank, or {"report": text}')
    return tuple(turns)
