"""The consultation state: everything that one consultation is between two turns, and the only thing in a capsule.

What a turn contributed is kept per turn, and what is known is derived from the contributions. Taking an answer back is
therefore exact: nothing that a turn brought can survive its removal. The state holds no name, number or address; who
the resident is never reaches compute. Serialising is compact JSON without compression, because a length that depends
on repeated content would tell an observer something about that content.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.dialogue import Digest, GuidanceView, HeldView, Hex16
from agents.errors import StateUnreadable
from agents.language.trace import LanguageUse, SecondOpinion
from agents.reports.port import ReportKind
from kg.hypotheses import Hypothesis
from kg.schema import DiseaseId, Finding, FindingId, LabResult, Lang, LocalText, Person, Question, SpecialtyId, Urgency

Relation = Literal["self", "child", "parent", "other"]
Stage = Literal["intake", "emergency", "guided"]
Wish = Literal["report", "chronic", "complaint", "worry", "medicine", "talk", "child"]
"""What a resident wants of a consultation."""
Action = Literal["call_120", "go_to_emergency", "see_doctor_today", "see_doctor_soon", "book_appointment", "home"]


class StateValue(BaseModel):
    """Base of all state values: frozen, and unknown fields are refused."""

    # pydantic keeps short strings that it has parsed; a resident's words must not outlive the turn.
    model_config = ConfigDict(frozen=True, extra="forbid", cache_strings="keys")


class HomeReading(StateValue):
    """A reading taken at home: `measurement` is its id in the graph, `value` is in that measurement's unit."""

    measurement: str
    value: float
    unit: str


Section = Literal[
    "allergies",
    "medicines",
    "past",
    "family",
    "social",
    "women",
    "births",
    "child",
    "vaccination",
    "contacts",
    "concern",
    "follow_up",
]
"""Sections of a history whose free words are kept beside the findings."""


class ToldItem(StateValue):
    """Words told for one section of the history, as they were said; or that the whole section was denied, or is not known."""

    section: Section
    words: str
    status: Literal["told", "denied", "unknown"] = "told"


class Contribution(StateValue):
    """What one turn brought: drawn from its words or chips.

    `corrected` is set when the resident said outright that an earlier statement was wrong, so that no contradiction is
    remarked upon.
    """

    turn: Annotated[int, Field(ge=0)]
    question: str | None = None
    findings: tuple[Finding, ...] = ()
    readings: tuple[HomeReading, ...] = ()
    duration_days: Annotated[float | None, Field(ge=0)] = None
    corrected: bool = False
    history: tuple[ToldItem, ...] = ()
    read_by_model: tuple[FindingId, ...] = ()
    """Those of `findings` that a language model read, and the dictionary did not."""
    said: str = ""
    """The resident's words or the chips' texts, with identity numbers masked."""
    medicines: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()
    """Ids of the medicines that the turn tells as taken, and of those to which it tells an allergy (`kg.drugs`)."""


class ReportItem(StateValue):
    """One line read from a photo: as interpreted, whether the reader was unsure, and what the resident said of it."""

    result: LabResult
    doubtful: bool = False
    confirmed: bool = False
    removed: bool = False

    @property
    def counts(self) -> bool:
        """Answer whether the item may be reasoned with: a doubtful one only after the resident has looked at it."""
        return not self.removed and (self.confirmed or not self.doubtful)


StatementSort = Literal["finding", "unsure", "normal", "advice", "unread"]


class Statement(StateValue):
    """One sentence of a report's conclusion: how it was taken, and the findings that it states or suspects."""

    text: str
    sort: StatementSort
    findings: tuple[FindingId, ...] = ()


