"""From mentions to findings: merged by id, contradictions named, each with the words and the span it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg.language.mentions.around import words_before
from kg.schema import Finding, FindingId, Span, Status, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon


_NOT_THAT: Final = ("不是", "并不是", "不像是", "不是因为")


class Contradiction(Value):
    """A finding that the text both affirms and denies, with the spans that do so.

    The finding is UNSURE unless a reading or a more specific finding decides it.
    """

    finding: FindingId
    spans: tuple[Span, ...]


@dataclass(slots=True)
class _Said:
    """All that is said of one finding."""

    present: list[Mention] = field(default_factory=list)
    absent: list[Mention] = field(default_factory=list)
    unsure: list[Mention] = field(default_factory=list)


def span_of(row: Row, mention: Mention) -> Span:
    """Answer the characters of the original text that a mention covers."""
    first = row.tokens[mention.start]
    if first.norm == "not" and mention.start and row.tokens[mention.start - 1].end == first.start:
        # Inside "haven't": the span begins with the word.
        first = row.tokens[mention.start - 1]
    return Span(start=first.start, end=row.tokens[mention.end - 1].end)


def conclude(
    lexicon: Lexicon, row: Row, mentions: Sequence[Mention]
) -> tuple[tuple[Finding, ...], tuple[Contradiction, ...]]:
    """Answer one finding for each id spoken of, in the order of the text, and the contradictions."""
    said: dict[FindingId, _Said] = {}
    for mention in mentions:
        status = mention.status
        if mention.what == "well":
            status = Status.ABSENT if status is Status.PRESENT else None
        if status is None:
            continue
        for id_ in mention.ids:
            slot = said.setdefault(FindingId(id_), _Said())
            {Status.PRESENT: slot.present, Status.ABSENT: slot.absent, Status.UNSURE: slot.unsure}[status].append(
                mention
            )
    _add_named(lexicon, row, said)
    contradictions: list[Contradiction] = []
    _resolve_family(lexicon, said, contradictions, row)
    findings = [
        finding for id_, slot in said.items() if (finding := _merged(row, id_, slot, contradictions)) is not None
    ]
    findings.sort(key=lambda finding: (finding.span.start if finding.span else 0, finding.id))
    return tuple(findings), tuple(contradictions)


def _add_named(lexicon: Lexicon, row: Row, said: dict[FindingId, _Said]) -> None:
    """Add the finding that a present child's words name beside its parent: "crushing chest pain" is also chest pain."""
    for id_, slot in list(said.items()):
        for mention in slot.present:
            named = lexicon.named_in(id_, tuple(row.forms[mention.start : mention.end]))
            if named is not None:
                said.setdefault(named, _Said()).present.append(mention)


def _resolve_family(
    lexicon: Lexicon, said: dict[FindingId, _Said], contradictions: list[Contradiction], row: Row
) -> None:
    """A present child and an absent parent cannot both be: the child, being more exact, stands, and the clash is reported."""
    for id_, slot in list(said.items()):
        if not slot.present or all(mention.resolved for mention in slot.present):
            continue
        for ancestor in lexicon.ancestors(id_):
            above = said.get(ancestor)
            if above is not None and above.absent and not above.present:
                against = [mention for mention in above.absent if not mention.resolved]
                if against:
                    spans = tuple(span_of(row, mention) for mention in (*slot.present, *against))
                    contradictions.append(Contradiction(finding=ancestor, spans=spans))
                above.absent.clear()


def _merged(row: Row, id_: FindingId, slot: _Said, contradictions: list[Contradiction]) -> Finding | None:
    denying = [mention for mention in slot.absent if not mention.resolved]
    measured = [mention for mention in slot.present if mention.what == "reading"]
    refuted = [mention for mention in slot.absent if mention.what == "reading"]
    if slot.present and denying:
        if measured and not all(mention.what == "reading" for mention in denying):
            status, chosen = Status.PRESENT, slot.present
        elif _apart(slot.present, denying):
            # "昨天没吐，今天早上吐了两次": each is told of its own time, and what was there once is there in this illness.
            return _of(row, id_, Status.PRESENT, slot.present)
        elif all(_of_cause(row, slot.present, mention) for mention in denying):
            return _of(row, id_, Status.PRESENT, slot.present)
        elif refuted and not measured:
            # "发烧，36.8度": the reading is of one moment; the resident's word is not overruled by it, nor the other way round.
            status, chosen = Status.PRESENT, slot.present
        else:
            status, chosen = Status.UNSURE, [*slot.present, *denying]
        if not (refuted and not measured and len(refuted) == len(denying)):
            spans = tuple(span_of(row, mention) for mention in sorted((*slot.present, *denying), key=lambda m: m.start))
            contradictions.append(Contradiction(finding=id_, spans=spans))
    elif slot.present:
        status, chosen = Status.PRESENT, slot.present
    elif slot.absent:
        status, chosen = Status.ABSENT, slot.absent
    elif slot.unsure:
        status, chosen = Status.UNSURE, slot.unsure
    else:
        return None
    return _of(row, id_, status, chosen)


def _apart(present: Sequence[Mention], denying: Sequence[Mention]) -> bool:
    """Say whether what is said and what is denied are told of different times, in clauses of their own."""
    clauses = {mention.clause for mention in denying}
    here = [mention for mention in present if mention.clause not in clauses]
    if not here or any(mention.what == "reading" for mention in denying):
        return False
    dated = any(mention.onset_days is not None for mention in here)
    return dated or all(mention.timed for mention in denying)


def _of_cause(row: Row, present: Sequence[Mention], denied: Mention) -> bool:
    """Say whether a denial is of where it comes from and not of it: 一直鼻塞，不是鼻屎堵的; 头疼，不是头疼 takes it back."""
    words = row.words(denied.start, denied.end)
    led = words_before(row, denied).rstrip().endswith(_NOT_THAT)
    return led and all(said.clause < denied.clause and row.words(said.start, said.end) not in words for said in present)


def _of(row: Row, id_: FindingId, status: Status, chosen: Sequence[Mention]) -> Finding:
    """Answer the finding that mentions of one status make."""
    best = next((mention for mention in chosen if mention.value is not None), chosen[0])
    onsets = [mention.onset_days for mention in chosen if mention.onset_days is not None]
    grades = [mention.severity for mention in chosen if mention.severity is not None]
    span = span_of(row, best)
    return Finding(
        id=id_,
        status=status,
        value=best.value,
        unit=best.unit if best.value is not None else None,
        onset_days=max(onsets) if onsets and status is not Status.ABSENT else None,
        severity=max(grades) if grades and status is not Status.ABSENT else None,
        text=row.text[span.start : span.end],
        span=span,
    )
