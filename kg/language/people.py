"""Who is meant: the speaker, a child, a parent, somebody else; and the age, sex and pregnancy of the one who is ill.

Every mention gets a subject. The patient is the one whose complaints the text tells; what others have is family history or
nobody's, and never becomes the patient's own finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kg.language.compiler import FAMILY_PREFIX
from kg.language.entries import Kind
from kg.schema import Sex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions import Mention
    from kg.language.pieces import Piece, Row
    from kg.lexicon import Lexicon

Relation = Literal["self", "child", "parent", "other"]

SELF, FAMILY, UNSAID, THIRD = "self", "family", "", "third"
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
    "sibling": "other",
    "contact": "other",
    THIRD: "other",
    SELF: "self",
}
_SEX: dict[str, Sex] = {
    "son": Sex.MALE,
    "daughter": Sex.FEMALE,
    "mother": Sex.FEMALE,
    "father": Sex.MALE,
    "grandmother": Sex.FEMALE,
    "grandfather": Sex.MALE,
    "wife": Sex.FEMALE,
    "husband": Sex.MALE,
}
_PRONOUNS = dict.fromkeys(("他", "he", "him", "his"), Sex.MALE) | dict.fromkeys(
    ("她", "she", "her", "hers"), Sex.FEMALE
)
_PATIENT = frozenset({"患者", "病人", "patient", "the patient", "pt"})
_WITH = frozenset({"with", "from", "by", "than", "被", "跟", "给", "对", "让", "从", "比"})
_PREGNANCY = frozenset({"孕", "pregnant"})
_CHILD_DAYS = 18 * 365.25
_CHILDREN = frozenset({"child", "son", "daughter"})
_CARES = frozenset("想问给带喂抱看摸听查买怕找按叫让请担怀疑发以咨描补说知")
"""What a speaker or a relative does about the one who is ill: 我给他喂了药, 奶奶发现, 我想问一下."""
_FEELS = frozenset({"感觉", "觉得", "感到"})
_TELLS = frozenset(
    {"say", "said", "report", "notic", "witness", "tell", "told", "stat", "recall", "describ", "mention", "observ"}
)
"""Forms of the verbs with which relatives tell of the patient."""
_LETTERS = {"m": Sex.MALE, "f": Sex.FEMALE}
_MOST_YEARS = 130
_TOLD = 3
"""Tokens of a clause before 家族史 from which on it closes what was said rather than opens a list."""
_A_YEAR = 365.0


@dataclass(slots=True)
class People:
    """The one who is ill, as far as the text says. `age_pieces` are the pieces used for ages; `role` is the subject's name."""

    role: str
    person: Relation | None
    age_days: int | None
    sex: Sex | None
    pregnant: bool | None
    age_pieces: frozenset[int]


def read_people(
    lexicon: Lexicon, row: Row, mentions: Sequence[Mention], relation: Relation | None, measured: Sequence[int] = ()
) -> People:
    """Set `subject` of the mentions in place and answer who the patient is.

    `relation` is what the resident chose before; `measured` are the pieces that readings hang on.
    """
    subjects = _subjects(row)
    for mention in mentions:
        mention.subject = subjects[_piece_at(row, mention)]
    _of_family(row, mentions)
    role = _patient(lexicon, mentions, subjects, relation, measured, row)
    _settle(lexicon, row, mentions, role, relation)
    ages, age_pieces = _ages(row, subjects)
    age = next((days for subject, days in ages if subject in {role, THIRD} and role != UNSAID), None)
    if age is None:
        age = next((days for subject, days in ages if subject in {UNSAID, role}), None)
    sex = _sex(row, subjects, role)
    pregnant = _pregnant(lexicon, row, subjects, role)
    if pregnant and sex is None:
        sex = Sex.FEMALE
    person = _RELATION.get(role) if role != UNSAID else None
    return People(role, person, age, sex, pregnant, age_pieces)


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


