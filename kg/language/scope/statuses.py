"""What is said of each mention: present, absent, unsure, or spoken of without being said to be so.

One pass from left to right over pieces and mentions. A denial or a doubt takes the next mention, and goes on along a list only:
- 、, "or", "nor", 或 carry it; "and", 和 carry it unless the next mention has a time or a grade of its own;
- a comma carries it only inside a list that is closed ("no fever, chills or cough", "没有发烧，咳嗽，胸痛等") or in the clipped
  style of notes ("denies fever, cough"); otherwise the comma ends it;
- 但, 就是, "but", "just", a new subject or verb, and the end of the sentence end it.
"胸痛没有", "fever: no" and 都没有 reach backwards along the same links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.language.rows.entries import Kind
from kg.language.scope.feared import of_mine, told_beside, worried_about
from kg.language.scope.in_step import a_not_a, asks_to_do, goes_on
from kg.language.scope.lists import Groups
from kg.language.scope.occasions import (
    is_occasion,
    likens,
    not_without,
    of_degree,
    of_one_time,
    of_other_hours,
    unprecedented,
)
from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon

REACH = 8
"""Tokens, fillers left out, between a denial and what it denies."""
_EXTREME = 9
_FEVER = "fever"
_OF_NAME = frozenset("苗")
_OPEN_DENIALS = frozenset("没不无")
"""Denials that end so want a verb or a thing after them, unless the clause ends there."""
_DOINGS = frozenset("吃喝睡穿盖洗")
"""Verbs of everyday doings: a denial right before one denies that, and no complaint after it."""
_AFTER_DENIAL = frozenset("有了的过啊呀呢吧啦吗出现发生觉得感到")
_PARTICLES_AFTER = 4
_DENIALS = (Kind.NEG, Kind.NEG_CLINICAL)
_WHOLE_LIST = ("都", "全", "均", "以上", "这些", "统统", "一个都")


def read_statuses(lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> None:
    """Set `status`, `denied`, `resolved` and weak severities of the mentions in place."""
    for mention in mentions:
        if mention.what != "reading":
            mention.status = Status.PRESENT
    groups = Groups(lexicon, row, [mention for mention in mentions if mention.what != "reading"])
    _Reader(lexicon, row, groups).run()
    for mention in mentions:
        mention.timed = mention.status is Status.ABSENT and of_one_time(row, mention)


class _Reader:
    """The state of the pass: which cue is open."""

    def __init__(self, lexicon: Lexicon, row: Row, groups: Groups) -> None:
        self.lexicon = lexicon
        self.row = row
        self.groups = groups
        self.cue: Piece | None = None
        self.doubt: Piece | None = None
        self.ask: Piece | None = None
        self.condition: Piece | None = None
        self.weak: Piece | None = None

    def run(self) -> None:
        for piece in self.row.pieces:
            k = self.groups.at.get(piece.index)
            if k is not None:
                self._meet(k)
            self._cue(piece, k is not None)

    # --- cues

    def _cue(self, piece: Piece, hangs: bool) -> None:  # noqa: C901, PLR0911, PLR0912 -- one branch for each part of speech
        if piece.mark:
            self._mark(piece)
            return
        if piece.has(Kind.DOUBLE_NEG):
            self.cue = None
            return
        if piece.has(Kind.WEAK_NEG):
            self.weak, self.cue = piece, None
            return
        if piece.has(Kind.UNSURE):
            if not likens(self.row, piece):
                self.doubt = piece
                self._backwards_doubt(piece)
            return
        if piece.has(Kind.RESOLVED) and not hangs and self._resolve(piece):
            return
        if piece.has(Kind.ASK):
            self.ask = piece
            return
        if piece.has(Kind.ASK_AFTER):
            self._question(piece)
            return
        if piece.has(Kind.HYPOTHETICAL) and not hangs:
            # "Not sure if I have a fever" doubts; it sets no condition.
            if self.doubt is None or piece.start > self.doubt.end:
                self.condition = piece
            return
        if piece.has(*_DENIALS, Kind.NEG_AFTER) and not hangs:
            self._deny(piece)
            return
        if piece.has(Kind.BUT) and not hangs:
            self.cue = self.doubt = self.ask = self.weak = None
            return
        if self.cue is not None and piece.has(Kind.SELF, Kind.KIN) and piece.start - self.cue.end > 1:
            self.cue = None

    def _mark(self, piece: Piece) -> None:
        if piece.mark == "?":
            self._question_mark(piece)
        if piece.mark in {"stop", "?", "comma"}:
            self.cue = self.ask = self.condition = self.weak = self.doubt = None

    def _deny(self, piece: Piece) -> None:
        if piece.has(Kind.NEG_AFTER) and self._is_after(piece) and self._ends(piece) and self._backwards(piece):
            self.cue = None
            return
        if not piece.has(*_DENIALS):
            return
        if goes_on(self.row, self.cue, piece):
            self.cue = None
            return
        if a_not_a(self.row, piece):
            self.ask = piece
            return
        if not_without(self.row, self.groups, piece):
            self.cue = None
            return
        self._topic(piece)
        self.cue = piece

    def _topic(self, piece: Piece) -> None:
        """Deny what was set as the topic and is denied by its own verb: 头疼倒是不疼, 咳是不咳了."""
        forms, end = self.row.forms, piece.end
        if (
            end >= len(forms)
            or self.row.tokens[end].kind != "han"
            or "是" not in forms[max(0, piece.start - 2) : piece.start]
        ):
            return
        for other in reversed(self.row.pieces[max(0, piece.index - 3) : piece.index]):
            k = self.groups.at.get(other.index)
            if k is not None and other.clause == piece.clause:
                if self.groups.end(k) < piece.start and forms[self.groups.end(k) - 1] == forms[end]:
                    self._set(k, Status.ABSENT)
                return

    def _is_after(self, piece: Piece) -> bool:
        """Say whether nothing that could be denied follows in the clause."""
        for other in self.row.pieces[piece.index + 1 : piece.index + REACH + 2]:
            if other.mark in {"comma", "stop", "?"}:
                return True
            if other.index in self.groups.at:
                return False
            if other.has(Kind.SITE, Kind.SENSATION, Kind.MEASURE):
                return False
            if other.start - piece.end > REACH:
                return True
        return True

    def _ends(self, piece: Piece) -> bool:
        """Say whether a Chinese denial closes its clause: 都没有, not 都没湿 (what is denied there is a word nobody knows)."""
        forms, clause = self.row.forms, piece.clause
        if self.row.tokens[piece.start].kind != "han" or forms[piece.end - 1] not in _OPEN_DENIALS:
            return True
        for index in range(piece.end, min(len(forms), piece.end + _PARTICLES_AFTER)):
            if self.row.clause_at[index] != clause or self.row.tokens[index].kind != "han":
                return True
            if forms[index] not in _AFTER_DENIAL:
                return False
        return True

    def _before(self, piece: Piece, gap: int, over: frozenset[str] = frozenset()) -> int | None:
        """Answer the group that ends right before a piece."""
        for other in reversed(self.row.pieces[max(0, piece.index - 6) : piece.index]):
            k = self.groups.at.get(other.index)
            if k is not None and other.index and self.row.pieces[other.index - 1].has(Kind.BUT) and not over:
                return None
            if k is not None:
                close = piece.start - self.groups.end(k) <= gap
                return k if close and (other.clause == piece.clause or over) else None
            if other.mark in {"comma", "stop", "?"} and other.mark not in over:
                return None
            if other.has(Kind.BUT):
                return None
        return None

    def _backwards(self, piece: Piece) -> bool:
        alone = piece.index > 0 and self.row.pieces[piece.index - 1].mark in {"?", "colon"}
        over = frozenset({"?", "colon"}) if alone else frozenset()
        k = self._before(piece, 4, over)
        whole = self._says_all(piece)
        if k is None and whole:
            k = self._before(piece, 6, frozenset({"comma"}))
        if k is None or any(mention.status is not Status.PRESENT for mention in self.groups.items[k]):
            return False
        if of_other_hours(self.row, self.groups.end(k), piece.start):
            return False
        # "I have no fever no cough": a mention that a denial already took is not the topic of the next one.
        self._set(k, Status.ABSENT)
        at = k - 1
        while at >= 0:
            link = self.groups.links[at]
            if "other" in link or ("comma" in link and not whole):
                break
            if self.groups.own(at) or any(mention.status is not Status.PRESENT for mention in self.groups.items[at]):
                break
            self._set(at, Status.ABSENT)
            at -= 1
        return True

    def _says_all(self, piece: Piece) -> bool:
        words = "".join(self.row.forms[max(0, piece.start - 2) : piece.end])
        return words.endswith(("没有", "没", "无", "不")) and any(word in words for word in _WHOLE_LIST)

    def _backwards_doubt(self, piece: Piece) -> None:
        if not self._is_after(piece) or of_degree(self.row, piece):
            return
        k = self._before(piece, 4)
        while k is not None and k >= 0:
            if any(mention.what == "reading" for mention in self.groups.items[k]):
                return
            self._set(k, Status.UNSURE)
            k = k - 1 if k and not {"other", "comma"} & self.groups.links[k - 1] else None

    def _resolve(self, piece: Piece) -> bool:
        k = self._before(piece, 6)
        if k is None or self._stops_another(piece):
            return False
        if any(self.lexicon.timeless(id_) for mention in self.groups.items[k] for id_ in mention.ids):
            # 吃了布洛芬好了: the medicine was taken; what is better was told before it.
            return False
        if self._brought_down(k, piece):
            return True
        for mention in self.groups.items[k]:
            if not any(self.lexicon.lasting(id_) for id_ in mention.ids):
                mention.status, mention.denied, mention.resolved = Status.ABSENT, True, True
        return True

    def _brought_down(self, k: int, piece: Piece) -> bool:
        """Say whether a fever is down because something was given for it (发热吃了药退了): it is of this illness all the same."""
        between = self.row.pieces[self.groups.items[k][-1].anchor + 1 : piece.index]
        fever = all(id_.split(".", 1)[0] == _FEVER for mention in self.groups.items[k] for id_ in mention.ids)
        return fever and any(other.has(Kind.TREATED) for other in between)

    def _stops_another(self, piece: Piece) -> bool:
        """Say whether it is something else that ended: "since stopping the pill", "he stopped working"; 'hand went numb'."""
        tokens, clause_at = self.row.tokens, self.row.clause_at
        following = piece.end < len(tokens) and clause_at[piece.end] == piece.clause and tokens[piece.end].norm
        last = tokens[piece.end - 1].norm
        return last.endswith("ing") or bool(following and (following.endswith("ing") or last == "went"))

    def _question(self, piece: Piece) -> None:
        """Take back what a question or 疫苗 (of 流感疫苗, right before) makes of the mention before it."""
        k = self._before(piece, 0 if self.row.forms[piece.end - 1] in _OF_NAME else 6)
        if k is not None:
            for mention in self.groups.items[k]:
                if mention.status is Status.PRESENT and not asks_to_do(self.row, mention, self.groups.end(k), piece):
                    mention.status = None

    def _question_mark(self, piece: Piece) -> None:
        """Tell a question ("Is it pneumonia?") from a complaint that ends in one ("头疼怎么办？")."""
        if self.ask is None or self.ask.sentence != piece.sentence:
            return
        for other in self.row.by_clause[piece.clause]:
            k = self.groups.at.get(other.index)
            if k is not None and other.index > self.ask.index:
                for mention in self.groups.items[k]:
                    mention.status = None

    # --- mentions

    def _meet(self, k: int) -> None:
        start = self.groups.start(k)
        hung = self.row.pieces[self.groups.items[k][0].anchor]
        if hung.denied:
            self.cue = hung if self.cue is None else None
        self._weak(k)
        if is_occasion(self.row, self.groups, k):
            self._set(k, None)
            return
        if self.condition is not None and of_mine(self.row, self.groups, k, self.condition):
            self.condition = None
        if self.condition is not None and self._open(self.condition, start):
            self._set(k, Status.UNSURE if worried_about(self.row, self.groups, k, self.condition) else None)
            self._carry(k, self.condition, None)
            if self.row.tokens[self.condition.start].kind == "word":
                # "If I cough my chest hurts": the condition is the first thing said.
                self.condition = None
            return
        if self.ask is not None and self._open(self.ask, start):
            self._set(k, Status.UNSURE if self.doubt is not None else None)
            self._carry(k, self.ask, None)
            return
        if self.doubt is not None and self._open(self.doubt, start):
            self._set(k, Status.UNSURE)
            self._carry(k, self.doubt, Status.UNSURE)
            self.cue = self.doubt = None
            return
        if self.cue is not None:
            if self._open(self.cue, start):
                self._deny_group(k, self.cue)
            self.cue = None

    def _open(self, cue: Piece, start: int) -> bool:
        # A denial inside the mention ("头不疼") is nearer than one before it.
        if cue.start >= start:
            return True
        between = [form for form in self.row.forms[cue.end : start] if form not in self.lexicon.fillers]
        if self.row.forms[cue.end - 1] == "not" and not all(form in self.lexicon.transparent for form in between):
            # "Cannot locate the pain" has the pain: what is not done is another thing.
            return False
        if between and between[0] in _DOINGS:
            # 没吃饭头晕 is dizzy: what was not done is a meal.
            return False
        if between and self.row.forms[cue.start] == self.row.forms[start] == "没":
            # 没反应没呼吸: each says what is not there.
            return False
        return len(between) <= REACH

    def _weak(self, k: int) -> None:
        if self.weak is not None and self.groups.items[k][0].clause == self.weak.clause:
            for mention in self.groups.items[k]:
                mention.severity = int(self.weak.entry(Kind.WEAK_NEG).number)
        self.weak = None

    def _deny_group(self, k: int, cue: Piece) -> None:
        if unprecedented(self.row, self.groups, k, cue):
            for mention in self.groups.items[k]:
                mention.severity = max(mention.severity or 0, _EXTREME)
            return
        after = self.row.forms[self.groups.end(k)] if self.groups.end(k) < len(self.row.forms) else ""
        words = "".join(self.row.forms[cue.start : cue.end])
        over = after == "了" or self.row.forms[self.groups.end(k) - 1] == "了"
        # "I never had headaches, today …" says nothing of today.
        resolved = (
            (words.startswith(("从", "never")) and after in {"过", "before"})
            or (over and words in {"不", "也不", "都不", "不再"})
            or words == "nolonger"
        )
        self._set(k, Status.ABSENT)
        for mention in self.groups.items[k]:
            mention.resolved = resolved
        self._carry(k, cue, Status.ABSENT)

    def _carry(self, k: int, cue: Piece, status: Status | None) -> None:
        """Carry a cue along the list that follows group k."""
        if self.row.forms[cue.start] == "non":
            return
        clinical = cue.has(Kind.NEG_CLINICAL)
        english = self.row.tokens[cue.start].kind == "word"
        verbal = self.row.forms[cue.start] == "不"
        closed = self.groups.closed(k)
        commas = 0
        for at in range(k, len(self.groups.links)):
            link, following = self.groups.links[at], at + 1
            beside = status is not Status.ABSENT and told_beside(self.row, self.groups, at, cue)
            if beside or "other" in link or any(mention.denied for mention in self.groups.items[following]):
                return
            own = self.groups.own(following)
            if "enum" in link or "or" in link:
                pass
            elif "comma" in link:
                commas += 1
                if not english and closed != "closer" and self.groups.stated(following):
                    # "无呕吐，屁股红": after a comma what something is like is said, not denied.
                    return
                if own or not (clinical or closed == "closer" or (english and closed in {"or", "and", "bare", "pair"})):
                    return
                if english and closed == "pair" and not clinical and status is Status.ABSENT:
                    # "No fever, cough." may mean either; it is asked rather than guessed.
                    self._set(following, Status.UNSURE)
                    return
            elif own or ("adjacent" in link and (verbal or english)):
                return
            self._set(following, status)

    def _set(self, k: int, status: Status | None) -> None:
        for mention in self.groups.items[k]:
            if mention.what == "well":
                mention.status = status
                continue
            mention.status = status
            mention.denied = status is Status.ABSENT
