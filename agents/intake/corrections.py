"""What is taken back in words: "不对，是左边", "不是头疼是头晕", "点错了", "no, the left side".

Owns which earlier words are meant and what they read when put right. Nothing is guessed: when it is not plain which of several
things is wrong, the words are only added, and the resident is told how to name the wrong one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from agents.knowledge import Knowledge
from agents.state import ConsultationState, Contribution
from kg.schema import Finding, Status
from kg.text import understand

_EXPLICIT: Final = (
    re.compile(
        r"(?:我?说的)?不是(?P<wrong>[^，。；,;、\s]{1,12}?)[，,、 ]?(?:而|我说的)?(?:应该)?是(?P<right>[^，。；,;！!]{1,24})"
    ),
    re.compile(
        r"(?:把|将)?(?P<wrong>[^，。；,;、\s把将]{1,12}?)(?:改成|换成|应该是|说成了)(?P<right>[^，。；,;！!]{1,24})"
    ),
    re.compile(
        r"(?:\bnot|\bisn'?t|\bwasn'?t) (?:my |the |a |in )?(?P<wrong>[\w' -]{2,30}?)(?:,| but|;)+ ?(?:but )?"
        r"(?:it'?s |it is |it was |i meant? |rather )?(?:my |the |in the |a )?(?P<right>[\w' -]{2,40})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:i meant?|it'?s|it is) (?:my |the |in the |a )?(?P<right>[\w' -]{2,40}?),? "
        r"(?:and )?not (?:my |the |in the |a )?(?P<wrong>[\w' -]{2,30})",
        re.IGNORECASE,
    ),
)
_LEAD: Final = re.compile(
    r"^[\s，,]*(?:哦|噢|啊|哎呀?|诶|那个|抱歉|对不起|不好意思|等等|等一下)*[，,。 ]*"
    r"(?P<lead>不对不对|不对|不是的?|错了|口误|更正一?下?|纠正一?下?|(?:我|俺)?(?:刚才|刚刚|前面|上面|之前)?(?:是"
    r"|都)?(?:说|讲|写|打|记|弄|搞|点|选|按|填|回答)错了?(?:了|字)?|不不不?)"
    r"(?P<rest>[，,。：:、 ]+.*|(?:应该)?是.*|)$"
    r"|^[\s,]*(?:oh|sorry|wait|hold on|oops)?[, ]*(?P<lead_en>no|wrong|not that|correction|actually|i was wrong"
    r"|my mistake|i misspoke|i mistyped|i meant?|wrong (?:button|one|answer)|i (?:clicked|tapped|chose|picked"
    r"|pressed) the wrong (?:one|button|answer|option)|mis-?(?:click|tap)(?:ed)?)\b"
    r"(?P<rest_en>[,.: ]+.*|)$",
    re.IGNORECASE | re.DOTALL,
)
_MISTAKE: Final = re.compile(
    r"[说讲写打记弄搞点选按填答]错|口误|更正|纠正|wrong|mistake|misspoke|mistyped|mis-?click|mis-?tap|correction",
    re.IGNORECASE,
)
_MEANT: Final = re.compile(
    r"^(?:(?:应该|我是说|我说的|我指的|其实|说的)?是|应该|其实|i meant?|i mean|it'?s|it is|it was|actually|rather|make that)[，, ]*",
    re.IGNORECASE,
)
_SIDES: Final = (("左", "右"), ("left", "right"))
_PLAIN: Final = re.compile(
    r"^(没有?的?|有的?|不是的?|是的?|没|不|no|yes|not? really|i do not|i don'?t|i do)[。. ]*$", re.IGNORECASE
)
_AMBIGUOUS: Final = re.compile(r"不是的?|不+|no|i meant?|actually", re.IGNORECASE)
_CUT: Final = re.compile(r"[，。；,;！!]")
_COMMON: Final = frozenset("的了是有在不没我就也都还点些得很疼痛 ")
NOTHING_SHARED: Final = 0


@dataclass(frozen=True)
class Correction:
    """The words of `turn` are to read `text`; `right` is said back; `rest` is what else the message tells."""

    turn: int
    text: str
    right: str
    rest: str = ""
    kind: Literal["rewritten"] = "rewritten"


@dataclass(frozen=True)
class Withdrawn:
    """The answer of `turn` does not count, and its question is put again."""

    turn: int
    kind: Literal["withdrawn"] = "withdrawn"


@dataclass(frozen=True)
class Unplaced:
    """Something was said to be wrong, and it is not plain what: `right` is only added."""

    right: str
    kind: Literal["unplaced"] = "unplaced"


def takes_back(text: str) -> bool:
    """Answer whether a message begins by taking something back, so that its 不对 is no answer to the open question.

    A plain 不是 or "no" may be just that answer, and so may what is said after it.
    """
    lead = _LEAD.match(text)
    if lead is None or _AMBIGUOUS.fullmatch(lead["lead"] or lead["lead_en"] or ""):
        return False
    said = (lead["rest"] or lead["rest_en"] or "").strip("，,。：:、. ")
    return bool(said) and not _PLAIN.match(said)


def _words_of(state: ConsultationState, part: Contribution) -> str:
    """Answer the words of a turn in full: a contribution keeps their beginning only."""
    lines = (line.text for line in state.transcript if line.turn == part.turn and line.who == "resident")
    return next((line for line in lines if line.startswith(part.said)), part.said)


def _replaced(text: str, wrong: str, right: str) -> str:
    """Answer the text with the last `wrong` of it put right."""
    head, _, tail = text.rpartition(wrong)
    return f"{head}{right}{tail}"


def read_correction(
    knowledge: Knowledge, state: ConsultationState, text: str
) -> Correction | Withdrawn | Unplaced | None:
    """Answer what a message takes back, None when it takes nothing back that was told before."""
    parts = [part for part in reversed(state.contributions) if part.said]
    if not parts:
        return None
    for pattern in _EXPLICIT:
        for found in pattern.finditer(text):
            explicit = _explicit(knowledge, state, parts, found["wrong"].strip(), found["right"].strip())
            if explicit is not None:
                rest = f"{text[: found.start()]}，{text[found.end() :]}"
                return Correction(explicit.turn, explicit.text, explicit.right, _rest_of(rest))
    lead = _LEAD.match(text)
    if lead is None:
        return None
    said = (lead["rest"] or lead["rest_en"] or "").strip("，,。：:、. ")
    mistaken = _MISTAKE.search(lead["lead"] or lead["lead_en"] or "") is not None
    if not said:
        return _withdrawn(parts) if mistaken else None
    said = _MEANT.sub("", said)
    if _PLAIN.match(said):
        return _answered_again(parts, said) if mistaken or state.open is None else None
    right = _CUT.split(said, maxsplit=1)[0].strip()
    rest = said[len(right) :].strip("，,。；; ")
    return _implied(knowledge, state, parts, right, rest)


def _rest_of(text: str) -> str:
    """Answer what is left of a message besides its correction, without the words that only announce it."""
    words = text.strip("，,。；; ")
    lead = _LEAD.match(words)
    return words if lead is None else (lead["rest"] or lead["rest_en"] or "").strip("，,。；; ")


def _explicit(
    knowledge: Knowledge, state: ConsultationState, parts: list[Contribution], wrong: str, right: str
) -> Correction | None:
    """Answer the correction of words that stand in an earlier message, or of a finding that was told in other words."""
    if not wrong or not right or wrong == right:
        return None
    for part in parts:
        words = _words_of(state, part)
        if wrong in words:
            return Correction(part.turn, _replaced(words, wrong, right), right)
    meant = {each.id for each in understand(knowledge.lexicon, wrong, lang=state.lang).findings}
    for part in parts if meant else ():
        words = _words_of(state, part)
        for finding in part.findings:
            if finding.id in meant and finding.status is Status.PRESENT and finding.text and finding.text in words:
                return Correction(part.turn, _replaced(words, finding.text, right), right)
    return None


def _withdrawn(parts: list[Contribution]) -> Withdrawn | None:
    """Answer that the last answer does not count, when the last thing said was an answer to a question."""
    last = parts[0]
    return Withdrawn(last.turn) if last.question is not None and last.question != "intake.opening" else None


def _answered_again(parts: list[Contribution], said: str) -> Correction | None:
    """Answer the last answered question with yes or no put right."""
    for part in parts:
        if part.question is not None and part.question != "intake.opening":
            return Correction(part.turn, said, said)
    return None


def _implied(
    knowledge: Knowledge, state: ConsultationState, parts: list[Contribution], right: str, rest: str
) -> Correction | Unplaced | None:
    """Answer what a right statement stands for, without its saying what was wrong."""
    told = understand(knowledge.lexicon, right, lang=state.lang, relation=state.relation)
    present = [each for each in told.findings if each.status is Status.PRESENT]
    for one, other in _SIDES:
        for here, there in ((one, other), (other, one)):
            if here in right.casefold() and there not in right.casefold() and len(present) <= 1:
                for part in parts:
                    words = _words_of(state, part)
                    if there in words:
                        return Correction(part.turn, _replaced(words, there, here), right, rest)
    if not present:
        return None
    return _most_like(state, parts, right, rest, {each.id for each in told.findings})


def _most_like(
    state: ConsultationState, parts: list[Contribution], right: str, rest: str, ids: set[str]
) -> Correction | Unplaced | None:
    """Answer the correction of the told finding whose words are most like the right ones."""
    spoken: list[tuple[Contribution, Finding]] = []
    for part in parts:
        words = _words_of(state, part)
        spoken += [
            (part, each)
            for each in part.findings
            if each.status is Status.PRESENT and each.text and each.text in words and each.id not in ids
        ]
    if not spoken:
        return None
    if len(spoken) == 1:
        part, wrong = spoken[0]
    else:
        shared = [len((set(each.text) & set(right)) - _COMMON) if not right.isascii() else 0 for _, each in spoken]
        best = max(shared)
        if best <= NOTHING_SHARED or shared.count(best) > 1:
            return Unplaced(right)
        part, wrong = spoken[shared.index(best)]
    return Correction(part.turn, _replaced(_words_of(state, part), wrong.text, right), right, rest)
