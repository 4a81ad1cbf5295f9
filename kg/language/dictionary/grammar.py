"""The grammar words of each language, as packaged under kg/data/lexicon: read once, checked, frozen.

Holds no medical fact: which words are findings, diseases or readings is said by the graph.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import yaml
from pydantic import Field

from kg.schema import Lang, Value

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
Words = tuple[str, ...]
Grade = Annotated[int, Field(ge=0, le=10)]
Days = Annotated[float, Field(ge=0)]


class Grammar(Value):
    """The grammar words of one language; zh.yaml and en.yaml say beside each section what it is for.

    Days are days before now, severities 0 to 10.
    """

    lang: Lang
    neg: Words
    neg_clinical: Words
    neg_after: Words
    resolved: Words
    not_neg: Words
    unprecedented: Words
    weak_neg: dict[str, Grade]
    double_neg: Words
    unsure: Words
    ask: Words
    ask_after: Words
    hypothetical: Words
    and_: Words = Field(alias="and")
    or_: Words = Field(alias="or")
    also: Words
    but: Words
    closer: Words
    assert_: Words = Field(alias="assert")
    self_: Words = Field(alias="self")
    pronoun: Words
    kin: dict[str, Words]
    family: Words
    of: Words
    past: Words
    past_after: Words
    time_point: dict[str, Days]
    weak_time_point: Words
    time_fixed: dict[str, Days]
    time_unit: dict[str, Days]
    numeral: dict[str, float]
    more: Words
    half_after: Words
    ago: Words
    since: Words
    onset: Words
    each: Words
    times: Words
    treated: Words
    worsening: Words
    severity: dict[str, Grade]
    score_unit: Words
    score_words: Words
    reading_words: Words
    examined: Words
    blood_pressure: Words
    temperature_unit: Words
    over: Words
    age_unit: dict[str, Days]
    age_after: Words
    age_words: Words
    old_words: dict[str, Days]
    male: Words
    female: Words
    pregnant: Words
    not_pregnant: Words
    pregnant_after: Words
    side: dict[str, Words]
    site: dict[str, Words]
    within: dict[str, str]
    sensation: dict[str, Words]
    quality: dict[str, Words]
    trigger: dict[str, Words]
    change: dict[str, Words]
    attribute: Words
    good: Words
    bad: Words
    normal: dict[str, Words]
    taking: Words = ()
    allergic: dict[str, str] = Field(default_factory=dict)
    short: dict[str, str]
    short_blocked: Words
    interchange: tuple[Words, ...]
    homophones: Words
    traditional: str
    filler: Words = ()
    article: Words = ()
    links: Words = ()
    placed: Words = ()
    transparent: Words = ()
    irregular: dict[str, str] = Field(default_factory=dict)
    common: Words = ()
    meant: str = ""
    answer_yes: Words
    answer_no: Words
    none_of_these: Words
    all_of_these: Words


def load_grammar(folder: Path | None = None) -> tuple[Grammar, ...]:
    """Answer the grammars of zh and en.

    Raises: OSError when a file is missing; pydantic.ValidationError when a section is missing, unknown or of the wrong kind.
    """
    root: Path | Traversable = files("kg") / "data" / "lexicon" if folder is None else folder
    return tuple(_read(root / f"{lang}.yaml") for lang in ("zh", "en"))


def _read(path: Path | Traversable) -> Grammar:
    # BaseLoader keeps every scalar a string: the words "no", "on" and "yes" must not become booleans.
    return Grammar.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))  # noqa: S506 -- it builds strings, lists and mappings only
