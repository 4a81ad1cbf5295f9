"""Messages that are pictures alone: what they may mean is asked, never assumed; a sad face is met kindly.

A picture is no symptom: the same mask stands for a cough, for a clinic or for nothing at all. So it is turned into chips.
Names of the pictures: Unicode, Emoji Charts (unicode.org/emoji/charts).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from agents.intake.questions import PICTURES
from agents.words import local
from kg.graph import Graph
from kg.schema import FindingId, LocalText, Option, Question, QuestionId

_MAY_MEAN: Final[dict[str, tuple[str, ...]]] = {
    "🤒": ("fever",),
    "🌡": ("fever",),
    "🥵": ("fever",),
    "😷": ("cough", "sore_throat"),
    "🤧": ("runny_nose", "sneezing"),
    "🤢": ("nausea",),
    "🤮": ("vomiting",),
    "🤕": ("headache", "injury"),
    "😵": ("dizziness",),
    "🥴": ("dizziness",),
    "💩": ("diarrhea",),
    "🚽": ("diarrhea",),
    "🥶": ("chills",),
    "🦷": ("toothache",),
    "👂": ("ear_pain",),
    "💔": ("low_mood",),
    "🫀": ("palpitations",),
    "🩸": ("bleeding",),
    "😮‍💨": ("dyspnea",),
}
_SAD: Final = frozenset("😭😢😞😔😟😣😖😩😫🥺☹🙁😿")
_SMALLEST: Final = 0x2190

UNCLEAR: Final = local(
    "这个表情我看不太准，怕会错意。您用几个字说，或者点下面的选项都行。",
    "I cannot be sure what this picture means. A few words, or one of the options below, will do.",
)
SAD: Final = local(
    "看得出您不好受。是身上难受，还是心里难受，慢慢告诉我，几个字也行。",
    "I can see that you are not well. Is it the body or the heart that hurts? A few words are enough.",
)
ASKED: Final = local("您发的表情，是下面哪个意思？可以选几个。", "What do your pictures mean? You may choose several.")
WHY: Final = local("我怕会错意，先跟您对一下。", "I would rather ask than guess.")


@dataclass(frozen=True)
class Pictures:
    """What a message of pictures brings: a question with what they may mean, None when only a word is said back."""

    question: Question | None
    say: LocalText


def only_pictures(text: str) -> bool:
    """Answer whether a text holds pictures and no word."""
    seen = [each for each in text if not each.isspace()]
    if not seen or any(each.isalnum() for each in seen):
        return False
    return any(unicodedata.category(each) == "So" and ord(each) >= _SMALLEST for each in seen)


def pictures(graph: Graph, text: str) -> Pictures:
    """Answer what a message of pictures alone brings; see `only_pictures`."""
    ids = dict.fromkeys(
        FindingId(each)
        for picture, may in _MAY_MEAN.items()
        if picture in text
        for each in may
        if each in graph.findings
    )
    if not ids:
        return Pictures(None, SAD if not _SAD.isdisjoint(text) else UNCLEAR)
    options = tuple(Option(text=graph.name_of(each), present=(each,)) for each in ids)
    none = Option(text=local("都不是", "None of these"))
    question = Question(id=QuestionId(PICTURES), kind="multi", text=ASKED, why=WHY, options=(*options, none))
    return Pictures(question, UNCLEAR)
