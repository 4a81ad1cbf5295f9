"""Admission tokens: blind signatures for a phone with a magnet, so that compute can tell a resident from a stranger and no more.

What is logged and counted of a drawing is how it ended and how many were signed: no magnet, no address, no value.
"""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.commission.access import Held
from app.commission.magnets import magnet_in_use
from app.commission.problems import problem
from app.commission.schemas import BlindAnswer, BlindRequest, Problem
from app.commission.services import Services
from records.errors import CannotOpen, Reason
from records.seal.wire import b64u, from_b64u
from records.store.admission import Drawn, draw
from records.trust.blindsign import BlindSigner
from records.trust.values import ADMISSION_MODULUS_BYTES

router = APIRouter(prefix="/v1", tags=["resident"])


@router.post(
    "/admission",
    responses={code: {"model": Problem} for code in (400, 404, 409, 410, 429)},
    response_model=BlindAnswer,
)
def admission(asked: BlindRequest, held: Held) -> BlindAnswer | Response:
    """Sign what the phone blinded, within its magnet's allowance: at least one of them, in their order."""
    signer = held.keys.admission()
    # Before the values: what was blinded for a key of before may be too large for this one, and is no less honest.
    if asked.kid != signer.key_id:
        held.metrics.admission.labels("other_key").inc()
        return problem(409, Problem(error="other_key"))
    try:
        blinded = [_in_range(signer, value) for value in asked.blinded]
    except CannotOpen:
        held.metrics.admission.labels("malformed").inc()
        raise
    drawn = _draw(held, asked.magnet, len(blinded))
    if isinstance(drawn, Response):
        held.metrics.admission.labels("no_magnet").inc()
        return drawn
    if drawn.granted == 0:
        held.metrics.admission.labels("too_many").inc()
        return _too_many(drawn)
    # Outside of the transaction: signing takes longer, and no other phone of this magnet has to wait for it.
    signatures = [b64u(signer.blind_sign(value)) for value in blinded[: drawn.granted]]
    held.metrics.admission.labels("signed").inc()
    held.metrics.admission_tokens.inc(len(signatures))
    return BlindAnswer(signatures=signatures)


def _in_range(signer: BlindSigner, value: str) -> bytes:
    blinded = from_b64u(value, reason=Reason.TOKEN, length=ADMISSION_MODULUS_BYTES)
    # The same length, so that bytes compare as the integers they stand for.
    if not bytes(ADMISSION_MODULUS_BYTES) < blinded < signer.public.modulus:
        raise CannotOpen(Reason.TOKEN)
    return blinded


def _draw(held: Services, magnet: str, count: int) -> Drawn | Response:
    with held.database.transaction() as unit:
        found = magnet_in_use(unit.connection, magnet)
        return found if isinstance(found, Response) else draw(unit, found.id, count, held.config.allowance)


def _too_many(drawn: Drawn) -> Response:
    seconds = -(-drawn.wait_ms // 1000)
    minutes = -(-seconds // 60)
    words = Problem(
        error="too_many_tokens",
        text_zh=f"这张冰箱贴今天用得太多了，约 {minutes} 分钟后可以开始新的问诊。身体很难受、等不了的时候，直接打 120。",
        text_en=f"This magnet was used very often today; a new talk can begin in about {minutes} min. "
        "If you feel very ill, do not wait: call 120.",
    )
    return problem(429, words, {"Retry-After": str(seconds)})
