"""The second factor: time-based codes (RFC 6238: SHA-1, 6 digits, 30 s) and recovery codes that let in once.

A code is taken within one step before and after the present (RFC 6238, 5.2 and 6), and never twice: the newest step that was taken is
kept, and it and everything before is refused. The secret is sealed under the vault's account key; of recovery codes there are
keyed digests only.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

import pyotp
from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from records.store.audit import Happening
from records.store.database import Unit
from records.store.errors import Refused
from records.store.policy import Action, Actor
from records.store.tables.signin import RecoveryCode, SecondFactor
from records.store.vault import Place

ISSUER: Final = "家医 Jiayi"
RECOVERY_CODES: Final = 10
_STEP_S: Final = 30
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_RECOVERY_LETTERS: Final = 10
"""31^10 is about 2^49: with five tries in a quarter of an hour nobody guesses one."""


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator is set up with: the secret in base 32, and the same as an otpauth URI for a QR code."""

    secret: str
    uri: str


def has_second_factor(unit: Unit, clinician_id: str) -> bool:
    """Tell whether an account has a confirmed authenticator."""
    row = _row(unit, clinician_id)
    return row is not None and row.secret_sealed is not None


def recovery_codes_left(unit: Unit, clinician_id: str) -> int:
    """Answer how many recovery codes were not used yet."""
    left: int = unit.connection.execute(
        select(func.count()).select_from(RecoveryCode).where(RecoveryCode.clinician_id == clinician_id)
    ).scalar_one()
    return left


def begin_enrolment(unit: Unit, actor: Actor, username: str, code: str) -> Enrolment:
    """Make a new secret that waits to be confirmed; the one in force stays in force until then.

    Who has an authenticator shows a code of it (or a recovery code) first: an unattended screen must not be enough.
    Raises `Refused` (`wrong_code`).
    """
    if has_second_factor(unit, actor.id) and not use_code(unit, actor.id, code):
        raise Refused("wrong_code", "a code of the present authenticator is needed")
    secret = pyotp.random_base32()
    sealed = unit.vault.seal(unit.vault.account_key(actor.id), _place(actor.id, "pending"), secret.encode())
    unit.connection.execute(
        upsert(SecondFactor)
        .values(clinician_id=actor.id, pending_sealed=sealed, last_step=0)
        .on_conflict_do_update(index_elements=[SecondFactor.clinician_id], set_={"pending_sealed": sealed})
    )
    unit.audit(
        Happening(actor.role, actor.id, Action.OWN_ACCOUNT, f"clinician:{actor.id}", {"do": "enrol", "step": "begin"})
    )
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER))


def confirm_enrolment(unit: Unit, actor: Actor, code: str) -> list[str]:
    """Put the waiting secret in force once a code of it was shown, and answer new recovery codes, told once.

    Raises `Refused`: `no_enrolment` when none waits, `wrong_code`.
    """
    row = _row(unit, actor.id, for_update=True)
    if row is None or row.pending_sealed is None:
        raise Refused("no_enrolment", "begin the enrolment first")
    secret = unit.vault.open(unit.vault.account_key(actor.id), _place(actor.id, "pending"), row.pending_sealed).decode()
    step = _step_of(secret, code, unit.now_ms, after=0)
    if step is None:
        raise Refused("wrong_code", "not a code of this authenticator")
    sealed = unit.vault.seal(unit.vault.account_key(actor.id), _place(actor.id, "secret"), secret.encode())
    unit.connection.execute(
        update(SecondFactor)
        .where(SecondFactor.clinician_id == actor.id)
        .values(secret_sealed=sealed, pending_sealed=None, last_step=step, confirmed_at_ms=unit.now_ms)
    )
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LETTERS)) for _ in range(RECOVERY_CODES)]
    unit.connection.execute(delete(RecoveryCode).where(RecoveryCode.clinician_id == actor.id))
    unit.connection.execute(
        insert(RecoveryCode),
        [
            {"clinician_id": actor.id, "digest": _digest(unit, actor.id, one), "made_at_ms": unit.now_ms}
            for one in codes
        ],
    )
    unit.audit(
        Happening(actor.role, actor.id, Action.OWN_ACCOUNT, f"clinician:{actor.id}", {"do": "enrol", "step": "confirm"})
    )
    return [f"{one[:5]}-{one[5:]}" for one in codes]


def use_code(unit: Unit, clinician_id: str, code: str) -> bool:
    """Tell whether a code lets in, and use it up: a code of the authenticator that is newer than any taken, or a recovery code."""
    row = _row(unit, clinician_id, for_update=True)
    if row is None or row.secret_sealed is None:
        return False
    key = unit.vault.account_key(clinician_id)
    secret = unit.vault.open(key, _place(clinician_id, "secret"), row.secret_sealed).decode()
    step = _step_of(secret, code, unit.now_ms, after=row.last_step)
    if step is not None:
        unit.connection.execute(
            update(SecondFactor).where(SecondFactor.clinician_id == clinician_id).values(last_step=step)
        )
        return True
    used = unit.connection.execute(
        delete(RecoveryCode).where(
            RecoveryCode.clinician_id == clinician_id,
            RecoveryCode.digest == _digest(unit, clinician_id, _normal(code)),
        )
    )
    return used.rowcount == 1


def forget_second_factor(unit: Unit, clinician_id: str) -> None:
    """Take authenticator and recovery codes away: the phone is lost, and the codes too. The caller is who may, and audits."""
    unit.connection.execute(delete(RecoveryCode).where(RecoveryCode.clinician_id == clinician_id))
    unit.connection.execute(delete(SecondFactor).where(SecondFactor.clinician_id == clinician_id))


def _step_of(secret: str, code: str, now_ms: int, *, after: int) -> int | None:
    """Answer the time step whose code this is, among those that may be taken."""
    shown, totp, now = _normal(code), pyotp.TOTP(secret, interval=_STEP_S), now_ms // 1000 // _STEP_S
    found = None
    for step in (now - 1, now, now + 1):
        fits = hmac.compare_digest(totp.generate_otp(step).encode(), shown.encode())
        if fits and step > after:
            found = step
    return found


def _normal(code: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", code).casefold() if letter.isalnum())


def _digest(unit: Unit, clinician_id: str, code: str) -> bytes:
    return unit.vault.index("recovery-code", f"{clinician_id}/{code}")


def _place(clinician_id: str, column: str) -> Place:
    return Place("second_factor", clinician_id, column)


def _row(unit: Unit, clinician_id: str, *, for_update: bool = False) -> Row[Any] | None:
    query = select(SecondFactor.__table__).where(SecondFactor.clinician_id == clinician_id)
    return unit.connection.execute(query.with_for_update() if for_update else query).one_or_none()
