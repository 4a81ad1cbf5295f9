"""Finding the mentions of a text: phrases of the graph, short forms where the sentence leaves no doubt, composed meanings."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from kg.language.dictionary.compiler import STATES
from kg.language.mentions.around import clause_around
from kg.language.mentions.compose import (
    FARTHEST_SITE,
    again,
    beside,
    composed,
    displaced,
    listed,
    listed_places,
    look_up,
    mention_at,
    of_next,
    paired,
    placed_finding,
    places_of,
    sensation_of,
    sensed,
    sharper,
    site_of,
)
from kg.language.mentions.lending import UNBEARABLE, one_sided, touching, unbearable
from kg.language.rows.entries import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon

_DOUBT_FREE = (Kind.NEG, Kind.WEAK_NEG, Kind.SEVERITY, Kind.ASSERT, Kind.ALSO, Kind.UNSURE, Kind.AND, Kind.NEG_CLINICAL)
_AFTER_SHORT = frozenset("得了个起着呢吗的")
_STRAINING = frozenset("憋咳哭")
_NO_CHEST = frozenset({"belly", "lower_belly", "head", "leg", "calf", "knee", "foot", "genitals", "anus", "groin"})
"""Where what is tight is not the chest; at the pit of the stomach, the neck, the jaw or an arm it may be the heart."""
_EMPTIES = "拉"
_IT = frozenset({"it", "they"})
"""At the head of a sentence: the place spoken of last goes on ("My chest. It hurts")."""
_OBJECT = 6
"""Tokens between the verb and what is passed."""
_UNENDING = frozenset("停止退断")
_EMPTY = frozenset("的了着呢啊呀吧哦嗯就也都还又很老总直在得地个")


def mentions_of(lexicon: Lexicon, row: Row, taken: frozenset[int] = frozenset()) -> list[Mention]:
    """Answer all mentions in order of where they hang. `taken` are pieces that a reading has used up."""
    found: list[Mention] = []
    dangling: list[Piece] = []
    spoken: list[Piece] = []
    sentence = -1
    for clause in row.by_clause:
        if clause and clause[0].sentence != sentence:
            goes_on = row.forms[bisect_left(row.clause_at, clause[0].clause)] in _IT
            sentence, dangling, spoken = clause[0].sentence, dangling if goes_on else [], spoken if goes_on else []
        reader = _Clause(lexicon, row, clause, dangling, spoken)
        for at, piece in enumerate(clause):
            if piece.index not in taken:
                reader.read(at)
        found.extend(reader.found)
        dangling = reader.dangling()
        spoken = [piece for piece in clause if site_of(lexicon, row, piece)][-1:] or spoken
    found.sort(key=lambda mention: (mention.anchor, mention.start))
    return found


class _Clause:
    """The mentions of one clause. `before` are sites that the clause before left open, `spoken` the place spoken of last."""

    def __init__(
        self, lexicon: Lexicon, row: Row, clause: Sequence[Piece], before: Sequence[Piece], spoken: Sequence[Piece]
    ) -> None:
        self._lexicon = lexicon
        self._row = row
        self._clause = clause
        self._before = before
        self._spoken = spoken
        self._sites: list[Piece] = []
        self._earlier: list[Piece] = []
        self._used = False
        self.found: list[Mention] = []

    def read(self, at: int) -> None:
        """Add what the piece at `at` of the clause makes."""
        piece = self._clause[at]
        if piece.has(Kind.SITE) and not piece.has(Kind.FINDING):
            if self._used or (self._sites and not listed(self._row, self._sites[-1], piece)):
                self._earlier.extend(self._sites)
                self._sites, self._used = [], False
            self._sites.append(piece)
        sensation = sensation_of(self._lexicon, self._row, piece)
        if self._elsewhere(at, sensation):
            return
        direct = _direct(self._lexicon, self._row, self._clause, at)
        self.found.extend(direct)
        if any(mention.what in {"finding", "well"} for mention in direct):
            self._used = True
            if piece.has(Kind.FINDING):
                self.found.extend(listed_places(self._lexicon, self._row, self._clause, at, self._sites, self._before))
        if sensation and all(mention.what == "context" for mention in direct):
            self._feel(at, sensation)
        elif not direct:
            self._suffer(piece)

    def _suffer(self, piece: Piece) -> None:
        """Add the pain that a quality at a place, or a word that it cannot be borne, tells without its name."""
        if (
            _pains(self._row, piece)
            and self._sites
            and not sensed(self._lexicon, self._row, self._clause)
            and not any(other.has(Kind.EXAMINED) for other in self._clause)
        ):
            # 胸口针扎一样: a quality at a place is a pain.
            self._keep(composed(self._lexicon, self._row, self._clause, piece, "pain", [self._sites[-1]]))
        elif unbearable(self._row, self._clause, piece):
            hurts = again(self._lexicon, self._row, piece, "pain", self._spoken)
            for mention in hurts:
                mention.severity = UNBEARABLE
            self._keep(hurts)

    def dangling(self) -> list[Piece]:
        """Answer the sites that found no sensation, when the clause held little else: "头，脖子和肩膀都疼"."""
        bare = sum(piece.end - piece.start for piece in self._clause if piece.has(Kind.SITE, Kind.SIDE)) * 3
        told = any(mention.what == "finding" for mention in self.found)
        if not self._sites or self._used or told or len(self._clause) > bare + 1:
            return []
        return [*self._before, *self._sites]

    def _feel(self, at: int, sensation: str) -> None:
        piece = self._clause[at]
        places = places_of(self._lexicon, self._row, self._clause, at, self._sites)
        places = places or of_next(self._lexicon, self._row, self._clause, at)
        places = places or beside(self._lexicon, self._row, self._clause, at)
        places = places or touching(self._lexicon, self._row, self._clause, at, sensation)
        if self._before and (not self._sites or places == self._sites):
            places = [*self._before, *places]
        if sensation == "red" and self._flushed(places):
            return
        together = [] if places else paired(self._lexicon, self._clause, at, sensation)
        if together:
            self._keep(together)
            return
        made = [] if places else again(self._lexicon, self._row, piece, sensation, self._spoken)
        if not made and not (self._spoken and not places and sensation == "swelling"):
            made = composed(self._lexicon, self._row, self._clause, piece, sensation, places)
        if sensation in STATES and not any(mention.what == "finding" for mention in made):
            # "A mole on my back that has grown": the state is of the thing, not of where it is.
            made = self._stated(piece, sensation) or made
        self._keep(made)

    def _elsewhere(self, at: int, sensation: str) -> bool:
        """Keep what the words about a piece make of it instead of what it says by itself; say whether they do."""
        piece = self._clause[at]
        placed = placed_finding(self._lexicon, self._row, self._clause, at, self._sites, sensation)
        if placed:
            # 没劲 alone is tiredness; 手脚没劲 is weakness of the limbs.
            self._keep(placed)
            return True
        if self._weak_there(at, sensation):
            return True
        if sensation == "tightness" and {site_of(self._lexicon, self._row, site) for site in self._sites} & _NO_CHEST:
            # 小腹憋得慌 is no tight chest.
            return True
        made = displaced(self._lexicon, self._row, self._clause, at, self._spoken)
        made = made or sharper(self._lexicon, self._row, piece)
        made = made or one_sided(self._lexicon, self._row, self._clause, at)
        self._keep(made)
        return bool(made)

    def _weak_there(self, at: int, sensation: str) -> bool:
        """Say whether a word of weakness goes on about the limb just told: 左手臂麻木，也没有力气."""
        before = [piece for piece in self._clause[:at] if not piece.mark]
        also = any(piece.has(Kind.ALSO, Kind.AND) for piece in before)
        if (
            sensation != "weak"
            or self._sites
            or not also
            or not all(p.has(Kind.ALSO, Kind.AND, Kind.ASSERT) for p in before)
        ):
            return False
        made = again(self._lexicon, self._row, self._clause[at], sensation, self._spoken)
        self._keep(made)
        return bool(made)

    def _flushed(self, places: Sequence[Piece]) -> bool:
        """Say whether a face is only red from straining, coughing or crying: 咳得脸都红了, 憋得小脸通红."""
        first, last = self._clause[0], self._clause[-1]
        strained = any(form in _STRAINING for form in self._row.forms[max(0, first.start - 2) : last.end])
        return strained and any(site_of(self._lexicon, self._row, place) == "face" for place in places)

    def _stated(self, piece: Piece, sensation: str) -> list[Mention]:
        for thing in reversed(self._earlier):
            ids = look_up(self._lexicon, site_of(self._lexicon, self._row, thing), sensation, (), ())
            if ids and piece.start - thing.end <= FARTHEST_SITE:
                return [mention_at("finding", ids, piece, thing.start, piece.end, sensation)]
        return []

    def _keep(self, made: Sequence[Mention]) -> None:
        self.found.extend(made)
        self._used = self._used or bool(made)


def _pains(row: Row, piece: Piece) -> bool:
    """Say whether a quality at a place is a pain: 针扎 is one; in English "suddenly" and "severe" say it of anything."""
    if not piece.has(Kind.QUALITY):
        return False
    return row.tokens[piece.start].kind != "word" or piece.entry(Kind.QUALITY).name not in {"sudden", "severe"}


def _direct(lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int) -> list[Mention]:
    """Answer the mentions that a piece is by itself: a phrase of the graph, a disease's name, a short form beyond doubt."""
    piece = clause[at]
    answer: list[Mention] = []
    if piece.has(Kind.CONTEXT):
        answer.append(mention_at("context", piece.entry(Kind.CONTEXT).ids, piece, piece.start, piece.end))
        if piece.has(Kind.FINDING):
            answer[0].otherwise = piece.entry(Kind.FINDING).ids
    elif piece.has(Kind.FINDING):
        answer.append(mention_at("finding", piece.entry(Kind.FINDING).ids, piece, piece.start, piece.end))
    elif piece.has(Kind.WELL):
        answer.append(mention_at("well", piece.entry(Kind.WELL).ids, piece, piece.start, piece.end))
    elif piece.has(Kind.SHORT) and _beyond_doubt(lexicon, row, clause, at):
        answer.append(mention_at("finding", piece.entry(Kind.SHORT).ids, piece, piece.start, piece.end))
    if piece.has(Kind.KIN_ILLNESS):
        answer.append(mention_at("kin_illness", piece.entry(Kind.KIN_ILLNESS).ids, piece, piece.start, piece.end))
    if piece.has(Kind.DISEASE):
        answer.append(mention_at("disease", piece.entry(Kind.DISEASE).ids, piece, piece.start, piece.end))
    return answer


