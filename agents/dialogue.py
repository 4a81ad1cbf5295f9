"""What travels between the phone and compute inside the sealed channel: the input of one turn and its reply.

The wire schema of a turn is defined here and nowhere else; the page's TypeScript types are generated from it.
Everything the resident reads arrives in the language of the consultation, so the page needs no medical words of its own.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kg.schema import Lang, Urgency

MAX_TEXT = 4000
"""Characters of one message; more is refused with a kind word, and the page says so before sending."""

Hex16 = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class DialogueValue(BaseModel):
    """Base of all dialogue values: frozen, and unknown fields are refused."""

    # pydantic keeps short strings that it has parsed; a resident's words must not outlive the turn.
    model_config = ConfigDict(frozen=True, extra="forbid", cache_strings="keys")


# --- phone -> compute ---------------------------------------------------------------------------------------------


class PersonInput(DialogueValue):
    """For whom: age in days, sex, and whether pregnant (None: not known or not applicable)."""

    relation: Literal["self", "child", "parent", "other"]
    age_days: Annotated[int, Field(ge=0, le=130 * 366)]
    sex: Literal["male", "female"]
    pregnant: bool | None = None


class EssentialsGrant(DialogueValue):
    """What the commission released of the resident's record, in the request's blob `blob`, and the secret (b64u) that opens it."""

    blob: Annotated[int, Field(ge=0, le=3)] = 0
    secret: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{43}$")]


class Start(DialogueValue):
    """Opens a consultation (turn 0). `essentials` is there when the resident agreed to it for this consultation."""

    kind: Literal["start"] = "start"
    lang: Lang
    person: PersonInput
    essentials: EssentialsGrant | None = None


class Say(DialogueValue):
    """Free text, whether or not a question is open."""

    kind: Literal["say"] = "say"
    text: str


class Answer(DialogueValue):
    """Quick answer to the open question: indexes into its options, or free text instead."""

    kind: Literal["answer"] = "answer"
    question_id: str
    options: tuple[int, ...] = ()
    text: str = ""


class NameMarks(DialogueValue):
    """What compute is told of the registered name, to ask when a paper prints another one: four bits of each Chinese character.

    `salt` is one for the consultation, so that several photos tell no more than one. `agents.reports.names` makes the same marks.
    """

    salt: Hex16
    marks: Annotated[tuple[Annotated[int, Field(ge=0, le=15)], ...], Field(min_length=2, max_length=20)]


class Photo(DialogueValue):
    """A photo in the request's blob `blob`. `digest` is SHA-256 of these bytes, which the phone also seals to the commission.

    `name` is there when the phone knows the full name, in Chinese characters, of who the consultation is about. It is never kept.
    """

    kind: Literal["photo"] = "photo"
    attachment_id: Hex16
    media_type: Literal["image/jpeg", "image/png", "image/webp"]
    digest: Digest
    blob: Annotated[int, Field(ge=0, le=3)] = 0
    name: NameMarks | None = None


class ItemCorrection(DialogueValue):
    """What the resident says of one read item: its value as on the paper, or None when it is right as read."""

    index: Annotated[int, Field(ge=0)]
    value_text: str | None = None
    remove: bool = False


class ConfirmItems(DialogueValue):
    """The resident has looked over the items read from a photo."""

    kind: Literal["confirm_items"] = "confirm_items"
    attachment_id: Hex16
    corrections: tuple[ItemCorrection, ...] = ()


class Change(DialogueValue):
    """Changes an earlier answer: everything drawn from turn `turn` is taken back and `text` or `options` stand instead."""

    kind: Literal["change"] = "change"
    turn: Annotated[int, Field(ge=1)]
    options: tuple[int, ...] = ()
    text: str = ""


class Finish(DialogueValue):
    """The resident wants the guidance now, with what is known."""

    kind: Literal["finish"] = "finish"


TurnInput = Annotated[Start | Say | Answer | Photo | ConfirmItems | Change | Finish, Field(discriminator="kind")]
TURN_INPUT: TypeAdapter[TurnInput] = TypeAdapter(TurnInput)


# --- compute -> phone ---------------------------------------------------------------------------------------------


class Progress(DialogueValue):
    """What is being done at this moment; shown as it happens, never invented."""

    kind: Literal["reading_report", "summary", "specialty_started", "specialty_done", "synthesis"]
    specialty: str | None = None
    text: str
    """In the consultation's language, ready to show: 心内科正在看…"""


