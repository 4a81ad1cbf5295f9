"""What the graph says: the authored schema (diseases, findings, labs, red flags) and the values observed in a person.

Everything here is a frozen value. Loading and checking live in `kg.load` and `kg.check`; nothing here does I/O.
Field formats: ICD-10 (WHO), HPO ids (`HP:0001945`), LOINC (`6598-7`), HPO frequency classes (HP:0040279 and below).
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, NewType

from pydantic import BaseModel, ConfigDict, Field

FindingId = NewType("FindingId", str)
DiseaseId = NewType("DiseaseId", str)
QuestionId = NewType("QuestionId", str)
LabId = NewType("LabId", str)
RedFlagId = NewType("RedFlagId", str)
SpecialtyId = NewType("SpecialtyId", str)
SourceId = NewType("SourceId", str)

Lang = Literal["zh", "en"]


class Value(BaseModel):
    """Base of every frozen value of the graph: unknown fields are refused, so that a typing slip is not silently lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LocalText(Value):
    """One text in both languages. zh is zh-CN; en stands beside it as an equal, not as a translation."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def in_(self, lang: Lang) -> str:
        """Answer the text in the language asked for."""
        return self.zh if lang == "zh" else self.en


class LocalWords(Value):
    """Words or phrases of each language, as residents say them."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class Urgency(StrEnum):
    """How soon a person should be seen, most urgent first (DESIGN section 2, step 7)."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"
    ROUTINE = "routine"
    SELF_CARE = "self_care"

    @cached_property
    def rank(self) -> int:
        """Answer 0 for emergency up to 4 for self care; a smaller rank is more urgent."""
        return list(Urgency).index(self)


class Sex(StrEnum):
    """Sex as far as it changes probabilities and reference ranges."""

    MALE = "male"
    FEMALE = "female"


# --- observed in a person -----------------------------------------------------------------------------------------


class Status(StrEnum):
    """What is known of one finding. "Not asked" is not a status: such a finding is simply not there."""

    PRESENT = "present"
    ABSENT = "absent"
    UNSURE = "unsure"


class Person(Value):
    """Who is ill, as far as compute may know."""

    age_days: Annotated[int, Field(ge=0, le=130 * 366)]
    sex: Sex
    pregnant: bool | None = None

    @cached_property
    def age_years(self) -> float:
        """Answer the age in years of 365.25 days; a birthday counts however its leap days were counted."""
        years = self.age_days / 365.25
        birthday = round(years)
        return float(birthday) if 0 < birthday - years <= (1 + birthday / 4) / 365.25 else years


class Span(Value):
    """Where in the text something was said: characters [start, end) of the text as the resident wrote it."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class Finding(Value):
    """One finding in one person. A missing value is never a normal value: what was not measured stays None."""

    id: FindingId
    status: Status
    value: float | None = None
    unit: str | None = None
    onset_days: Annotated[float | None, Field(ge=0)] = None
    severity: Annotated[int | None, Field(ge=0, le=10)] = None
    text: str = ""
    span: Span | None = None


class LabResult(Value):
    """One numeric or textual result of a laboratory report, before interpretation. Units are UCUM where known."""

    lab: LabId | None
    name: str
    abbr: str = ""
    value: float | None = None
    value_text: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    flag: Literal["low", "high", "normal", "abnormal", "critical_low", "critical_high", "unknown"] = "unknown"
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0


# --- authored in the graph ----------------------------------------------------------------------------------------


class Source(Value):
    """Where facts come from: a guideline, a textbook, a paper, a registry."""

    id: SourceId
    title: str
    publisher: str
    year: int
    locator: str = ""


class FindingKind(StrEnum):
    """What sort of thing a finding is; decides how it is asked and how it enters the summary (S or O)."""

    SYMPTOM = "symptom"
    SIGN = "sign"
    MEASUREMENT = "measurement"
    HISTORY = "history"
    RISK = "risk"
    EXPOSURE = "exposure"
    MEDICINE = "medicine"
    LAB = "lab"
    DIAGNOSIS = "diagnosis"  # a disease that somebody named: derived for every disease, never asked


