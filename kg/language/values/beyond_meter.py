"""What a glucose meter says where its numbers end: HI and LO, and what people say for it.

Owns hearing either in a sentence that speaks of blood glucose or of what measures it. No number is made of it: meters end at 27.8 or 33.3
mmol/L above and at 0.6 or 1.1 below, sensors under the skin at 22.2 or 27.8 and at 2.2; each is beyond what the graph calls very high and
deep, or near it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.mentions.around import tokens_over
from kg.language.mentions.compose import mention_at
from kg.schema import Status

if TYPE_CHECKING:
    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

BEYOND: Final = {
    "hi": "high_glucose.extreme",
    "h": "high_glucose.extreme",
    "爆表": "high_glucose.extreme",
    "high": "high_glucose.very_high",
    "lo": "low_glucose.deep",
    "l": "low_glucose.deep",
    "low": "low_glucose.deep",
}
"""HIGH and LOW in capitals are what sensors under the skin show."""
_NEAR: Final = r"[^。；;！!？?.\n]{0,30}?"
_VERB: Final = r"(?:says?|said|shows?|showed|reads?|is|was|flash(?:es|ed|ing)|came up)"
_METER: Final = re.compile(
    rf"(?:血糖仪{_NEAR}(?<![A-Za-z])(?P<letter>[HL])(?![A-Za-z\d])"
    rf"|血糖{_NEAR}(?P<over>爆表)"
    rf"|(?:血糖{_NEAR}|(?i:\b(?:sugar|glucose|meter|sensor|cgm|libre|dexcom)\b{_NEAR}\b{_VERB}\s+(?:just\s+|only\s+)?))"
    r"(?<![A-Za-z])(?P<said>HI|Hi|hi|HIGH|LOW|LO|Lo|lo)(?![A-Za-z]))"
)
"""In English only behind a verb: "my sugar is fine. Hi doctor" greets."""
_SUPPOSED: Final = re.compile(r"如果|要是|万一|会不会|说明书|\b(?:if|what does)\b", re.IGNORECASE)


def beyond_meter(lexicon: Lexicon, row: Row) -> list[Mention]:
    """Answer what meters said beyond their numbers, as mentions; a supposition tells nothing."""
    answer: list[Mention] = []
    for match in _METER.finditer(row.text):
        finding = BEYOND[(match["said"] or match["over"] or match["letter"]).lower()]
        tokens = tokens_over(row, match.start(), match.end())
        pieces = [piece for piece in row.pieces if tokens and piece.start <= tokens[-1] < piece.end] or row.pieces[:1]
        if finding not in lexicon.findings or not tokens or not pieces or _SUPPOSED.search(_around(row.text, match)):
            continue
        mention = mention_at("finding", (finding,), pieces[0], tokens[0], tokens[-1] + 1)
        mention.status = Status.PRESENT
        answer.append(mention)
    return answer


def _around(text: str, match: re.Match[str]) -> str:
    """Answer what was matched with a few characters on both sides, as far as the sentence may go on."""
    return text[max(0, match.start() - 6) : match.end() + 12]