class Report(StateValue):
    """One photographed report, tied to its original by attachment id and digest."""

    attachment_id: Hex16
    digest: Digest
    media_type: Literal["image/jpeg", "image/png", "image/webp"]
    turn: int
    what: ReportKind
    items: tuple[ReportItem, ...] = ()
    conclusion: str = ""
    sort: str = ""
    """Which examination it is of (`agents.reports.kinds`); empty when nothing was read."""
    statements: tuple[Statement, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What its sentences say, as findings."""
    day: str = ""
    """ISO date of the sample or examination, as printed; empty when none was read."""
    old: bool = False
    """Whether it was more than a year old when it was shown."""
    mark: int | None = None
    """What is left of the printed name: see `agents.reports.printed`. It tells two names apart and no name from it."""
    question: str = ""
    """The question whether it is the person's own; empty when there is no reason to ask. Until answered it does not count."""


class Line(StateValue):
    """One line of the transcript, as it was said or shown."""

    turn: Annotated[int, Field(ge=0)]
    who: Literal["resident", "assistant"]
    text: str
    at_ms: Annotated[int, Field(ge=0)]
    attachment_id: Hex16 | None = None


class Asked(StateValue):
    """A question that was put, with its wording, so that its answer can be changed on a node whose graph is newer.

    `turn` is the turn whose reply put it; `by` is the specialty that wanted it, None for intake itself.
    """

    question: Question
    turn: Annotated[int, Field(ge=0)]
    why: LocalText | None = None
    by: SpecialtyId | None = None
    repeats: Annotated[int, Field(ge=0)] = 0

    @property
    def id(self) -> str:
        """Answer the question's id."""
        return self.question.id


class Reason(StateValue):
    """Why an urgency is what it is: a red-flag rule, the expected cost over the differential, or a published score."""

    kind: Literal["red_flag", "posterior", "score"]
    id: str
    text: LocalText
    source: str | None = None


class ScoreResult(StateValue):
    """A published score with the bounds that its missing inputs leave.

    `low` counts every missing input as if it gave nothing, `high` as if it gave everything. Only where both agree is the
    score known.
    """

    id: str
    name: LocalText
    low: float
    high: float
    out_of: float
    missing: tuple[LocalText, ...] = ()
    meaning: LocalText
    source: str


class Shift(StateValue):
    """How far a published rule corrects what the graph makes of one disease: a base-10 logarithm, with the rule's id."""

    disease: DiseaseId
    log10_lr: float
    by: str


class Opinion(StateValue):
    """What one specialty says of the case. A failed one holds nothing but the fact."""

    specialty: SpecialtyId
    name: LocalText
    hypotheses: tuple[Hypothesis, ...] = ()
    urgency: Urgency = Urgency.SELF_CARE
    by_rule: Urgency | None = None
    """How soon by its rules and red flags alone; None where none holds. Only this raises what the triage says."""
    reasons: tuple[Reason, ...] = ()
    scores: tuple[ScoreResult, ...] = ()
    tests: tuple[LocalText, ...] = ()
    missing: tuple[LocalText, ...] = ()
    asks: tuple[FindingId, ...] = ()
    referral: LocalText | None = None
    caution: LocalText | None = None
    shifts: tuple[Shift, ...] = ()
    comment: LocalText
    failed: bool = False


class Wanted(StateValue):
    """A finding that a specialty would like to know before it speaks."""

    finding: FindingId
    specialty: SpecialtyId


class Guidance(StateValue):
    """The resident's page in the consultation's language, and what the specialties did not agree on."""

    view: GuidanceView
    departments: tuple[SpecialtyId, ...]
    disagreements: tuple[LocalText, ...] = ()


class Assessment(StateValue):
    """How soon, and why. The ranking itself is not kept: it follows from what is known, and is inferred again."""

    urgency: Urgency | None = None
    reasons: tuple[Reason, ...] = ()
    red_flags: tuple[str, ...] = ()


class Mind(StateValue):
    """Where the companion stands (`agents.companion`): what it offered, is asking, and how far it has come in staying.

    `staying` is 0 before any word of suicide; `plan` are the resident's own words of the safety plan; `reflected` are the situations that
    were answered to.
    """

    offered: str = ""
    running: str = ""
    talk: Annotated[int, Field(ge=0)] = 0
    direct: bool = False
    asked_directly: bool = False
    care: bool = False
    cared: bool = False
    staying: Annotated[int, Field(ge=0)] = 0
    plan: tuple[str, ...] = ()
    reflected: tuple[str, ...] = ()


class ConsultationState(StateValue):
    """One consultation between two turns. `turn` is the last one answered; turn 0 opened it."""

    version: Literal[1] = 1
    graph_version: str
    lang: Lang
    relation: Relation
    person: Person
    started_at_ms: Annotated[int, Field(ge=0)]
    updated_at_ms: Annotated[int, Field(ge=0)]
    turn: Annotated[int, Field(ge=0)] = 0
    stage: Stage = "intake"
    contributions: tuple[Contribution, ...] = ()
    reports: tuple[Report, ...] = ()
    transcript: tuple[Line, ...] = ()
    asked: tuple[Asked, ...] = ()
    open: Asked | None = None
    pending: tuple[Wanted, ...] = ()
    """What specialties still want to know, in order; asked before the guidance, in one round."""
    rounds: int = 0
    """Rounds of questions from specialties so far."""
    told: tuple[str, ...] = ()
    """Red flags that the resident was already told of."""
    urgent_turn: Annotated[int, Field(ge=0)] = 0
    """The turn in which the first of them was told."""
    left: int | None = None
    """About how many questions are left, as last shown; it never rises."""
    complaint: str = ""
    archive: tuple[str, ...] = ()
    """Diagnoses that a doctor signed earlier, in the consultation's language, where the resident let them be looked at."""
    wishes: tuple[Wish, ...] = ()
    """What the resident asked for, in the order in which it was told."""
    assessment: Assessment = Assessment()
    opinions: tuple[Opinion, ...] = ()
    guidance: Guidance | None = None
    held: HeldView | None = None
    """What the resident reads instead of `guidance` while a doctor has to release it."""
    language: tuple[LanguageUse, ...] = ()
    """What a language model was asked for and changed, turn by turn; empty without one."""
    second_opinion: SecondOpinion | None = None
    mind: Mind = Mind()

    def to_bytes(self) -> bytes:
        """Answer the state as compact JSON in UTF-8; what is at its default is left out."""
        return self.model_dump_json(exclude_defaults=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Answer the state that `to_bytes` wrote.

        Raises:
            StateUnreadable: the bytes are not such a state.
        """
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            raise StateUnreadable(f"{error.error_count()} fields do not fit") from None


class History(StateValue):
    """What is known besides the present illness, as findings by their kind."""

    past: tuple[Finding, ...] = ()
    medicines: tuple[Finding, ...] = ()
    risks: tuple[Finding, ...] = ()
    exposures: tuple[Finding, ...] = ()


class Case(StateValue):
    """The case as a specialty sees it: derived from the state, and nothing of the chat but the complaint's words."""

    lang: Lang
    relation: Relation
    person: Person
    complaint: str
    findings: tuple[Finding, ...]
    """All of them, those of `history` and of the reports included."""
    history: History
    results: tuple[LabResult, ...]
    readings: tuple[HomeReading, ...]
    duration_days: float | None
    told: tuple[ToldItem, ...] = ()
    """Free words for sections of the history."""
    asked: tuple[Section, ...] = ()
    """Sections that a question was put for, answered or not."""
    month: Annotated[int, Field(ge=1, le=12)]
    archive: tuple[str, ...] = ()
    """Diagnoses that a doctor signed earlier."""
    scores: tuple[ScoreResult, ...] = ()
    """Questionnaires that the resident answered."""
