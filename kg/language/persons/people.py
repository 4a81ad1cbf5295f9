"""Who is meant: the speaker, a child, a parent, somebody else; and the age, sex and pregnancy of the one who is ill.

Every mention gets a subject. The patient is the one whose complaints the text tells; what others have is family history or
nobody's, and never becomes the patient's own finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kg.language.dictionary.compiler import FAMILY_PREFIX
from kg.language.persons.kin import elder, named_on_the_way, same_person
from kg.language.persons.person import ages, sex_of, told_pregnant
from kg.language.persons.subjects import FAMILY, SELF, THIRD, UNSAID
from kg.language.rows.entries import Kind
from kg.language.scope.contacts import in_company, met, read_contacts
from kg.schema import Sex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon

Relation = Literal["self", "child", "parent", "other"]

OLD_MAN = "old_man"
"""老汉 is the father in Sichuan and the husband in the north: it is whom the consultation is for."""
_RELATION: dict[str, Relation] = {
    "child": "child",
    "son": "child",
    "daughter": "child",
    "mother": "parent",
    "father": "parent",
    "parents": "parent",
    "grandmother": "other",
    "grandfather": "other",
    "wife": "other",
    "husband": "other",
    OLD_MAN: "other",
    "sibling": "other",
    "contact": "other",
    THIRD: "other",
    SELF: "self",
}
_PATIENT = frozenset({"患者", "病人", "patient", "the patient", "pt"})
_HOLDS = re.compile(r"(?:抱|喂|哄|背|带)(?:着|了)?$")
_BRINGS = frozenset("去来看查问到上打输做")
_WITH = frozenset({"with", "from", "by", "than", "被", "跟", "给", "对", "让", "从", "比"})
_CHILD_DAYS = 18 * 365.25
_CHILDREN = frozenset({"child", "son", "daughter"})
_CARES = frozenset("想问给带喂抱看摸听查买怕找按叫让请担怀疑发以咨描补说知该应")
"""What a speaker or a relative does about the one who is ill: 我给他喂了药, 奶奶发现, 我想问一下."""
_DOES = frozenset("咬抓踢打抱缠粘黏找喊叫问对跟给让告骂嫌怪催劝")
_UNKNOWING = ("也不知", "也不清", "也不晓", "也不懂", "也不明")
_OUTSIDE = frozenset({"sibling", "contact"})
_THING = 6
"""Tokens after "grandma's" among which the thing is named."""
_MEDICINES = frozenset("药片丸针")
_POSSESSIVE = frozenset({"", "的", "家", "家的", "她家", "他家"})
_MEASURES = re.compile(r"量|测|帮|给|扎|查|\b(?:took|takes|measured|checked|tested)\b", re.IGNORECASE)
_FEELS = frozenset({"感觉", "觉得", "感到"})
_TELLS = frozenset(
    {"say", "said", "report", "notic", "witness", "tell", "told", "stat", "recall", "describ", "mention", "observ"}
)
"""Forms of the verbs with which relatives tell of the patient."""
_TOLD = 3
"""Tokens of a clause before 家族史 from which on it closes what was said rather than opens a list."""


@dataclass(slots=True)
class People:
    """The one who is ill, as far as the text says. `age_pieces` are the pieces used for ages; `role` is the subject's name."""

    role: str
    person: Relation | None
    age_days: int | None
    sex: Sex | None
    pregnant: bool | None
    age_pieces: frozenset[int]
    subjects: tuple[str, ...] = ()
    """Of every piece, the one last named before it."""

    def measured(self, row: Row, anchor: int) -> str:
        """Answer whom the reading that hangs on a piece is of: a relative in whose clause it stands, where the speaker asks for themself.

        我老公血压180/110，我头晕: not of who is dizzy. Who measures (老公帮我量了, my wife took it) is not who is measured.
        """
        if self.person != "self" or anchor < 0 or self.subjects[anchor] in {self.role, UNSAID, FAMILY, THIRD}:
            return self.role
        here = row.pieces[anchor]
        named = row.by_clause[here.clause]
        if not any(each.has(Kind.MEASURE) for each in named):
            # 我妈血糖昨天7.8，今天25.2: it goes on about what was measured last.
            named = next(
                (
                    those
                    for those in reversed(row.by_clause[: here.clause])
                    if any(each.has(Kind.MEASURE) for each in those)
                ),
                named,
            )
        kin = next((each for each in reversed(named) if each.end <= here.start and each.has(Kind.KIN)), None)
        of_kin = kin is not None and _MEASURES.search(row.words(kin.end, here.start)) is None
        return self.subjects[anchor] if of_kin else self.role


