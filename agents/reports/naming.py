"""Which indicator a line of a report means: by its name, its abbreviation, its unit and the kind of its result.

The same words mean different things in different reports: “葡萄糖” with a result in words is a dipstick's, and
“白细胞” in a urine report is counted in urine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from agents.reports.cells import plain, without_numbering
from kg.schema import LabIndicator
from kg.units import factor

Match = Callable[..., LabIndicator | None]
"""From a printed name or abbreviation, and a unit where there is one, to an indicator of the graph."""

_ABBR: Final = re.compile(r"[(\[【]\s*([A-Za-z0-9αβγμ%#/ .,+*-]{1,20}?)\s*[)\]】]?\s*$")
_LATIN: Final = re.compile(r"^[A-Za-z0-9αβγ%#/ .,()+*-]+$")
_MIXED: Final = re.compile(r"(?<=[A-Za-z0-9%#)])\s+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff)])\s+(?=[A-Za-z])")
"""Where a name and its abbreviation were read as one piece."""
_GLUED: Final = re.compile(r"^([A-Za-z0-9%#/+-]{2,})([\u4e00-\u9fff].*)$")
_SAMPLES: Final = (
    (re.compile(r"血气|blood gas|PCO2|pC0?O?2", re.IGNORECASE), "动脉血"),
    (re.compile(r"尿常规|尿液|尿沉渣|urin", re.IGNORECASE), "尿"),
    (re.compile(r"便常规|粪便|stool|faec|fec", re.IGNORECASE), "粪便"),
)


@dataclass(frozen=True)
class Named:
    """The indicator with name and abbreviation as printed; `agreed` is False when name and abbreviation name different ones."""

    indicator: LabIndicator | None
    name: str
    abbr: str
    agreed: bool = True


def sample_of(text: str) -> str:
    """Answer what the names of a page may leave out because its title says it: 尿, 粪便, or nothing."""
    return next((word for pattern, word in _SAMPLES if pattern.search(text)), "")


def named(texts: Sequence[str], unit: str, *, in_words: bool, sample: str, match: Match) -> Named:
    """Answer the indicator that the texts before a result mean."""
    cleaned = [text for each in texts for text in _MIXED.split(without_numbering(plain(each))) if text]
    name, abbr = _name_and_abbr(cleaned)
    tries = [text for text in dict.fromkeys((name, *cleaned, abbr, " ".join(cleaned), f"{name}({abbr})")) if text]
    found = [each for each in (_match(text, unit, match) for text in tries) if each is not None]
    special = _of_sample((name, abbr), unit, sample or ("尿" if in_words else ""), match)
    if (
        special is not None
        and (in_words == (special.kind == "ordinal"))
        and (sample or not _fits(found, unit, in_words=in_words))
    ):
        return Named(special, name, abbr)
    if not found:
        return _glued(cleaned, unit, in_words=in_words, sample=sample, match=match) or Named(None, name, abbr)
    best = max(found, key=lambda lab: _fit(lab, unit, in_words=in_words), default=None)
    ids = {lab.id for lab in (_match(text, unit, match) for text in (name, abbr) if text) if lab is not None}
    return Named(best, name, abbr, agreed=len(ids) < 2)  # noqa: PLR2004 - name and abbreviation


def _glued(texts: Sequence[str], unit: str, *, in_words: bool, sample: str, match: Match) -> Named | None:
    """Answer the indicator of an abbreviation and a name that were read as one word and mean the same."""
    for text in texts:
        parts = _GLUED.match(text)
        if parts is None:
            continue
        both = [_match(part, unit, match) for part in parts.groups()]
        if both[0] is not None and both[1] is not None and both[0].id == both[1].id:
            return named([parts[2], parts[1]], unit, in_words=in_words, sample=sample, match=match)
    return None


def _name_and_abbr(texts: Sequence[str]) -> tuple[str, str]:
    if not texts:
        return "", ""
    chinese = [text for text in texts if re.search(r"[\u4e00-\u9fff]", text)]
    name = max(chinese or texts, key=lambda text: (bool(chinese), len(text)))
    others = [text for text in texts if text is not name and _LATIN.match(text)]
    bracket = _ABBR.search(name)
    if bracket and bracket.start() > 0:
        return name[: bracket.start()].strip(), bracket.group(1).strip()
    if chinese or (others and len(others[0]) <= 8 and " " not in others[0]):  # noqa: PLR2004 - abbreviations are short
        return name, others[0] if others else ""
    return (" ".join(texts), "") if not chinese else (name, "")


def _match(text: str, unit: str, match: Match) -> LabIndicator | None:
    return match(text, unit or None)


def _of_sample(names: Iterable[str], unit: str, sample: str, match: Match) -> LabIndicator | None:
    if not sample:
        return None
    for name in names:
        if name:
            for text in (name,) if name.startswith(sample) else (sample + name, f"{name}({sample})"):
                found = match(text, unit or None)
                if found is not None:
                    return found
    return None


def _fit(lab: LabIndicator, unit: str, *, in_words: bool) -> int:
    return 2 * (in_words == (lab.kind == "ordinal")) + (not unit or factor(lab, unit) is not None)


def _fits(labs: Sequence[LabIndicator], unit: str, *, in_words: bool) -> bool:
    return any(_fit(lab, unit, in_words=in_words) == 3 for lab in labs)  # noqa: PLR2004 - kind and unit