def _subjects(row: Row) -> list[str]:  # noqa: C901 -- one branch for each way of naming somebody
    """Answer the subject of every piece: the last person named before it; a new sentence keeps it.

    In a case history he and she are the patient, and relatives are spoken of for one sentence: "His son says that he is confused."
    """
    answer: list[str] = []
    narrated = _narrated(row)
    told_before = False
    current = UNSAID
    last_kin = topic = ""
    for piece in row.pieces:
        if (
            piece.has(Kind.KIN)
            and not piece.has(Kind.FINDING)
            and not _beside(row, piece)
            and not _owns(row, piece, current)
            and not (current in _CHILDREN and piece.entry(Kind.KIN).name not in _CHILDREN and _cares(row, piece))
        ):
            # In a case history, who "has noticed" or "says" something tells of the patient.
            telling = narrated and not _TELLS.isdisjoint(row.forms[piece.end : piece.end + 3])
            current = last_kin = THIRD if telling else piece.entry(Kind.KIN).name
        elif piece.has(Kind.SELF):
            # "自己" and "my" point at whoever is spoken of; "我" and "I" do not.
            word = row.words(piece.start, piece.end).lower()
            if word in _PATIENT:
                current = THIRD
            elif word not in {"自己", "my", "mine"} and not (current in _CHILDREN and _cares(row, piece)):
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
    return _one_child(answer)


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
    return not _CARES.isdisjoint(after[:2]) and "也" not in after


def _beside(row: Row, piece: Piece) -> bool:
    """Say whether a person is named beside the subject, not as the subject: "with a new partner", 被孩子传染."""
    return any(form in _WITH for form in row.forms[max(0, piece.start - 2) : piece.start])


def _owns(row: Row, piece: Piece, current: str) -> bool:
    """Say whether somebody is named only as the owner of a thing that the speaker used: 我吃了妈妈的降压药."""
    return current == SELF and "".join(row.forms[piece.end : piece.end + 1]) == "的"


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
        of_relation = [s for s in (*telling, *subjects) if _RELATION.get(s) == relation]
        return of_relation[0] if of_relation else (THIRD if THIRD in telling else UNSAID)
    if telling:
        return telling[0]
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
            if mention.subject != role and _RELATION.get(mention.subject) == relation:
                mention.subject = role


def _about_patient(lexicon: Lexicon, mention: Mention) -> bool:
    """Say whether a phrase is the patient's whoever it names: family history, contact with the sick."""
    if mention.what != "finding":
        return False
    family = all(id_.startswith(FAMILY_PREFIX) for id_ in mention.ids)
    return family or (mention.subject in {THIRD, FAMILY, "contact"} and all(map(lexicon.exposure, mention.ids)))


def _far_from_kin(mention: Mention, mentions: Sequence[Mention]) -> bool:
    return any(m.subject == mention.subject and m.clause < mention.clause for m in mentions if m is not mention)


def _ages(row: Row, subjects: Sequence[str]) -> tuple[list[tuple[str, int]], frozenset[int]]:
    found: list[tuple[str, int]] = []
    used: set[int] = set()
    for piece in row.pieces:
        days: float | None = None
        if piece.has(Kind.AGE):
            days = piece.entry(Kind.AGE).number
            after = row.pieces[piece.index + 1] if piece.index + 1 < len(row.pieces) else None
            follows = row.forms[piece.end : piece.end + 2]
            if (after is not None and after.has(Kind.PAST)) or any(form in {"时", "就", "起"} for form in follows):
                days = None
        elif piece.has(Kind.DURATION) and (_child_before(row, piece) or _sex_before(row, piece)):
            days = piece.entry(Kind.DURATION).number
        if days is not None and 0 <= days <= _MOST_YEARS * 366:
            used.add(piece.index)
            found.append((subjects[piece.index], round(days)))
    found.extend(_letters(row, subjects))
    return found, frozenset(used)


def _child_before(row: Row, piece: Piece) -> bool:
    """Read 孩子8个月 as an age: a child right before, and no complaint in the clause that the time could be of."""
    if not piece.index:
        return False
    before = row.pieces[piece.index - 1]
    kin = before.has(Kind.KIN) and before.entry(Kind.KIN).name in {"child", "son", "daughter"}
    alone = not any(
        other.has(Kind.FINDING, Kind.SENSATION, Kind.SHORT)
        for other in row.by_clause[piece.clause]
        if other.start >= piece.end
    )
    return kin and piece.start - before.end <= 1 and alone


