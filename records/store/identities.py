"""Which account somebody is at a provider: linked by an administrator, used at a sign-in. No account comes into being here.

An invitation names somebody by what the provider calls him today (e-mail or user name). It lets in once, within two weeks; then the
subject counts, which is never given to anybody else (OpenID Connect Core, 2 and 5.7).
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import Final, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from records.store.accounts import find_clinician
from records.store.audit import Happening
from records.store.database import Unit
from records.store.errors import Refused
from records.store.policy import Action, Actor, require
from records.store.sessions import LoggedIn, begin_vouched
from records.store.tables.people import Clinician, LoginSession
from records.store.tables.signin import ProviderIdentity

INVITED_MS: Final = 14 * 24 * 60 * 60 * 1000
LONGEST: Final = 255
"""Characters of a subject (OpenID Connect Core, 2); a name is no longer."""
PAGE: Final = 100
_LOWER: Final = str.maketrans(ascii_uppercase, ascii_lowercase)
By = Literal["subject", "invitation"]


@dataclass(frozen=True)
class Vouched:
    """Whom a provider vouches for: the subject, what it calls him where that may be invited, whether two factors were shown."""

    issuer: str
    subject: str
    name: str | None
    second_factor: bool


@dataclass(frozen=True)
class Linked:
    """An account's link as an administrator sees it."""

    username: str
    name: str
    by: By
    value: str
    made_at_ms: int
    over: bool
    """An invitation that lets nobody in any more."""


def link(unit: Unit, actor: Actor, username: str, *, issuer: str, by: By, value: str) -> None:
    """Link an account to a subject, or invite a name; a waiting invitation is replaced.

    Raises `NotVisible` (no such account), `Refused` (`identity`: no such value; `identity_linked`: unlink first; `identity_taken`:
    another account has it).
    """
    require(actor, Action.MANAGE_CLINICIANS)
    clinician_id = find_clinician(unit, username, open_only=True)
    value = value.strip() if by == "subject" else normal_name(value.strip())
    if not value or len(value) > LONGEST or not value.isprintable():
        raise Refused("identity", f"an identity has 1 to {LONGEST} characters")
    present = unit.connection.execute(
        select(ProviderIdentity.subject, ProviderIdentity.issuer)
        .where(ProviderIdentity.clinician_id == clinician_id)
        .with_for_update()
    ).one_or_none()
    # A link to another provider, that the commission had before, is worth nothing and gives way.
    if present is not None and present.subject is not None and present.issuer == issuer:
        raise Refused("identity_linked", "the account is linked; unlink it first")
    unit.connection.execute(delete(ProviderIdentity).where(ProviderIdentity.clinician_id == clinician_id))
    made = unit.connection.execute(
        insert(ProviderIdentity)
        .values(
            clinician_id=clinician_id,
            issuer=issuer,
            subject=value if by == "subject" else None,
            invited=value if by == "invitation" else None,
            made_at_ms=unit.now_ms,
        )
        .on_conflict_do_nothing()
        .returning(ProviderIdentity.clinician_id)
    ).first()
    if made is None:
        raise Refused("identity_taken", "another account has this identity")
    detail = {"do": "link_identity", "by": by, "identity": _mark(unit, issuer, value)}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_CLINICIANS, f"clinician:{clinician_id}", detail))


def unlink(unit: Unit, actor: Actor, username: str) -> None:
    """Take an account's link away and end its sessions; without a link nothing ends. Raises `NotVisible`."""
    require(actor, Action.MANAGE_CLINICIANS)
    clinician_id = find_clinician(unit, username)
    gone = unit.connection.execute(
        delete(ProviderIdentity).where(ProviderIdentity.clinician_id == clinician_id)
    ).rowcount
    if gone:
        unit.connection.execute(delete(LoginSession).where(LoginSession.clinician_id == clinician_id))
    detail = {"do": "unlink_identity", "links": gone}
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_CLINICIANS, f"clinician:{clinician_id}", detail))


def list_linked(unit: Unit, actor: Actor, *, issuer: str, after: str = "", limit: int = PAGE) -> list[Linked]:
    """Answer a page of links to this provider by username, those after `after`."""
    require(actor, Action.MANAGE_CLINICIANS)
    rows = unit.connection.execute(
        select(ProviderIdentity.__table__, Clinician.username, Clinician.name)
        .join(Clinician, Clinician.id == ProviderIdentity.clinician_id)
        .where(ProviderIdentity.issuer == issuer, Clinician.username > after)
        .order_by(Clinician.username)
        .limit(limit)
    )
    return [
        Linked(
            row.username,
            row.name,
            "invitation" if row.subject is None else "subject",
            row.invited if row.subject is None else row.subject,
            row.made_at_ms,
            over=row.subject is None and unit.now_ms - row.made_at_ms > INVITED_MS,
        )
        for row in rows
    ]


def log_in_vouched(unit: Unit, who: Vouched, *, second_factor_required: bool) -> LoggedIn | None:
    """Begin a session for whom a provider vouches; None, and a line in the trail, when no open account is linked."""
    clinician_id = _linked_to(unit, who)
    if clinician_id is None:
        note_refusal(unit, "provider_unlinked")
        return None
    detail = {"outcome": "provider_accepted", "identity": _mark(unit, who.issuer, who.subject)}
    unit.audit(Happening("anybody", clinician_id, "log_in", f"clinician:{clinician_id}", detail))
    return begin_vouched(
        unit, clinician_id, second_factor_shown=who.second_factor, second_factor_required=second_factor_required
    )


def note_refusal(unit: Unit, outcome: str) -> None:
    """Write into the trail that a sign-in through the provider failed; `outcome` is a closed word."""
    unit.audit(Happening("anybody", "unknown", "log_in", "clinician:unknown", {"outcome": outcome}))


def normal_name(name: str) -> str:
    """Bring an invited name to its one form: case does not count in A to Z.

    Beyond it case would make one of two people: a long s is an s, a kelvin sign a k, and each may be somebody's name at the provider.
    """
    return name.translate(_LOWER)


def _linked_to(unit: Unit, who: Vouched) -> str | None:
    found = (
        select(ProviderIdentity.clinician_id)
        .join(Clinician, Clinician.id == ProviderIdentity.clinician_id)
        .where(ProviderIdentity.issuer == who.issuer, Clinician.closed_at_ms.is_(None))
    )
    known: str | None = unit.connection.execute(
        found.where(ProviderIdentity.subject == who.subject)
    ).scalar_one_or_none()
    if known is not None or who.name is None:
        return known
    invited: str | None = unit.connection.execute(
        found.where(
            ProviderIdentity.invited == normal_name(who.name),
            ProviderIdentity.made_at_ms >= unit.now_ms - INVITED_MS,
        ).with_for_update(of=ProviderIdentity)
    ).scalar_one_or_none()
    if invited is not None:
        unit.connection.execute(
            update(ProviderIdentity)
            .where(ProviderIdentity.clinician_id == invited)
            .values(subject=who.subject, invited=None, made_at_ms=unit.now_ms)
        )
        detail = {"do": "first_sign_in", "identity": _mark(unit, who.issuer, who.subject)}
        unit.audit(Happening("anybody", invited, "log_in", f"clinician:{invited}", detail))
    return invited


def _mark(unit: Unit, issuer: str, value: str) -> str:
    """Answer what stands for an identity in the trail, which holds no names."""
    return unit.vault.index("provider-identity", f"{issuer}\0{value}").hex()[:16]
