"""Who is spoken of at every piece of a text: the last person named before it, unless that one only cares, tells, owns or is met."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.language.mentions.around import words_of
from kg.language.persons.kin import named_on_the_way, same_person
from kg.language.persons.subjects import CHILDREN, FAMILY, OUTSIDE, SELF, SIBLING, THIRD, UNSAID, Relation
from kg.language.rows.entries import Kind
from kg.language.scope.contacts import in_company, met

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.rows.pieces import Piece, Row

_PATIENT = frozenset({"患者", "病人", "patient", "the patient", "pt"})
_HOLDS = re.compile(r"(?:抱|喂|哄|背|带|怀)(?:着|了|上)?$")
_TENDS = re.compile(
    r"(?:照顾|照料|照看|伺候|侍候|服侍|护理|陪护|陪床|赡养)(?:着|了|我)?[^，。；,;]{0,8}$"
    r"|(?:look(?:ing)? after|car(?:e|ing) for|nurs(?:e|ing)) (?:my )?(?:\w+ ){0,3}$",
    re.IGNORECASE,
)
"""Before a relative who is cared for by the one who speaks: of whom what follows is told, he or she says."""
_BEFORE = 40
"""Characters before a name that are looked at."""
_BRINGS = frozenset("去来看查问到上打输做")
_WITH = frozenset({"with", "from", "by", "than", "被", "跟", "给", "对", "让", "从", "比"})
_ANOTHER = re.compile(r"(?:还有|另有|另外有?|另)(?:一|1)?[个位](?:\d+岁)?$")
"""Before a child that is named beside the one already spoken of: 家里还有一个二宝."""
_CHILD_DAYS = 18 * 365.25
_CARES = frozenset("想问给带喂抱看摸听查买怕找按叫让请担怀疑发以咨描补说知该应")
"""What a speaker or a relative does about the one who is ill: 我给他喂了药, 奶奶发现, 我想问一下."""
_DOES = frozenset("咬抓踢打抱缠粘黏找喊叫问对跟给让告骂嫌怪催劝听")
_OWN_BODY = frozenset("吃喝摔淋受着感染吸碰撞睡熬跑病生")
"""What he does to his own body, so that what comes of it is his: 他吃多了, 拉肚子了."""
_CARRIED = re.compile(r"怀孕|怀着|怀了|怀上|身孕|大肚子|怀(?=孩|娃|宝|[二三]胎)|\bpregnan", re.IGNORECASE)
_WOMB = frozenset("动踢乖")
_UNKNOWING = ("也不知", "也不清", "也不晓", "也不懂", "也不明")
_THING = 6
"""Tokens after "grandma's" among which the thing is named."""
_MEDICINES = frozenset("药片丸针")
_POSSESSIVE = frozenset({"", "的", "家", "家的", "她家", "他家"})
_FEELS = frozenset({"感觉", "觉得", "感到"})
_TELLS = frozenset(
    {"say", "said", "report", "notic", "witness", "tell", "told", "stat", "recall", "describ", "mention", "observ"}
)
"""Forms of the verbs with which relatives tell of the patient."""
_TOLD = 3
"""Tokens of a clause before 家族史 from which on it closes what was said rather than opens a list."""


def narrated(row: Row) -> bool:
    """Say whether a text tells of its patient as a case history does: "He presents with …", 患者…; nobody says "I"."""
    if any(_first_person(row, piece) for piece in row.pieces):
        return False
    first = next((piece for piece in row.pieces if piece.has(Kind.KIN, Kind.SELF, Kind.PRONOUN)), None)
    if first is None or first.has(Kind.KIN):
        return False
    # "His wife …" first of all: it is not said yet who is ill.
    after = row.pieces[first.index + 1] if first.index + 1 < len(row.pieces) else None
    return after is None or not (after.has(Kind.KIN) and after.start == first.end)


def _first_person(row: Row, piece: Piece) -> bool:
    return piece.has(Kind.SELF) and row.words(piece.start, piece.end).lower() not in {*_PATIENT, "自己"}


def subjects_of(row: Row, relation: Relation | None) -> list[str]:  # noqa: C901 -- one branch for each way of naming somebody
    """Answer the subject of every piece: the last person named before it; a new sentence keeps it.

    In a case history he and she are the patient, and relatives are spoken of for one sentence: "His son says that he is confused."
    """
    answer: list[str] = []
    as_history = narrated(row)
    carrying = relation != "child" and _CARRIED.search(row.text) is not None
    spans = met(row)
    told_before = False
    current = UNSAID
    last_kin = topic = ""
    for_another = relation in {"child", "parent", "other"}
    children = CHILDREN | {UNSAID} if relation == "child" else CHILDREN
    for piece in row.pieces:
        if (
            piece.has(Kind.KIN)
            and not piece.has(Kind.FINDING)
            and not _beside(row, piece)
            and not (carrying and _in_the_womb(row, piece))
            and not (current in {SELF, UNSAID} and not for_another and _tended(row, piece, answer))
            and not in_company(row, piece, spans)
            and not _owns(row, piece, current)
            and not _apposed(row, piece)
            and not named_on_the_way(row, piece)
            and not (current in children and piece.entry(Kind.KIN).name not in CHILDREN and _cares(row, piece))
        ):
            # In a case history, who "has noticed" or "says" something tells of the patient.
            telling = as_history and not _TELLS.isdisjoint(row.forms[piece.end : piece.end + 3])
            another = SIBLING if topic and _another(row, piece) else ""
            current = last_kin = THIRD if telling else (another or _of_whom(row, piece) or piece.entry(Kind.KIN).name)
        elif piece.has(Kind.SELF):
            current = _after_self(row, piece, current, for_another=for_another)
        elif piece.has(Kind.AGE) and _my(row, piece) and piece.entry(Kind.AGE).number < _CHILD_DAYS:
            # "My 2 year old has a cough."
            current = last_kin = "child"
        elif piece.has(Kind.PRONOUN):
            current = THIRD if as_history else last_kin or THIRD
        elif piece.has(Kind.FAMILY) and not piece.has(Kind.FINDING):
            current = FAMILY
            told_before = (
                row.forms[piece.end - 1] == "史" and piece.start - row.by_clause[piece.clause][0].start > _TOLD
            )
        elif piece.mark == "comma":
            if (current == FAMILY and told_before) or (current == THIRD and _only_acts(row, piece, answer, relation)):
                # "没有心脏病家族史，也没有高血压": the family was spoken of, and now it is the patient again.
                current = UNSAID if current == FAMILY else SELF
        elif piece.mark in {"stop", "?"}:
            # Who tells of a child may speak of others, for a sentence: "妈妈有鼻炎。现在咳嗽".
            current = topic or (UNSAID if current == FAMILY or as_history else current)
        if current in CHILDREN and piece.has(Kind.FINDING, Kind.SHORT, Kind.SENSATION, Kind.MEASURE):
            topic = current
        answer.append(current)
    return _one_child(answer if as_history else _he_is_the_child(answer))


def _he_is_the_child(subjects: list[str]) -> list[str]:
    """Take 他 for the child where nobody but one child is named: "他发烧两天了，小孩昨天还吐"."""
    named = set(subjects) - {UNSAID, SELF, THIRD}
    if len(named) != 1 or not named <= CHILDREN:
        return subjects
    (child,) = named
    return [child if subject == THIRD else subject for subject in subjects]


def _one_child(subjects: list[str]) -> list[str]:
    """Take 孩子 and 宝宝 for the one son or daughter that the text names."""
    named = {"son", "daughter"} & set(subjects)
    if len(named) != 1:
        return subjects
    (one,) = named
    return [one if subject == "child" else subject for subject in subjects]


def _cares(row: Row, piece: Piece) -> bool:
    """Say whether somebody is named as the one who looks after a sick child or tells of it, not as one who is ill."""
    after = row.forms[piece.end : piece.end + 3]
    if not after or row.tokens[piece.start].kind != "han":
        return False
    if "".join(after[:2]) == "头发":
        return False
    if "".join(after[:2]) in _FEELS:
        return "也" not in row.forms[max(0, piece.start - 1) : piece.start]
    if "".join(after).startswith(_UNKNOWING):
        return True
    return not _CARES.isdisjoint(after[:2]) and "也" not in after


def _done_to(row: Row, piece: Piece) -> bool:
    """Say whether the speaker is named only as the one to whom somebody does something: 爱咬我衣服, 老抱着我, 骂我大惊小怪."""
    return any(form in _DOES for form in row.forms[max(0, piece.start - 2) : piece.start])


def _beside(row: Row, piece: Piece) -> bool:
    """Say whether a person is named beside the subject, not as the subject: "with a new partner", 被孩子传染, 抱着娃就想哭, 不配当妈."""
    before = "".join(row.forms[max(0, piece.start - 2) : piece.start])
    if before.endswith(("当", "麻烦", "去找", "找我")):
        return True
    if piece.entry(Kind.KIN).name in CHILDREN and _HOLDS.search(before):
        # A child that is taken somewhere is the one who is ill: 带孩子去看病.
        return not (before.endswith(("带", "带着")) and _BRINGS.intersection(row.forms[piece.end : piece.end + 2]))
    return any(form in _WITH for form in row.forms[max(0, piece.start - 2) : piece.start])


def _after_self(row: Row, piece: Piece, current: str, *, for_another: bool) -> str:
    """Answer whom "我", "I", "my", 自己 turn to: "自己" and "my" point at whoever is spoken of, unless it is my elbow."""
    word = row.words(piece.start, piece.end).lower()
    if word in _PATIENT:
        return THIRD
    if word in {"自己", "my", "mine"}:
        return SELF if word == "my" and not for_another and _my_body(row, piece) else current
    passing = (current in CHILDREN and _cares(row, piece)) or (
        (current in CHILDREN or for_another) and _done_to(row, piece)
    )
    return current if passing else SELF


def _tended(row: Row, piece: Piece, subjects: list[str]) -> bool:
    """Say whether a relative is named as who is cared for; what stands before the name is then told of them, in `subjects`.

    What follows is told of the carer: 我伺候瘫痪的老伴，今天胸口疼. Behind "with" or "who" it is not: "my mother with dementia".
    """
    begin = max(0, row.tokens[piece.start].start - _BEFORE)
    found = _TENDS.search(row.text[begin : row.tokens[piece.start].start])
    if found is None or row.forms[piece.end : piece.end + 1] in (["with"], ["who"], ["has"]):
        return False
    kin = piece.entry(Kind.KIN).name
    for each in reversed(row.pieces[: piece.index]):
        if row.tokens[each.start].start < begin + found.start():
            break
        subjects[each.index] = kin
    return True


def _in_the_womb(row: Row, piece: Piece) -> bool:
    """Say whether a child is one that is carried: 怀孕八个月，娃这两天不咋动. What follows is told of who carries it."""
    if piece.entry(Kind.KIN).name != "child":
        return False
    here = row.by_clause[piece.clause]
    ill = any(each.start >= piece.end and each.has(Kind.FINDING, Kind.SENSATION) for each in here)
    return not ill and not _WOMB.isdisjoint(words_of(row, piece.clause))


def _my_body(row: Row, piece: Piece) -> bool:
    """Say whether "my" is said of a part of the body, not of a relative: "my wife beats me at tennis, now my elbow is sore"."""
    after = row.pieces[piece.index + 1] if piece.index + 1 < len(row.pieces) else None
    return after is not None and after.start == piece.end and after.has(Kind.SITE, Kind.SENSATION, Kind.FINDING)


def _only_acts(row: Row, comma: Piece, subjects: Sequence[str], relation: Relation | None) -> bool:
    """Say whether he only does something beside the speaker, who was named before: "我说不要辣，他还是放了，胃疼".

    No complaint stands there, and nothing that he does with his own body.
    """
    if SELF not in subjects or relation in {"child", "parent", "other"}:
        return False
    clause = row.pieces[comma.index - 1].clause if comma.index else -1
    here = row.by_clause[clause] if clause >= 0 else []
    ill = any(each.has(Kind.FINDING, Kind.SENSATION, Kind.SHORT, Kind.MEASURE, Kind.DISEASE) for each in here)
    return not ill and _OWN_BODY.isdisjoint(words_of(row, clause))


def _owns(row: Row, piece: Piece, current: str) -> bool:
    """Say whether somebody is named only as the owner of a thing that another used: 我吃了妈妈的降压药, 小孩翻出奶奶的心脏药."""
    if "".join(row.forms[piece.end : piece.end + 1]) != "的":
        return False
    things = row.forms[piece.end + 1 : piece.end + _THING]
    return current == SELF or (current in CHILDREN and not _MEDICINES.isdisjoint(things))


def _of_whom(row: Row, piece: Piece) -> str:
    """Answer who has the child that a piece names, where it is the child of somebody outside the house: 我姐的孩子, 邻居家小孩."""
    if piece.entry(Kind.KIN).name not in CHILDREN:
        return ""
    for before in reversed(row.pieces[max(0, piece.index - 2) : piece.index]):
        if before.has(Kind.KIN) and "".join(row.forms[before.end : piece.start]) in _POSSESSIVE:
            owner = before.entry(Kind.KIN).name
            return owner if owner in OUTSIDE else ""
    return ""


def _another(row: Row, piece: Piece) -> bool:
    """Say whether a child is named as one more of the house."""
    before = "".join(row.forms[max(0, piece.start - _THING) : piece.start])
    return piece.entry(Kind.KIN).name in CHILDREN and _ANOTHER.search(before) is not None


def _apposed(row: Row, piece: Piece) -> bool:
    """Say whether a relative in brackets only says who the one just named is: 患儿（表弟）."""
    before = row.pieces[piece.index - 1] if piece.index else None
    if before is not None and before.mark and piece.index > 1:
        before = row.pieces[piece.index - 2]
    if before is not None and before.has(Kind.KIN) and same_person(before, piece):
        return True
    bracketed = piece.start > 0 and row.forms[piece.start - 1] in {"(", "（"}
    return bracketed and before is not None and before.has(Kind.KIN) and piece.start - before.end <= 1


def _my(row: Row, piece: Piece) -> bool:
    return bool(piece.index) and row.words(row.pieces[piece.index - 1].start, piece.start).lower() == "my"
