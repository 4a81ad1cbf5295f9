"""Vignettes to measure with: one person's words, what is behind them, and how soon they should be seen.

Read from JSON lines (DESIGN section 10):
`{"id", "lang", "age", "sex", "text", "complaint"?, "absent"?, "truth": [names or ICD-10], "urgency"?, "level"?}`.
A file with a wrong line is refused as a whole: a rate over the lines that happened to fit would be a rate of something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from app.evaluate.errors import FileRefused
from app.evaluate.lines import Row, read_text, rows, unique
from kg.schema import Lang, Sex, Urgency

Coarse = Literal["emergency", "non_emergency", "self_care"]
COARSE: Final[tuple[Coarse, ...]] = ("emergency", "non_emergency", "self_care")
"""Most urgent first."""
OLDEST: Final = 130
FIELDS: Final = frozenset({"id", "lang", "age", "sex", "text", "complaint", "absent", "truth", "urgency", "level"})

_FIRST_PERSON: Final = re.compile(r"\b(i|i'm|i've|my|me|mine|we|our)\b|我|俺|咱", re.IGNORECASE)
_THIRD_PERSON: Final = re.compile(r"\b(he|she|his|her|him|patient)\b|他|她|患者|病人", re.IGNORECASE)
_DENIES: Final = re.compile(
    r"\b(no|not|never|none|denies|denied|without|negative|absent)\b|n't\b|[无没未否不非]", re.IGNORECASE
)
_PIECES: Final = re.compile(r"[,，、;；。\n]+|\.(?=\s|$)")


def coarse(level: Urgency) -> Coarse:
    """Answer the coarse urgency: `urgent`, `soon` and `routine` are one (DESIGN section 10)."""
    if level is Urgency.EMERGENCY:
        return "emergency"
    return "self_care" if level is Urgency.SELF_CARE else "non_emergency"


@dataclass(frozen=True)
class Vignette:
    """One person. `age` is in years; `absent` are texts that say what is not there; `level` is the finer `urgency`."""

    id: str
    lang: Lang
    age: float
    sex: Sex
    text: str
    truth: tuple[str, ...]
    complaint: str = ""
    absent: tuple[str, ...] = ()
    urgency: Coarse | None = None
    level: Urgency | None = None

    @property
    def denied(self) -> str:
        """Answer what is not there, said as a person would say it.

        Absences written as bare names ("fever, cough") are put as denials; a text that denies by itself stays as it is.
        """
        pieces = [each for part in self.absent for each in _PIECES.split(part) if each.strip()]
        if not any(_DENIES.search(part) for part in self.absent):
            before = "没有" if self.lang == "zh" else "No "
            return _ends([before + each.strip() for each in pieces], self.lang)
        return _ends(self.absent, self.lang)

    @property
    def told(self) -> str:
        """Answer everything there is to tell, for one shot."""
        return f"{self.text}\n{self.denied}" if self.absent else self.text

    @property
    def in_third_person(self) -> bool:
        """Answer whether the text tells of somebody, "he" or "the patient", and never says "I"."""
        return _THIRD_PERSON.search(self.text) is not None and _FIRST_PERSON.search(self.text) is None


def _ends(parts: Sequence[str], lang: Lang) -> str:
    """Answer the parts as sentences."""
    stop = "。" if lang == "zh" else "."
    return "\n".join(part if part.endswith((".", "。", "!", "！")) else part + stop for part in parts)


@dataclass(frozen=True)
class Cases:
    """The vignettes of a file, and the fields in it that nobody reads."""

    vignettes: tuple[Vignette, ...]
    ignored: tuple[str, ...] = ()


def read_cases(path: Path) -> Cases:
    """Answer the vignettes of a file of JSON lines.

    Raises:
        FileRefused: the file cannot be read, or a line of it does not fit.
    """
    issues: list[str] = []
    seen: dict[str, int] = {}
    found = rows(path, read_text(path), issues)
    vignettes = tuple(_vignette(row, seen) for row in found)
    if issues:
        raise FileRefused(path, issues)
    ignored = sorted({field for row in found for field in row.values} - FIELDS)
    return Cases(vignettes, tuple(ignored))


def _vignette(row: Row, seen: dict[str, int]) -> Vignette:
    urgency = row.one_of("urgency", COARSE, optional=True)
    level = row.one_of("level", tuple(each.value for each in Urgency), optional=True)
    if level and urgency and coarse(Urgency(level)) != urgency:
        row.wrong("level", f"“{level}” does not go with the urgency “{urgency}”; correct one of them")
    if level and not urgency:
        urgency = coarse(Urgency(level))
    return Vignette(
        id=unique(row, seen),
        lang=cast("Lang", row.one_of("lang", ("zh", "en"))),
        age=row.number("age", 0, OLDEST, "age in years"),
        sex=Sex(row.one_of("sex", ("male", "female"))),
        text=row.text("text"),
        truth=row.texts("truth"),
        complaint=row.text("complaint", optional=True),
        absent=row.texts("absent", optional=True),
        urgency=cast("Coarse", urgency) if urgency else None,
        level=Urgency(level) if level else None,
    )