def read_people(
    lexicon: Lexicon, row: Row, mentions: Sequence[Mention], relation: Relation | None, measured: Sequence[int] = ()
) -> People:
    """Set `subject` of the mentions in place and answer who the patient is.

    `relation` is what the resident chose before; `measured` are the pieces that readings hang on.
    """
    subjects = _subjects(row, relation)
    for mention in mentions:
        mention.subject = subjects[_piece_at(row, mention)]
    _of_family(row, mentions)
    read_contacts(row, mentions)
    role = _patient(lexicon, mentions, subjects, relation, measured, row)
    _settle(lexicon, row, mentions, role, relation)
    read_contacts(row, mentions)
    told, age_pieces = ages(row, subjects)
    age = next((days for subject, days in told if subject in {role, THIRD} and role != UNSAID), None)
    if age is None:
        age = next((days for subject, days in told if subject in {UNSAID, role}), None)
    sex = sex_of(row, subjects, role)
    pregnant = told_pregnant(lexicon, row, subjects, role)
    if pregnant and sex is None:
        sex = Sex.FEMALE
    person = _RELATION.get(role) if role != UNSAID else None
    return People(role, person, age, sex, pregnant, age_pieces, tuple(subjects))


def _of_family(row: Row, mentions: Sequence[Mention]) -> None:
    """Give to the family what stands before "in the family", "runs in my family"."""
    families = [p for p in row.pieces if p.has(Kind.FAMILY) and {"in", "run"} & set(row.forms[p.start : p.end])]
    for mention in mentions if families else ():
        if any(piece.clause == mention.clause and mention.end <= piece.start for piece in families):
            mention.subject = FAMILY


def _piece_at(row: Row, mention: Mention) -> int:
    index = mention.anchor
    while index > 0 and row.pieces[index - 1].start >= mention.start:
        index -= 1
    return index


def _narrated(row: Row) -> bool:
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


def _subjects(row: Row, relation: Relation | None) -> list[str]:  # noqa: C901 -- one branch for each way of naming somebody
    """Answer the subject of every piece: the last person named before it; a new sentence keeps it.

    In a case history he and she are the patient, and relatives are spoken of for one sentence: "His son says that he is confused."
    """
    answer: list[str] = []
    narrated = _narrated(row)
    spans = met(row)
    told_before = False
    current = UNSAID
    last_kin = topic = ""
    for_another = relation in {"child", "parent", "other"}
    children = _CHILDREN | {UNSAID} if relation == "child" else _CHILDREN
    for piece in row.pieces:
        if (
            piece.has(Kind.KIN)
            and not piece.has(Kind.FINDING)
            and not _beside(row, piece)
            and not in_company(row, piece, spans)
            and not _owns(row, piece, current)
            and not _apposed(row, piece)
            and not named_on_the_way(row, piece)
            and not (current in children and piece.entry(Kind.KIN).name not in _CHILDREN and _cares(row, piece))
        ):
            # In a case history, who "has noticed" or "says" something tells of the patient.
            telling = narrated and not _TELLS.isdisjoint(row.forms[piece.end : piece.end + 3])
            current = last_kin = THIRD if telling else (_of_whom(row, piece) or piece.entry(Kind.KIN).name)
        elif piece.has(Kind.SELF):
            # "自己" and "my" point at whoever is spoken of; "我" and "I" do not.
            word = row.words(piece.start, piece.end).lower()
            if word in _PATIENT:
                current = THIRD
            elif word not in {"自己", "my", "mine"} and not (
                (current in _CHILDREN and _cares(row, piece))
                or ((current in _CHILDREN or for_another) and _done_to(row, piece))
            ):
                current = SELF
        elif piece.has(Kind.AGE) and _my(row, piece) and piece.entry(Kind.AGE).number < _CHILD_DAYS:
            # "My 2 year old has a cough."
            current = last_kin = "child"
        elif piece.has(Kind.PRONOUN):
            current = THIRD if narrated else last_kin or THIRD
        elif piece.has(Kind.FAMILY) and not piece.has(Kind.FINDING):
            current = FAMILY
            told_before = (
                row.forms[piece.end - 1] == "史" and piece.start - row.by_clause[piece.clause][0].start > _TOLD
            )
        elif piece.mark == "comma" and current == FAMILY and told_before:
            # "没有心脏病家族史，也没有高血压": the family was spoken of, and now it is the patient again.
            current = UNSAID
        elif piece.mark in {"stop", "?"} and (current == FAMILY or narrated):
            current = topic or UNSAID
        elif piece.mark in {"stop", "?"} and topic:
            # Who tells of a child may speak of others, for a sentence: "妈妈有鼻炎。现在咳嗽".
            current = topic
        if current in _CHILDREN and piece.has(Kind.FINDING, Kind.SHORT, Kind.SENSATION, Kind.MEASURE):
            topic = current
        answer.append(current)
    return _one_child(answer if narrated else _he_is_the_child(answer))


