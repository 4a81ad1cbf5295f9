"""Diseases that the text names as the patient's own, of now: "我感冒了", "B超提示胆囊结石", "diagnosed with asthma".

What the name is worth is `kg.derived`'s: a resident's own word counts less than what an examination or a doctor concluded. A doubt of
a report ("考虑肺炎可能") counts like a resident's word, and so does the name of an illness that may as well be an old one (胆囊结石 in a
report); said by the resident, that is history alone (高血压).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg.derived import named_id
from kg.language.rows.entries import Kind
from kg.schema import DiseaseId, FindingId, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

REACH = 60
"""Tokens between the word for an examination and the name, in one sentence."""
MOST_ITEMS = 20
"""Sentences of a list of results under one heading."""
_BULLETS = frozenset({"-", "*", "•", "·", "#", "—"})


def named_of(lexicon: Lexicon, row: Row, mentions: Sequence[Mention], role: str) -> list[Mention]:
    """Answer the findings that somebody named a disease, as mentions."""
    taken = {(m.start, m.end) for m in mentions if m.what == "finding" and any(map(lexicon.timeless, m.ids))}
    answer: list[Mention] = []
    for mention in mentions:
        if mention.what != "disease" or mention.past or mention.subject != role:
            continue
        by_report, history = _examined(row, mention), (mention.start, mention.end) in taken
        if by_report or not history:
            answer.extend(_named(lexicon, mention, by_report=by_report and not history))
    return answer


_SEEN: Final = {"injury.deformity": ("骨折", "fracture", "fracture_line")}
"""Findings whose word a resident says of how a limb looks, and an examiner of what a picture shows: (zh, en, what that is)."""


def as_seen(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> list[Mention]:
    """Answer the mentions, 骨折 in a report taken for what the picture shows and not for a deformed limb of now."""
    answer: list[Mention] = []
    for mention in mentions:
        zh, en, seen = _SEEN.get(mention.ids[0] if mention.ids else "", ("", "", ""))
        said = row.words(mention.start, mention.end).casefold() if zh else ""
        if said.endswith((zh or "-", en or "-")) and FindingId(seen) in lexicon.findings and _examined(row, mention):
            answer.append(replace(mention, ids=(seen,)))
        else:
            answer.append(mention)
    return answer


def _named(lexicon: Lexicon, mention: Mention, *, by_report: bool) -> Iterator[Mention]:
    status = mention.status
    if status is None or (status is Status.ABSENT and not by_report):
        return
    if status is Status.UNSURE and by_report:
        status, by_report = Status.PRESENT, False
    ids = (named_id(DiseaseId(disease), by_report=by_report) for disease in mention.ids)
    known = tuple(finding for finding in ids if finding in lexicon.findings)
    if known:
        yield replace(mention, what="finding", ids=known, status=status, severity=None)


def _examined(row: Row, mention: Mention) -> bool:
    """Say whether an examination or a doctor is spoken of before the name: in its sentence, or above it in a list of results."""
    sentence, listed = mention.sentence, _is_item(row, mention.anchor)
    for piece in reversed(row.pieces[: mention.anchor]):
        if piece.sentence != sentence:
            if not listed or mention.sentence - piece.sentence > MOST_ITEMS:
                return False
            sentence, listed = piece.sentence, _is_item(row, piece.index)
        elif not listed and mention.start - piece.end > REACH:
            return False
        if piece.has(Kind.EXAMINED):
            return True
    return False


def _is_item(row: Row, at: int) -> bool:
    """Say whether the line of a piece is an item of a list: it begins with a dash, a star or a number sign."""
    start = row.tokens[row.pieces[at].start].start
    line = row.text[row.text.rfind("\n", 0, start) + 1 : start + 1].lstrip()
    return line[:1] in _BULLETS