class OptionView(DialogueValue):
    """One chip under a question."""

    index: int
    text: str


class QuestionView(DialogueValue):
    """The one open question.

    `why` is shown on request. `multi` lets several options be chosen, then sent together. `photo` asks for a
    photo and may be skipped (option 0); `text` wants free words. `hints`: what the page may help to put into words,
    which are sent as free text: `where` on a drawing of the body, with how bad it is; `since_when` as a number of days.
    """

    id: str
    kind: Literal["yes_no", "choice", "multi", "text", "photo"]
    text: str
    why: str
    options: tuple[OptionView, ...] = ()
    hints: tuple[Literal["where", "since_when"], ...] = ()


class ItemView(DialogueValue):
    """One line read from a report. `doubtful` items are asked back; `range_text` is the range as printed or from the graph."""

    index: int
    name: str
    abbr: str
    value_text: str
    unit: str
    range_text: str
    flag: Literal["low", "high", "normal", "abnormal", "critical_low", "critical_high", "unknown"]
    doubtful: bool
    meaning: str = ""


class ReportView(DialogueValue):
    """What was read from one photo, for the resident to look over."""

    attachment_id: Hex16
    what: Literal["lab_report", "other_report", "unreadable", "not_a_report"]
    items: tuple[ItemView, ...]
    conclusion: str = ""


class EmergencyView(DialogueValue):
    """Interrupts at once, full screen: why, whom to call, what to do until help comes."""

    red_flag: str
    headline: str
    say: str
    action: Literal["call_120", "go_to_emergency", "see_doctor_today"]
    until_help: tuple[str, ...]
    phone: str | None
    """`120`, `12356` or None (then the family doctor's number, which only the page knows)."""


class GuidanceView(DialogueValue):
    """The guidance page, in the order in which it is read."""

    urgency: Urgency
    action: Literal["call_120", "go_to_emergency", "see_doctor_today", "see_doctor_soon", "book_appointment", "home"]
    headline: str
    now: tuple[str, ...]
    where: tuple[str, ...]
    bring: tuple[str, ...]
    watch_for: tuple[str, ...]
    why: tuple[str, ...]
    who_looked: tuple[str, ...]
    comfort: str
    summary: str
    """The visit summary (病例小结), to show at the hospital."""


class HeldView(DialogueValue):
    """What is told while the guidance waits for a doctor's release (the commission's advice policy); an emergency never waits.

    `today`: that a doctor is to be seen today is told, with where and what to bring; everything else of the guidance waits.
    """

    since_turn: Annotated[int, Field(ge=0)]
    """The turn whose guidance waits. A release of a revision after it is a release of this."""
    due_ms: Annotated[int, Field(ge=0)]
    """Until when it should be released (Unix ms); later the resident is to ring the station."""
    today: bool
    headline: str
    why: str
    where: tuple[str, ...]
    bring: tuple[str, ...]
    meanwhile: tuple[str, ...]
    watch_for: tuple[str, ...]
    summary: str
    """The visit summary, as on the guidance page."""


class Reply(DialogueValue):
    """The answer of one turn. Exactly one question is open at a time, or none when the guidance stands."""

    turn: int
    lang: Lang
    stage: Literal["intake", "emergency", "guided"]
    messages: tuple[str, ...]
    question: QuestionView | None = None
    remaining: Annotated[int | None, Field(ge=0)] = None
    """About how many questions are left; None when not known."""
    report: ReportView | None = None
    emergency: EmergencyView | None = None
    guidance: GuidanceView | None = None
    held: HeldView | None = None
    """In the place of `guidance` while that waits for a doctor."""