def _he_is_the_child(subjects: list[str]) -> list[str]:
    """Take 他 for the child where nobody but one child is named: "他发烧两天了，小孩昨天还吐"."""
    named = set(subjects) - {UNSAID, SELF, THIRD}
    if len(named) != 1 or not named <= _CHILDREN:
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
    if before.endswith("当"):
        return True
    if piece.entry(Kind.KIN).name in _CHILDREN and _HOLDS.search(before):
        # A child that is taken somewhere is the one who is ill: 带孩子去看病.
        return not (before.endswith(("带", "带着")) and _BRINGS.intersection(row.forms[piece.end : piece.end + 2]))
    return any(form in _WITH for form in row.forms[max(0, piece.start - 2) : piece.start])


def _owns(row: Row, piece: Piece, current: str) -> bool:
    """Say whether somebody is named only as the owner of a thing that another used: 我吃了妈妈的降压药, 小孩翻出奶奶的心脏药."""
    if "".join(row.forms[piece.end : piece.end + 1]) != "的":
        return False
    things = row.forms[piece.end + 1 : piece.end + _THING]
    return current == SELF or (current in _CHILDREN and not _MEDICINES.isdisjoint(things))


def _of_whom(row: Row, piece: Piece) -> str:
    """Answer who has the child that a piece names, where it is the child of somebody outside the house: 我姐的孩子, 邻居家小孩."""
    if piece.entry(Kind.KIN).name not in _CHILDREN:
        return ""
    for before in reversed(row.pieces[max(0, piece.index - 2) : piece.index]):
        if before.has(Kind.KIN) and "".join(row.forms[before.end : piece.start]) in _POSSESSIVE:
            owner = before.entry(Kind.KIN).name
            return owner if owner in _OUTSIDE else ""
    return ""


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


def _complains(lexicon: Lexicon, mention: Mention) -> bool:
    """Say whether a mention is a complaint rather than an old disease or a habit."""
    if mention.what in {"disease", "context", "kin_illness"}:
        return False
    return mention.what == "sensation" or any(not lexicon.timeless(id_) for id_ in mention.ids)