class FindingConcept(Value):
    """A node of the finding hierarchy.

    `parent` is the more general finding: a present child implies its parent, an absent parent excludes the child.
    Attributes (site, quality, radiation, trigger, relief) are children, with ids such as `chest_pain.exertional`.

    `background`: probability that a person who consults for something else has this finding (leak), in (0, 1).
    """

    id: FindingId
    kind: FindingKind
    name: LocalText
    words: LocalWords = LocalWords()
    parent: FindingId | None = None
    background: Annotated[float, Field(gt=0, lt=1)] = 0.02
    hpo: str | None = None
    sex: Sex | None = None
    min_age_years: float | None = None
    max_age_years: float | None = None
    cluster: str | None = None
    """Findings of one cluster (fever, chills, sweats) tend to come together; inference damps all but the strongest."""
    askable: bool = True
    evident: bool = False
    """Who has it tells it first (a stab): untold, a disease that hardly exists without it is unlikely (`Assumptions.unseen_log10`)."""
    lasting: bool = False
    """It counts although it has passed: words lost for ten minutes, a fit, a faint. "It's gone" does not take it back."""
    within_days: Annotated[float | None, Field(gt=0)] = None
    """An event that counts only so long after it, with what lies below it: last year's operation is no recent one. None: always."""
    source: SourceId | None = None


class Option(Value):
    """One quick answer of a choice question: the chip's text, and what choosing it makes present or absent."""

    text: LocalText
    present: tuple[FindingId, ...] = ()
    absent: tuple[FindingId, ...] = ()


class Question(Value):
    """One question for one idea.

    `yes_no` asks `finding`; `choice` offers `options` (one), `multi` several: what is offered and not chosen is absent, unless what was
    chosen implies it. An option that says nothing is "not sure". It is put only where `needs` is present, to this sex and age alone.
    """

    id: QuestionId
    kind: Literal["yes_no", "choice", "multi"]
    text: LocalText
    why: LocalText
    finding: FindingId | None = None
    options: tuple[Option, ...] = ()
    needs: FindingId | None = None
    sex: Sex | None = None
    min_age_years: float = 0
    max_age_years: float = 131


class LabRange(Value):
    """Reference range for one group of people, in the indicator's unit; None means no bound on that side."""

    low: float | None = None
    high: float | None = None
    sex: Sex | None = None
    min_age_years: float = 0
    max_age_years: float = 131
    pregnant: bool | None = None
    source: SourceId


class LabIndicator(Value):
    """A laboratory indicator. `units`: others accepted, factor to `unit`. `treated`: of who takes a medicine, up to which value.

    Its abnormal results become findings with ids `lab.<id>.high`, `lab.<id>.low`, `lab.<id>.positive` for textual ones, and
    `.critical` and `.marked` beside where such bounds are given: beyond these a doctor looks at it the same day. They exist
    without being authored and may be named by diseases and red flags.
    """

    id: LabId
    name: LocalText
    abbr: tuple[str, ...] = ()
    aliases: LocalWords = LocalWords()
    loinc: str | None = None
    unit: str = ""
    units: dict[str, float] = {}
    kind: Literal["quantity", "ordinal"] = "quantity"
    ranges: tuple[LabRange, ...] = ()
    critical_low: float | None = None
    critical_high: float | None = None
    marked: tuple[float | None, float | None] = (None, None)
    treated: tuple[FindingId, float, SourceId] | None = None
    plausible: tuple[float, float] | None = None
    background_high: Annotated[float, Field(gt=0, lt=1)] = 0.03
    background_low: Annotated[float, Field(gt=0, lt=1)] = 0.03
    meaning_high: LocalText | None = None
    meaning_low: LocalText | None = None
    source: SourceId


class Test(Value):
    """An examination other than a single laboratory indicator: ECG, ultrasound, endoscopy."""

    id: str
    name: LocalText
    loinc: str | None = None


class MeasurementRule(Value):
    """From a reading to a finding: present when low <= value < high (None: open), else absent."""

    finding: FindingId
    low: float | None = None
    high: float | None = None
    min_age_years: float = 0
    max_age_years: float = 131


class Measurement(Value):
    """A reading a resident can take at home. `passing`: its value of months ago (last year's fever) says nothing of now."""

    id: str
    name: LocalText
    words: LocalWords
    unit: str
    units: dict[str, float] = {}
    """Other units, factor to `unit`; Fahrenheit is handled by the parser because it is not a factor."""
    plausible: tuple[float, float]
    rules: tuple[MeasurementRule, ...] = ()
    passing: bool = False
    loinc: str | None = None
    source: SourceId