def _sex_before(row: Row, piece: Piece) -> bool:
    """Read "woman 67 years" as an age."""
    before = row.pieces[piece.index - 1] if piece.index else None
    years = piece.entry(Kind.DURATION).number >= _A_YEAR
    return before is not None and years and before.has(Kind.MALE, Kind.FEMALE) and before.end == piece.start


def _letters(row: Row, subjects: Sequence[str]) -> list[tuple[str, int]]:
    """Read "56M", "34 y/o F" style: a number and one letter at the start of the text; and a bare age before 男 or 女."""
    tokens = row.tokens
    if (
        len(tokens) > 1
        and tokens[0].kind == "number"
        and "." not in tokens[0].norm
        and float(tokens[0].norm) <= _MOST_YEARS
    ):
        letter = tokens[1]
        if letter.norm in {"m", "f"} and not letter.spaced:
            return [(UNSAID, round(float(tokens[0].norm) * 365.25))]
    for piece in row.pieces:
        if not piece.has(Kind.AGE_WORD, Kind.KIN, Kind.PRONOUN, Kind.SELF):
            continue
        at = piece.end + (piece.end < len(tokens) and row.forms[piece.end] in {"is", "am", "was", "今"})
        if at >= len(tokens) or tokens[at].kind != "number" or row.piece_at[at] >= 0 or "." in tokens[at].norm:
            continue
        # A bare number is an age where nothing follows that it could count: "he's 68, smokes", "我今年56，".
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        ends = following is None or following.kind in {"mark", "break"}
        if (
            float(tokens[at].norm) <= _MOST_YEARS
            and ends
            and (following is None or following.norm not in {"/", "°", "%"})
        ):
            return [(subjects[piece.index], round(float(tokens[at].norm) * 365.25))]
    return []


def _sex(row: Row, subjects: Sequence[str], role: str) -> Sex | None:
    if role in _SEX:
        return _SEX[role]
    tokens = row.tokens
    if len(tokens) > 1 and tokens[0].kind == "number" and tokens[1].norm in _LETTERS and not tokens[1].spaced:
        return _LETTERS[tokens[1].norm]
    mine = [p for p in row.pieces if role == UNSAID or subjects[p.index] in {role, UNSAID, THIRD}]
    for piece in mine:
        letter = piece.end - piece.start == 1 and row.forms[piece.start] in _LETTERS
        if piece.has(Kind.MALE, Kind.FEMALE) and (not letter or _beside_age(row, piece)):
            return Sex.MALE if piece.has(Kind.MALE) else Sex.FEMALE
    for piece in mine if role not in {SELF, UNSAID} else ():
        if piece.has(Kind.PRONOUN) and subjects[piece.index] == role:
            word = "".join(token.norm for token in row.tokens[piece.start : piece.end])
            if word in _PRONOUNS:
                return _PRONOUNS[word]
    return None


def _beside_age(row: Row, piece: Piece) -> bool:
    around = row.pieces[max(0, piece.index - 2) : piece.index + 3]
    return any(other.has(Kind.AGE) for other in around)


def _tells_pregnancy(lexicon: Lexicon, row: Row, piece: Piece) -> bool:
    """Say whether a phrase of the graph holds a word of pregnancy: 怀孕30周."""
    forms = row.forms[piece.start : piece.end]
    if not piece.has(Kind.FINDING) or not _PREGNANCY & set(forms):
        return False
    inside = [entry.kind for match in lexicon.vocabulary.cover(tuple(forms)) for entry in match.entries]
    return Kind.PREGNANT in inside and Kind.PREGNANT_OTHER not in inside


def _pregnant(lexicon: Lexicon, row: Row, subjects: Sequence[str], role: str) -> bool | None:
    answer: bool | None = None
    for piece in row.pieces:
        if subjects[piece.index] not in {role, UNSAID, FAMILY} and role != UNSAID:
            continue
        before = row.pieces[max(0, piece.index - 2) : piece.index]
        if piece.has(Kind.NOT_PREGNANT):
            return False
        if piece.has(Kind.PREGNANT) or _tells_pregnancy(lexicon, row, piece):
            if any(other.has(Kind.UNSURE, Kind.ASK, Kind.HYPOTHETICAL) for other in before):
                return None
            if any(other.has(Kind.NEG, Kind.NEG_CLINICAL) for other in before):
                return False
            answer = True
    return answer