def _patient(
    lexicon: Lexicon,
    mentions: Sequence[Mention],
    subjects: Sequence[str],
    relation: Relation | None,
    measured: Sequence[int],
    row: Row,
) -> str:
    if relation == "self":
        return THIRD if _narrated(row) else SELF
    said_self = any(piece.has(Kind.SELF) for piece in row.pieces)
    complaints = [(m.anchor, m.subject) for m in mentions if _complains(lexicon, m)]
    complaints = sorted([*complaints, *((index, subjects[index]) for index in measured)])
    telling = [subject for _, subject in complaints if subject not in {UNSAID, FAMILY, "contact"}]
    if relation is not None:
        spoken = (*telling, *subjects)
        of_relation = [s for s in spoken if _RELATION.get(s) == relation] or [s for s in spoken if elder(s, relation)]
        return of_relation[0] if of_relation else (THIRD if THIRD in telling else UNSAID)
    if telling:
        children = [subject for subject in telling if subject in _CHILDREN]
        # Who complains of themselves in passing and of a child at length asks for the child; so does who names others' first.
        passing = telling[0] in _OUTSIDE or (telling[0] == SELF and len(children) > telling.count(SELF))
        return children[0] if children and passing else telling[0]
    if complaints:
        # "发烧三天，孩子两岁": nobody else complains, so a child that is named is the one.
        return _child_named(row, subjects, complaints[0][0]) or (SELF if said_self else UNSAID)
    return SELF if said_self else _without_complaint(mentions, subjects, row)


def _without_complaint(mentions: Sequence[Mention], subjects: Sequence[str], row: Row) -> str:
    """Answer who is meant where nobody complains."""
    old = [m.subject for m in mentions if m.subject not in {UNSAID, FAMILY}]
    if THIRD in old and _narrated(row):
        # "He smokes and has asthma": a case history that tells habits and old diseases only.
        return THIRD
    named = [s for s in subjects if s not in {UNSAID, FAMILY, "contact"}]
    return named[0] if named and not old else UNSAID


def _child_named(row: Row, subjects: Sequence[str], first: int) -> str:
    """Answer the child that is named before the first complaint, or anywhere with an age: "发烧三天，孩子两岁"."""
    for piece in row.pieces:
        if piece.has(Kind.KIN) and subjects[piece.index] in {"child", "son", "daughter"}:
            following = row.pieces[piece.index + 1] if piece.index + 1 < len(row.pieces) else None
            aged = following is not None and following.has(Kind.AGE) and following.start - piece.end <= 1
            if piece.index < first or aged:
                return subjects[piece.index]
    return ""


def _settle(lexicon: Lexicon, row: Row, mentions: Sequence[Mention], role: str, relation: Relation | None) -> None:
    """Give the mentions without a subject to the patient, and speak of kin that only have old diseases as family."""
    named = {piece.clause for piece in row.pieces if piece.has(Kind.FAMILY, Kind.KIN)}
    for mention in mentions:
        passing = mention.subject in {FAMILY, "contact"} and _complains(lexicon, mention)
        if passing and mention.clause not in named:
            # "家里人也痒，手指缝有水泡": relatives are only mentioned in passing.
            mention.subject = role
        if mention.subject in {UNSAID, role} or _about_patient(lexicon, mention):
            mention.subject = role
        elif relation == "self" and role == SELF and _complains(lexicon, mention) and mention.subject != "contact":
            # Told to be about the speaker: after "我爸有糖尿病，" the complaints are the speaker's again.
            own = [m for m in mentions if m.subject == mention.subject and m.clause == mention.clause]
            if not any(m.what == "disease" or not _complains(lexicon, m) for m in own) and _far_from_kin(
                mention, mentions
            ):
                mention.subject = role
    if relation in {"child", "parent", "other"}:
        for mention in mentions:
            theirs = _RELATION.get(mention.subject) == relation or (mention.subject == OLD_MAN and relation == "parent")
            if mention.subject != role and theirs:
                mention.subject = role


def _about_patient(lexicon: Lexicon, mention: Mention) -> bool:
    """Say whether a phrase is the patient's whoever it names: family history, contact with the sick."""
    if mention.what != "finding":
        return False
    family = all(id_.startswith(FAMILY_PREFIX) for id_ in mention.ids)
    return family or (mention.subject in {THIRD, FAMILY, "contact"} and all(map(lexicon.exposure, mention.ids)))


def _far_from_kin(mention: Mention, mentions: Sequence[Mention]) -> bool:
    return any(m.subject == mention.subject and m.clause < mention.clause for m in mentions if m is not mention)