class Condition(Value):
    """A red-flag condition; exactly one of the fields is set.

    A finding that is not PRESENT does not satisfy `finding`; `absent` asks for a finding known to be ABSENT, so what was
    never asked satisfies neither. A bare finding id may be authored for `finding: id`. Ages are [low, high) in years.
    """

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    at_least: tuple[int, tuple[Condition, ...]] | None = None
    finding: FindingId | None = None
    absent: FindingId | None = None
    age_years: tuple[float | None, float | None] | None = None
    sex: Sex | None = None
    pregnant: bool | None = None
    severity_at_least: tuple[FindingId, int] | None = None
    onset_within_days: tuple[FindingId, float] | None = None
    onset_from_days: tuple[FindingId, float] | None = None
    """So many days or longer ago: of what was told of the finding and of the complaint, the longer counts."""
    itself_from_days: tuple[FindingId, float] | None = None
    """The finding itself was told to be so many days old or older; how long the complaint lasts says nothing of it."""
    not_from_days: tuple[FindingId, float] | None = None
    """Holds until the finding itself is told to be so many days old or older: what was never dated may be of now."""
    undenied: FindingId | None = None
    """Holds until the finding is known to be ABSENT: what was never asked may be there."""
    unspoken: FindingId | None = None
    """Holds until the finding is known to be PRESENT: what would explain the rest away was not told."""


class RedFlag(Value):
    """A rule: when it holds, the urgency is at least `urgency`; `say` tells why it cannot wait, `until_help` what to do and not to do.

    An emergency interrupts the interview and a doctor today is said at once; `soon` is a floor that shows in the guidance alone.
    Where `enough` holds and nothing else is there than findings that it names, the rule says how soon and no probability raises it.
    """

    id: RedFlagId
    name: LocalText
    urgency: Urgency
    action: Literal["call_120", "go_to_emergency", "see_doctor_today", "see_doctor_soon"]
    when: Condition
    enough: Condition | None = None
    say: LocalText
    until_help: tuple[LocalText, ...] = ()
    specialty: SpecialtyId
    source: SourceId


class Specialty(Value):
    """A specialty that looks at the case, and the department a resident is sent to."""

    id: SpecialtyId
    name: LocalText
    department: LocalText
    always: bool = False
    """Looks at every case (general practice)."""


class Prevalence(Value):
    """New presentations to primary care per 100,000 residents a year, with multipliers by age, sex, season and pregnancy.

    Age bands are `"0-4"`, `"65+"` or `"7"`, in years, the upper end inclusive.
    """

    per_100k: Annotated[float, Field(gt=0, le=100_000)]
    age: dict[str, Annotated[float, Field(ge=0)]] = {}
    sex: dict[Sex, Annotated[float, Field(ge=0)]] = {}
    season: dict[Literal["spring", "summer", "autumn", "winter"], Annotated[float, Field(gt=0)]] = {}
    pregnant: Annotated[float, Field(ge=0)] = 1.0
    source: SourceId | None = None


class Frequency(Value):
    """How often a finding occurs in a disease: probability in [0, 1], the class it was authored as, and its source."""

    probability: Annotated[float, Field(ge=0, le=1)]
    authored_as: str
    source: SourceId


class Disease(Value):
    """A disease, as a family doctor meets it.

    `findings` is authored as `finding_id: class`, `finding_id: "class @source"` or `finding_id: "0.72 @source"`; without
    a source the disease's first one stands. `duration` is P(time since onset | disease at presentation) over the bands
    hours (< 24 h), days (1 to 14 d), weeks (15 to 56 d), months (> 56 d); it sums to 1.
    """

    id: DiseaseId
    icd10: Annotated[str, Field(pattern=r"^[A-Z][0-9]{2}(\.[0-9A-Z]{1,4})?$")]
    name: LocalText
    aliases: LocalWords = LocalWords()
    lay: LocalText
    specialty: SpecialtyId
    also: tuple[SpecialtyId, ...] = ()
    urgency: Urgency
    prevalence: Prevalence
    duration: dict[Literal["hours", "days", "weeks", "months"], Annotated[float, Field(ge=0, le=1)]]
    sex: Sex | None = None
    min_age_years: float | None = None
    max_age_years: float | None = None
    findings: dict[FindingId, Frequency]
    tests: tuple[str, ...] = ()
    home: tuple[LocalText, ...]
    warning: tuple[LocalText, ...]
    level: Literal["community", "county", "tertiary"] = "community"
    """The lowest level of hospital that is usually right for a first visit."""
    sources: Annotated[tuple[SourceId, ...], Field(min_length=1)]
