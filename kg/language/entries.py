"""What a word of the dictionary stands for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The parts a word can play in a sentence of complaint."""

    FINDING = "finding"
    CONTEXT = "context"
    """A phrase of an attribute ("爬楼梯加重"), which counts for the child whose parent is spoken of."""
    WELL = "well"
    """A statement that all is well ("胃口正常"): its findings are absent."""
    DISEASE = "disease"
    KIN_ILLNESS = "kin_illness"
    """An illness that matters in relatives only ("心脏病" of a father)."""
    MEASURE = "measure"
    BLOOD_PRESSURE = "blood_pressure"
    SHORT = "short"
    BLOCK = "block"
    SITE = "site"
    SENSATION = "sensation"
    QUALITY = "quality"
    TRIGGER = "trigger"
    CHANGE = "change"
    SIDE = "side"
    NEG = "neg"
    NEG_CLINICAL = "neg_clinical"
    NEG_AFTER = "neg_after"
    RESOLVED = "resolved"
    NOT_NEG = "not_neg"
    WEAK_NEG = "weak_neg"
    UNPRECEDENTED = "unprecedented"
    DOUBLE_NEG = "double_neg"
    UNSURE = "unsure"
    ASK = "ask"
    ASK_AFTER = "ask_after"
    HYPOTHETICAL = "hypothetical"
    AND = "and"
    OR = "or"
    ALSO = "also"
    BUT = "but"
    CLOSER = "closer"
    ASSERT = "assert"
    SELF = "self"
    PRONOUN = "pronoun"
    KIN = "kin"
    FAMILY = "family"
    OF = "of"
    PAST = "past"
    PAST_AFTER = "past_after"
    TIME_POINT = "time_point"
    WEAK_TIME_POINT = "weak_time_point"
    DURATION = "duration"
    AGO = "ago"
    AGO_WORD = "ago_word"
    SINCE = "since"
    ONSET = "onset"
    EACH = "each"
    TIMES = "times"
    TREATED = "treated"
    WORSENING = "worsening"
    SEVERITY = "severity"
    SCORE = "score"
    SCORE_WORD = "score_word"
    EXAMINED = "examined"
    """An examination, or that a doctor or a report concludes: what is named after it was found, not guessed."""
    READING_WORD = "reading_word"
    TEMPERATURE_UNIT = "temperature_unit"
    AGE = "age"
    AGE_WORD = "age_word"
    MALE = "male"
    FEMALE = "female"
    PREGNANT = "pregnant"
    NOT_PREGNANT = "not_pregnant"
    PREGNANT_OTHER = "pregnant_other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of a word: its part, and what it carries (ids of the graph, a name, a number of days or a grade)."""

    kind: Kind
    ids: tuple[str, ...] = ()
    name: str = ""
    number: float = 0.0
