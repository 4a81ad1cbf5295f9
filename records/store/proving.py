"""Whether a withdrawal of consent was made by the phone of the person whose consent it is (FORMAT.md, section 5).

Whoever knows a `record_id` can write under it, and the node that answered a consultation does. Consent is therefore ended only by who
shows a mailbox of this very resident, its secret and the person id: these go from the phone to the commission, sealed, and to no node.
"""

from __future__ import annotations

import hmac

from sqlalchemy import select

from records.model import EssentialsAsk, WithdrawalProof
from records.store.database import Unit
from records.store.mailbox import digest_of
from records.store.outcomes import Fault, Faulty
from records.store.tables.residents import Mailbox, Registration, Resident

WITHDRAWN = "consent_withdrawn"
UNPROVEN = "consent_unproven"
"""A withdrawal that nobody proved: the doctor reads it and rings; it ends nothing. What was kept before proofs stays withdrawn."""


def is_proven(unit: Unit, resident_id: str | None, proof: WithdrawalProof | None) -> bool:
    """Tell whether a proof is of this resident. Raises `Faulty` (`unregistered`) where nobody is known yet whom it could be of."""
    if proof is None:
        return False
    if resident_id is None:
        raise Faulty(Fault.UNREGISTERED)
    return resident_of(unit, proof) == resident_id


def resident_of(unit: Unit, shown: WithdrawalProof | EssentialsAsk) -> str | None:
    """Answer the resident for whom a mailbox speaks under this person id; None for an unknown one, a wrong secret, or one erased."""
    kept = unit.connection.execute(
        select(Mailbox.secret_digest).where(Mailbox.id == shown.mailbox_id)
    ).scalar_one_or_none()
    # A secret digest is 32 bytes, or empty after an erasure; neither an absent nor an emptied mailbox equals any digest.
    if not hmac.compare_digest(digest_of(shown.mailbox_secret), kept or bytes(32)):
        return None
    found = unit.connection.execute(
        select(Resident.id)
        .join(Registration, Registration.resident_id == Resident.id)
        .where(
            Registration.mailbox_id == shown.mailbox_id,
            Resident.person_index == unit.vault.index("person", shown.person_id),
            Resident.data_key.is_not(None),
        )
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else str(found)
