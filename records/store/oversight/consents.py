"""The consents on a resident's page: each version of the words that was agreed to, when, and when it was withdrawn."""

from __future__ import annotations

from records.store.consent import consents_given, withdrawals
from records.store.database import Unit
from records.store.views import View


class ConsentView(View):
    """What the resident agreed to, and when last; `withdrawn_at_ms` is the first withdrawal after it, None while it stands."""

    version: str
    consented_at_ms: int
    withdrawn_at_ms: int | None


def read_consents(unit: Unit, resident_id: str) -> tuple[ConsentView, ...]:
    """Answer the consents, the newest first. A withdrawal ends all that was agreed to before it, and nothing that came after."""
    given = consents_given(unit, resident_id)
    ended = withdrawals(unit, resident_id)
    newest: dict[str, int] = {}
    for each in given:
        newest[each.version] = max(each.at_ms, newest.get(each.version, 0))
    return tuple(
        ConsentView(
            version=version,
            consented_at_ms=at_ms,
            withdrawn_at_ms=next((end.at_ms for end in ended if end.at_ms >= at_ms), None),
        )
        for version, at_ms in sorted(newest.items(), key=lambda one: (-one[1], one[0]))
    )
