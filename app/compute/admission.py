"""Who may be served: first turns by a token of the commission's, later ones by their capsule (FORMAT.md, section 10).

Everything is decided offline and in memory. The memory is exact because a token names this process's channel key: no other
process takes it, and when this one dies its key and its tokens die with it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Final

from records.errors import CannotOpen, Reason
from records.seal.channel import OpenedRequest
from records.seal.wire import hex16
from records.trust.tokens import Token, TokenKey, check_token, day_of
from records.trust.values import AdmissionKeyRef

CAPACITY: Final = 400_000
"""Tokens, and sessions, that are remembered at once: a city of a million has 50,000 consultations on a busy day."""
TURNS_A_DAY: Final = 200
"""Turns of one session that one node opens in a day: a capsule opens again with other words, and one token must not buy them all."""


FOLLOWED_S: Final = 900
"""A key that the directory names no more is good for so long: for phones that have the directory of before, not for who stole the key."""


class AdmissionKeys:
    """The admission keys of the directories that this process has believed: the one that is named now, and for a while what it followed."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[TokenKey, int]] = {}
        self._asked = False
        self._lock = threading.Lock()

    def learn(self, stated: AdmissionKeyRef | None, now_s: int) -> None:
        """Take up what a directory says; a key that it names no longer ends soon."""
        with self._lock:
            self._asked = stated is not None
            soon = {kid: (key, min(ends, now_s + FOLLOWED_S)) for kid, (key, ends) in self._keys.items()}
            self._keys = {kid: held for kid, held in soon.items() if held[1] > now_s}
            if stated is not None:
                held = self._keys.get(stated.kid)
                key = held[0] if held is not None else TokenKey(stated.public_bytes)
                self._keys[stated.kid] = (key, stated.not_after)

    @property
    def asked(self) -> bool:
        """Answer whether tokens are asked for: not where a development directory names no key."""
        return self._asked

    def find(self, kid: str, now_s: int) -> TokenKey | None:
        """Answer the key of this id, while it is good."""
        held = self._keys.get(kid)
        return held[0] if held is not None and held[1] > now_s else None


class Admission:
    """The door of one node. `on_unknown_key` is told when a token names a key that no directory has named yet."""

    def __init__(
        self, keys: AdmissionKeys, *, on_unknown_key: Callable[[], None] = lambda: None, capacity: int = CAPACITY
    ) -> None:
        self._keys = keys
        self._on_unknown_key = on_unknown_key
        self._capacity = capacity
        self._lock = threading.Lock()
        self._today = 0
        self._spent: dict[bytes, tuple[int, bytes]] = {}
        """By nonce: the token's day, and the consultation that it was spent for (session id, record id)."""
        self._turns: dict[bytes, int] = {}
        """By session id: turns opened today."""

    def check_token(self, request: OpenedRequest, node_key_id: str, now_ms: int) -> None:
        """Let a first turn in, against its token, which is spent by that. Raises `CannotOpen`: `token`, `replay_full`."""
        if not self._keys.asked:
            return
        with self._lock:
            self._turn_day(now_ms)
            earliest = self._today
        find = partial(self._find, now_s=now_ms // 1000)
        token = check_token(request.payload.admission, node_key_id, find, now_ms=now_ms, earliest_day=earliest)
        # The memory last, so that only what was bought takes a place in it.
        self._spend(token, hex16(request.session_id) + hex16(request.payload.record_id), now_ms)

    def check_turns(self, request: OpenedRequest, now_ms: int) -> None:
        """Refuse a turn beyond what a session may open today. Raises `CannotOpen`: `token`, `replay_full`.

        Apart from `count_turn`, with the replay memory between them: a replayed request must neither take a place in that memory
        when the session is at its end, nor bring somebody else's session to its end.
        """
        with self._lock:
            self._turn_day(now_ms)
            self._room(hex16(request.session_id))

    def count_turn(self, request: OpenedRequest, now_ms: int) -> None:
        """Count a turn that is about to be answered. Raises as `check_turns`, for the one of two at once that is too many."""
        session = hex16(request.session_id)
        with self._lock:
            self._turn_day(now_ms)
            self._turns[session] = self._room(session) + 1

    def _room(self, session: bytes) -> int:
        opened = self._turns.get(session, 0)
        if opened >= TURNS_A_DAY:
            raise CannotOpen(Reason.TOKEN)
        if opened == 0 and len(self._turns) >= self._capacity:
            raise CannotOpen(Reason.REPLAY_FULL)
        return opened

    def _find(self, kid: str, *, now_s: int) -> TokenKey | None:
        key = self._keys.find(kid, now_s)
        if key is None:
            self._on_unknown_key()
        return key

    def _spend(self, token: Token, consultation: bytes, now_ms: int) -> None:
        with self._lock:
            self._turn_day(now_ms)
            if token.day < self._today:
                raise CannotOpen(Reason.TOKEN)
            spent = self._spent.get(token.nonce)
            if spent is None:
                if len(self._spent) >= self._capacity:
                    raise CannotOpen(Reason.REPLAY_FULL)
                self._spent[token.nonce] = (token.day, consultation)
            elif spent[1] != consultation:
                raise CannotOpen(Reason.TOKEN)

    def _turn_day(self, now_ms: int) -> None:
        """Forget what a new day makes useless. Only ever forwards: the caller holds the lock."""
        today = day_of(now_ms)
        if today > self._today:
            self._today = today
            self._spent = {nonce: spent for nonce, spent in self._spent.items() if spent[0] >= today}
            self._turns = {}
