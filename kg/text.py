"""Free text to findings, in Chinese and English: deterministic, no model, a few milliseconds.

`understand` reads what a resident wrote; `read_answer` reads a short answer to a question. Every finding carries the words and
the span of the text as written. Nothing raises on any string: what cannot be read is reported as such. Judging what the
findings mean is `kg.inference`'s and `kg.triage`'s business.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from kg.language.answers import Read, answer_alone, leads
from kg.language.conclude import Contradiction, conclude, span_of
from kg.language.events.childbed import childbed_of
from kg.language.events.fits import fits_of, without_drawn
from kg.language.events.heart_words import chest_of
from kg.language.events.moles import moles_of
from kg.language.events.overdose import overdoses
from kg.language.events.quickening import still_womb
from kg.language.events.together import said_together
from kg.language.events.unstopped import unstopped
from kg.language.events.warmth import read_warmth
from kg.language.events.weights import weights_of
from kg.language.measured import decided, marks_of, measured_of, of_others, used_up
from kg.language.mentions.attach import manners_of, settle_contexts
from kg.language.mentions.listening import mentions_of
from kg.language.mentions.mention import Mention
from kg.language.mentions.named import as_seen, named_of
from kg.language.mentions.reports import read_reports
from kg.language.persons.gestation import gestation_of
from kg.language.persons.people import People, read_people
from kg.language.persons.subjects import Relation
from kg.language.rows.pieces import Row, row_of
from kg.language.rows.script import language_of, unreadable_spans
from kg.language.rows.spaces import with_commas
from kg.language.scope.feared import read_feared
from kg.language.scope.figures import read_figures
from kg.language.scope.gone import read_gone
from kg.language.scope.hearsay import read_hearsay
from kg.language.scope.likened import read_likened
from kg.language.scope.past import read_past
from kg.language.scope.planned import read_planned
from kg.language.scope.recent import date_events, lapsed, with_operations
from kg.language.scope.said_of import read_said_of
from kg.language.scope.statuses import read_statuses
from kg.language.scope.stopped import read_stopped
from kg.language.scope.told_apart import read_told_apart
from kg.language.scope.vaccines import read_vaccines
from kg.language.values.beyond_meter import beyond_meter
from kg.language.values.pulses import judged, stays_up
from kg.language.values.reading_values import Reading
from kg.language.values.readings import readings_of
from kg.language.values.results import results_of
from kg.language.values.standing import standing
from kg.language.when.grades import read_severities
from kg.language.when.times import read_times
from kg.schema import DiseaseId, Finding, FindingId, Lang, Person, Question, Sex, Span, Status, Value

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from kg.lexicon import Lexicon

__all__ = ["Contradiction", "Measured", "Read", "Spoken", "Understanding", "read_answer", "understand"]

MOST_CHARACTERS = 20_000
"""What lies beyond is not read and stands in `unreadable`; bounds the time of one text."""


class Measured(Value):
    """A reading as said: value in the measurement's unit. An implausible one is reported and gives no finding.

    `usual`: what it mostly or formerly is, which denies nothing of now.
    """

    measurement: str
    value: float
    unit: str
    plausible: bool
    usual: bool = False
    text: str
    span: Span


class Spoken(Value):
    """A finding or disease that was spoken of but is no finding of now: past, of the family, or the name of a disease."""

    ids: tuple[str, ...]
    kind: Literal["finding", "disease"]
    when: Literal["now", "past"]
    whose: Literal["patient", "family", "other"]
    status: Status
    text: str
    span: Span


class Understanding(Value):
    """What a text says.

    `findings`: one per id, in the order of the text. `duration_days`: since when the complaint is there, None if not told.
    `worsening_days`: since when it is worse. `unreadable`: passages in another language or script. `spoken`: past and family
    history and diseases named. `readings` are those of now; `earlier` are those that a later or a worse one leaves behind.
    """

    lang: Lang
    findings: tuple[Finding, ...] = ()
    duration_days: float | None = None
    worsening_days: float | None = None
    age_days: int | None = None
    sex: Sex | None = None
    pregnant: bool | None = None
    person: Relation | None = None
    readings: tuple[Measured, ...] = ()
    earlier: tuple[Measured, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    unreadable: tuple[Span, ...] = ()

    @property
    def implausible(self) -> tuple[Measured, ...]:
        """Answer the readings that cannot be right and were not used."""
        return tuple(reading for reading in self.readings if not reading.plausible)

    @property
    def understood(self) -> bool:
        """Say whether the text told anything at all."""
        return bool(
            self.findings
            or self.readings
            or self.earlier
            or self.spoken
            or self.age_days
            or self.sex
            or self.duration_days
        )


def understand(
    lexicon: Lexicon,
    text: str,
    *,
    lang: Lang | None = None,
    person: Person | None = None,
    relation: Relation | None = None,
    known: Collection[FindingId] = (),
    today: date | None = None,
) -> Understanding:
    """Answer what a text says. Never raises, whatever the text.

    Args:
        lexicon: the compiled dictionary.
        text: as written; at most `MOST_CHARACTERS` are read.
        lang: the consultation's language, which `lang` of the answer keeps when the text does not tell; both are read always.
        person: who is ill, if known: decides rules of readings that depend on age.
        relation: for whom the consultation is, if known: "我爸有糖尿病" is family history when it is for the speaker.
        known: findings present from earlier turns, so that "爬楼梯加重" finds its complaint.
        today: the day of the consultation, by which dates are read (八月份, "last March"); without it they tell no time.
    """
    read = with_commas(text[:MOST_CHARACTERS])
    row, mentions, readings = _analyse(lexicon, read, known, today)
    people = read_people(
        lexicon, row, mentions, relation, [reading.anchor for reading in readings if reading.anchor >= 0]
    )
    marks = marks_of(row, readings)
    dated = sorted((*mentions, *marks.values()), key=lambda mention: mention.anchor)
    times = read_times(lexicon, row, dated, people.age_pieces)
    read_severities(lexicon, row, mentions)
    read_past(row, mentions)
    read_gone(lexicon, row, mentions)
    date_events(lexicon, row, mentions, today)
    read_stopped(row, mentions)
    read_planned(row, mentions)
    read_told_apart(row, mentions)
    read_hearsay(row, mentions)
    read_feared(lexicon, row, mentions)
    read_said_of(lexicon, row, mentions)
    read_figures(lexicon, row, mentions)
    mentions += chest_of(lexicon, row, mentions)
    read_vaccines(row, mentions)
    mentions += said_together(lexicon, row, mentions, people.role)
    mentions += overdoses(lexicon, row, mentions)
    mentions += unstopped(lexicon, row, mentions)
    age_years = (
        person.age_years if person is not None else (people.age_days / 365.25 if people.age_days is not None else None)
    )
    now, before, showing = standing(
        lexicon, row, measured_of(row, readings, people), age_years, child=people.person == "child"
    )
    mentions += decided(lexicon, judged(row, now, mentions, age_years), marks, mentions, age_years, people, showing)
    mentions += [replace(each, subject=people.role) for each in stays_up(lexicon, row, now)]
    mentions += of_others(lexicon, row, readings, marks, people)
    mentions += manners_of(lexicon, row, [m for m in mentions if not m.past and m.subject == people.role], known)
    mentions += results_of(lexicon, row, used_up(row, readings), person, people.role)
    mentions += gestation_of(lexicon, row, mentions, people.role)
    carrying = people.pregnant if person is None or person.pregnant is None else person.pregnant
    mentions += still_womb(lexicon, row, mentions, people.role, pregnant=carrying)
    mentions += childbed_of(lexicon, row, mentions, people.role)
    mentions = read_reports(lexicon, row, mentions, people.role)
    mentions += named_of(lexicon, row, mentions, people.role)
    mentions = as_seen(lexicon, row, mentions)
    own = [m for m in mentions if _own(lexicon, m, people)]
    findings, contradictions = conclude(lexicon, row, own)
    findings = _with_history(lexicon, row, mentions, people, findings)
    unreadable = unreadable_spans(lexicon, row, bool(findings))
    if len(text) > MOST_CHARACTERS:
        unreadable = (*unreadable, Span(start=MOST_CHARACTERS, end=len(text)))
    return Understanding(
        lang=language_of(row, lang),
        findings=findings,
        duration_days=_duration(lexicon, findings, own, times.loose_days),
        worsening_days=times.worsening_days,
        age_days=people.age_days,
        sex=people.sex,
        pregnant=people.pregnant,
        person=people.person,
        readings=tuple(_measured(row, reading, usual=reading in showing) for reading in now),
        earlier=tuple(_measured(row, reading) for reading in before),
        spoken=tuple(_spoken(row, mentions, people)),
        contradictions=contradictions,
        unreadable=unreadable,
    )


def read_answer(lexicon: Lexicon, question: Question, text: str, lang: Lang) -> Read:
    """Answer what a short text says to a question. Never raises.

    For `yes_no`: "yes", "no", "unsure" or None (it speaks of something else). For `choice` and `multi`: indexes of the options
    whose words are met, () when all are denied, "unsure", or None; a yes or no chooses the option whose own text means it.
    """
    read = answer_alone(lexicon, question, text, lang)
    if question.kind != "yes_no" or question.finding is None or isinstance(read, tuple):
        return read
    if read == "unsure" or (read is not None and leads(lexicon, text)):
        return read
    told = understand(lexicon, text, lang=lang).findings
    about = {question.finding, *lexicon.ancestors(question.finding)}
    for finding in told:
        below = question.finding in lexicon.ancestors(finding.id)
        if finding.status is Status.PRESENT and (finding.id == question.finding or below):
            return "yes"
        if finding.status is Status.ABSENT and finding.id in about:
            return "no"
        if finding.status is Status.UNSURE and finding.id in about:
            return "unsure"
    # "没有咳嗽" says nothing of the fever that was asked for.
    return None if told else read


def _analyse(
    lexicon: Lexicon, text: str, known: Collection[FindingId], today: date | None
) -> tuple[Row, list[Mention], list[Reading]]:
    """Read pieces, readings and mentions with their statuses; a phrase out of its context is read again word by word."""
    refused: frozenset[tuple[int, int]] = frozenset()
    while True:
        row = row_of(lexicon, text, refused, today)
        readings, used = readings_of(lexicon, row)
        mentions = with_operations(lexicon, row, mentions_of(lexicon, row, used))
        read_statuses(lexicon, row, mentions)
        mentions = read_likened(lexicon, row, mentions)
        read_warmth(lexicon, row, mentions)
        mentions = [
            *without_drawn(row, mentions),
            *fits_of(lexicon, row),
            *moles_of(lexicon, row),
            *weights_of(lexicon, row),
            *beyond_meter(lexicon, row),
        ]
        standing, out_of_context = settle_contexts(lexicon, row, mentions, known)
        fresh = out_of_context - refused
        if not fresh:
            return row, standing, readings
        refused |= fresh


def _own(lexicon: Lexicon, mention: Mention, people: People) -> bool:
    """Say whether a mention is a finding of the patient now (or a history that stands whenever it was)."""
    if mention.what not in {"finding", "well", "reading"} or mention.subject != people.role or lapsed(lexicon, mention):
        return False
    return not mention.past or all(lexicon.timeless(FindingId(id_)) for id_ in mention.ids)


def _duration(
    lexicon: Lexicon, findings: Sequence[Finding], own: Sequence[Mention], loose: float | None
) -> float | None:
    """Answer the longest time that a complaint of now is said to last; a time that hangs on nothing stands in."""
    days = [
        finding.onset_days
        for finding in findings
        if finding.onset_days is not None
        and finding.status is not Status.ABSENT
        and not (lexicon.timeless(finding.id) or lexicon.named(finding.id))
    ]
    days += [m.onset_days for m in own if m.what == "sensation" and m.onset_days is not None]
    return max(days) if days else loose


def _measured(row: Row, reading: Reading, *, usual: bool = False) -> Measured:
    span = Span(start=row.tokens[reading.start].start, end=row.tokens[reading.end - 1].end)
    return Measured(
        measurement=reading.measurement,
        value=reading.value,
        unit=reading.unit,
        plausible=reading.plausible,
        usual=usual,
        text=row.text[span.start : span.end],
        span=span,
    )


def _with_history(
    lexicon: Lexicon, row: Row, mentions: Sequence[Mention], people: People, findings: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    """Add the history that the graph knows as such.

    "我爸有糖尿病" becomes hx.family_diabetes, never hx.diabetes; a heart attack of years ago becomes hx.coronary_disease; a cancer by
    its name, past or not, becomes hx.cancer, since what it does to a spine or a vein does not ask which one it was.
    """
    have = {finding.id for finding in findings}
    added: list[Finding] = []
    for mention in mentions:
        if mention.subject == "contact" or mention.status is None or mention.what == "context":
            continue
        if mention.subject != people.role:
            history = lexicon.family_of(mention.ids)
        elif mention.past and mention.what == "disease":
            history = lexicon.history_of(tuple(row.forms[mention.start : mention.end]))
        else:
            history = ()
        told = [(id_, mention.status) for id_ in history]
        if mention.subject == people.role and mention.what == "disease":
            # A cancer cured (乳腺癌治好了) is gone as a complaint and stays as a history.
            had = mention.status is Status.PRESENT or mention.resolved
            told += [(id_, Status.PRESENT) for id_ in (lexicon.cancer_of(mention.ids) if had else ())]
        for id_, status in told:
            if id_ not in have:
                span = span_of(row, mention)
                have.add(id_)
                added.append(Finding(id=id_, status=status, text=row.text[span.start : span.end], span=span))
    return (*findings, *added)


def _spoken(row: Row, mentions: Sequence[Mention], people: People) -> list[Spoken]:
    answer: list[Spoken] = []
    for mention in mentions:
        if mention.status is None or mention.what not in {"finding", "disease"}:
            continue
        mine = mention.subject == people.role
        if mine and not mention.past and mention.what != "disease":
            continue
        span = span_of(row, mention)
        answer.append(
            Spoken(
                ids=mention.ids,
                kind="disease" if mention.what == "disease" else "finding",
                when="past" if mention.past else "now",
                whose="patient" if mine else ("other" if mention.subject == "contact" else "family"),
                status=mention.status,
                text=row.text[span.start : span.end],
                span=span,
            )
        )
    return answer


def diseases_named(understanding: Understanding) -> tuple[DiseaseId, ...]:
    """Answer the diseases that the text names as the patient's, past or present, not denied."""
    return tuple(
        DiseaseId(id_)
        for spoken in understanding.spoken
        if spoken.kind == "disease" and spoken.whose == "patient" and spoken.status is Status.PRESENT
        for id_ in spoken.ids
    )
