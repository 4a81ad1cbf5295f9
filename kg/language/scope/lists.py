"""How mentions stand in lists: which hang together, how neighbours are joined, and how a list ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.language.rows.entries import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon

_BARE_RUN = 3
_TIMES = (Kind.DURATION, Kind.AGO, Kind.TIME_POINT, Kind.SEVERITY, Kind.SCORE)
_POSSESSIVE = frozenset({"my", "mi", "his", "her", "i"})
"""After "and" these begin a statement of its own: "and my throat hurts"."""
_DENYING = frozenset({"no", "not", "cannot", "can", "unabl", "never", "without", "不", "没", "无"})
_AFFIRMING = ("偶", "有点", "有些", "有时", "一直", "经常", "总是", "老是", "时常", "稍", "略")
_WORSE = re.compile(r".(?:不(?![适畅])|没|差$)")
_STATED = re.compile(
    r"..?(?<![发变])(?:(?:有点|有些|很|挺|都|特别|比较|是|也)*(?:发)?(?:红|黄|绿|黑|紫|青|硬|烫|哑|烂|臭|稀)(?:红|的|了|色)?|(?<![水浮红])肿(?:了|着)?|(?<!口)干)$"
)
"""What ends in a word for how something looks; 红肿, 水肿, 口干 are names of things that are denied in a list."""
_TRANSPARENT = frozenset("的了过呢吧啊呀吗地得还再也都")


class Groups:
    """Mentions that hang on one piece stand or fall together; the links between neighbours are read once."""

    def __init__(self, lexicon: Lexicon, row: Row, mentions: Sequence[Mention]) -> None:
        self.lexicon = lexicon
        self.row = row
        self.items: list[list[Mention]] = []
        self.at: dict[int, int] = {}
        for mention in mentions:
            if mention.anchor in self.at:
                self.items[self.at[mention.anchor]].append(mention)
            else:
                self.at[mention.anchor] = len(self.items)
                self.items.append([mention])
        self.links = [self._link(k) for k in range(len(self.items) - 1)]

    def start(self, k: int) -> int:
        """Answer the first token of group k."""
        return min(mention.start for mention in self.items[k])

    def end(self, k: int) -> int:
        """Answer the token after group k."""
        return max(mention.end for mention in self.items[k])

    def own(self, k: int) -> bool:
        """Say whether a mention has a time, a grade or a reading of its own, right after it or right before it."""
        if any(mention.what == "reading" for mention in self.items[k]):
            return True
        pieces = self.row.pieces
        last = max(mention.anchor for mention in self.items[k])
        after = next((piece for piece in pieces[last + 1 : last + 3] if not piece.has(Kind.ONSET)), None)
        clause = self.items[k][0].clause
        if after is not None and after.clause == clause and after.start - self.end(k) <= 2 and after.has(*_TIMES):  # noqa: PLR2004 -- 了, "for"
            return True
        first = next((piece for piece in reversed(pieces[: last + 1]) if piece.end <= self.start(k)), None)
        return first is not None and first.clause == clause and first.has(Kind.DURATION, Kind.AGO, Kind.TIME_POINT)

    def _link(self, k: int) -> frozenset[str]:
        """Answer how two neighbours are joined; "other" when something stands between that ends a list."""
        left, right = self.end(k), self.start(k + 1)
        hung = self.row.pieces[self.items[k + 1][0].anchor]
        if right < left:
            # "No calf swelling or tenderness", "swelling or redness in the leg": two that share a place, told one after the other.
            left, right = min(left, self.row.pieces[self.items[k][0].anchor].end), hung.start
        if self.items[k][0].sentence != self.items[k + 1][0].sentence or right < left:
            return frozenset({"other"})
        found: set[str] = set()
        covered = 0
        for piece in self.row.pieces[self.items[k][0].anchor + 1 : self.items[k + 1][0].anchor + 1]:
            if piece.start < left or piece.end > right:
                continue
            covered += piece.end - piece.start
            found.update(self._joint(piece))
        loose = [
            form
            for index, form in enumerate(self.row.forms[left:right], left)
            if not (form in self.lexicon.fillers or form in _TRANSPARENT)
        ]
        if self.row.forms[right] in _DENYING:
            # "No fever, not gaining weight": a finding that is itself a denial is no member of a denied list.
            found.add("other")
        if "comma" in found and _WORSE.search("".join(self.row.forms[right : self.end(k + 1)])):
            # "无发热，精神不好": after a comma what is itself said to be bad is said, not denied.
            found.add("other")
        if self._has(right, self.end(k + 1)):
            # "无高热，喉咙里有疱疹": what is said to be there is there.
            found.add("other")
        if "".join(self.row.forms[right : right + 2]).startswith(_AFFIRMING):
            # "不发烧、偶尔咳嗽": what comes now and then is there.
            found.add("other")
        if len(loose) > covered or ("and" in found and self.row.forms[right - 1] in _POSSESSIVE):
            found.add("other")
        return frozenset(found or {"adjacent"})

    def stated(self, k: int) -> bool:
        """Say whether a mention is a sentence of its own, a place or a thing and what it is like: 屁股红, 小便黄, 腿肿."""
        return _STATED.search("".join(self.row.forms[self.start(k) : self.end(k)])) is not None

    def _has(self, start: int, end: int) -> bool:
        """Say whether the words of a mention themselves say that it is there: 喉咙里有疱疹, 有痰."""
        forms = self.row.forms
        return any(
            forms[index] == "有" and (index == 0 or forms[index - 1] not in _DENYING) for index in range(start, end)
        )

    def _joint(self, piece: Piece) -> tuple[str, ...]:
        """Answer how a piece between two mentions joins them: not at all (a side, an article), by its kind, or "other"."""
        if piece.mark:
            return ({"comma": "comma", "enum": "enum", "slash": "enum"}.get(piece.mark, "other"),)
        if piece.has(Kind.OR):
            return ("or",)
        if piece.has(Kind.AND) and not piece.has(Kind.BUT):
            return ("and",)
        article = all(form in self.lexicon.articles for form in self.row.forms[piece.start : piece.end])
        return () if article or piece.has(Kind.SIDE, Kind.CLOSER, Kind.OF, Kind.SITE) else ("other",)

    def closed(self, k: int) -> str:
        """Answer how the list that starts at group k ends: "or", "and", "closer", "bare" (a run to the end) or ""."""
        at = k
        while at < len(self.links):
            link = self.links[at]
            if "other" in link or "adjacent" in link:
                break
            if "or" in link:
                return "or"
            if "and" in link:
                return "" if self.own(at + 1) else "and"
            if self.own(at + 1):
                return ""
            at += 1
        follows = self._after(at)
        if follows is not None and follows.has(Kind.CLOSER):
            return "closer"
        ended = follows is None or follows.mark in {"stop", "?"}
        return "bare" if ended and at - k + 1 >= _BARE_RUN - 1 else ("pair" if ended else "")

    def _after(self, k: int) -> Piece | None:
        last = max(mention.anchor for mention in self.items[k])
        return self.row.pieces[last + 1] if last + 1 < len(self.row.pieces) else None