def _beyond_doubt(lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int) -> bool:
    piece = clause[at]
    previous = clause[at - 1] if at else None
    led = previous is not None and piece.start - previous.end <= 1 and previous.has(*_DOUBT_FREE)
    follows = row.forms[piece.end] if piece.end < len(row.forms) else ""
    after = clause[at + 1] if at + 1 < len(clause) else None
    if row.tokens[piece.start].kind == "word" and after is not None and after.start == piece.end:
        # "Has a tearing pain": before what it describes a short word is no finding.
        led = led and not after.has(Kind.SENSATION, Kind.FINDING, Kind.SITE)
    if _passes(lexicon, row, clause, at):
        return False
    if piece.has(Kind.TRIGGER) and "".join(row.forms[piece.end : piece.end + 2]) == "的时":
        # 喘气的时候胸口疼 tells when it hurts, and of no shortness of breath.
        return False
    unending = follows == "不" and row.forms[piece.end + 1 : piece.end + 2] and row.forms[piece.end + 1] in _UNENDING
    alone = len([other for other in clause if not other.mark]) == 1 and _little_else(row, clause)
    return bool(led or follows in _AFTER_SHORT or unending or alone)


def _passes(lexicon: Lexicon, row: Row, clause: Sequence[Piece], at: int) -> bool:
    """Say whether 拉 is only how one passes the stool that is told of: 拉的大便是绿色的, 早上拉了一次大便."""
    piece = clause[at]
    if "".join(row.forms[piece.start : piece.end]) != _EMPTIES:
        return False
    return any(
        site_of(lexicon, row, other) == "stool" and other.start - piece.end <= _OBJECT for other in clause[at + 1 :]
    )


def _little_else(row: Row, clause: Sequence[Piece]) -> bool:
    """Say whether a clause holds hardly a word outside its pieces: 拉 in 像拉风箱 is no diarrhoea."""
    first, last = clause_around(row, clause[0].start, clause[-1].end, clause[0].clause)
    unread = sum(row.piece_at[at] < 0 and row.forms[at] not in _EMPTY for at in range(first, last))
    return unread <= 1
