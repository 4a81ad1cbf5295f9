"""The commission's receipt: this envelope is stored durably (FORMAT.md, section 6)."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from records.seal.envelope import AskHeader, EnvelopeHeader, EssentialsHeader, MessageHeader, idempotency_key
from records.seal.keys import SigningKey, VerifyKey
from records.trust import jws
from records.trust.values import Hex16, Hex32, TimeS, TrustValue

RECEIPT_TYP: Final = "jiayi-receipt+jws"


class Receipt(TrustValue):
    """What the receipt key signs. `key` is the idempotency key; `digest` that of the envelope that stands."""

    kind: Literal["record", "identity", "attachment", "reply"]
    record_id: Hex16
    key: Annotated[str, Field(pattern=r"^([1-9][0-9]{0,9}|identity|[0-9a-f]{32})\Z")]
    digest: Hex32
    received_at: TimeS

    def holds_for(self, header: EnvelopeHeader) -> bool:
        """Whether the envelope with this header need not be delivered again.

        The digest is not compared: a turn answered twice makes two envelopes of one revision, and the first one stands.
        """
        if isinstance(header, MessageHeader | AskHeader | EssentialsHeader):
            return False
        return (self.kind, self.record_id, self.key) == (header.kind, header.record_id, idempotency_key(header))


def sign_receipt(receipt_key: SigningKey, receipt: Receipt) -> str:
    """Sign a receipt."""
    return jws.sign(RECEIPT_TYP, receipt.model_dump(), receipt_key)


def verify_receipt(token: str, receipt_key: VerifyKey) -> Receipt:
    """Answer the receipt in `token`. Raises `CannotOpen`."""
    return Receipt.read(jws.verify(RECEIPT_TYP, token, receipt_key))
