"""What of a text could not be used as it was said: contradictions, readings that cannot be, passages in another language.

Each doubt names what and where, so that the person can say it again; the consultation goes on with the rest.
"""

from __future__ import annotations

from typing import Literal

from kg.graph import Graph
from kg.schema import Lang, LocalText, Span, Value
from kg.text import Understanding


class Doubt(Value):
    """One thing said that was not used as said: characters [start, end) of `spans`, and a sentence for the person."""

    kind: Literal["contradiction", "implausible", "unreadable"]
    id: str | None
    words: str
    spans: tuple[Span, ...]
    text: LocalText


def doubts_of(told: Understanding, text: str, graph: Graph) -> tuple[Doubt, ...]:
    """Answer what of `text` (that `told` was understood from) was not used as said, in the order of the kinds."""
    answer: list[Doubt] = []
    for each in told.contradictions:
        name = graph.name_of(each.finding)
        said = LocalText(
            zh=f"“{name.zh}”前后说法不一样，到底有没有，请再说一次。",
            en=f'"{name.en}": the text says both yes and no; please say which it is.',
        )
        words = " … ".join(text[span.start : span.end] for span in each.spans)
        answer.append(Doubt(kind="contradiction", id=each.finding, words=words, spans=each.spans, text=said))
    for reading in told.implausible:
        name = graph.name_of(reading.measurement)
        said = LocalText(
            zh=f"{name.zh}“{reading.text}”这个数不太可能，没有采用，请看看是不是写错了。",
            en=f'{name.en} "{reading.text}" cannot be right and was not used; please check the number.',
        )
        answer.append(
            Doubt(kind="implausible", id=reading.measurement, words=reading.text, spans=(reading.span,), text=said)
        )
    for span in told.unreadable:
        words = text[span.start : span.end]
        said = LocalText(
            zh=f"“{words[:20]}”这一段没有读懂，请用中文或英文再说一次。",
            en=f'"{words[:20]}" was not understood; please say it in Chinese or English.',
        )
        answer.append(Doubt(kind="unreadable", id=None, words=words, spans=(span,), text=said))
    return tuple(answer)


def doubts_json(doubts: tuple[Doubt, ...], lang: Lang) -> list[dict[str, object]]:
    """Answer the doubts as `jiayi assess --json` prints them."""
    return [
        {
            "kind": each.kind,
            "id": each.id,
            "words": each.words,
            "spans": [[span.start, span.end] for span in each.spans],
            "text": each.text.in_(lang),
        }
        for each in doubts
    ]
