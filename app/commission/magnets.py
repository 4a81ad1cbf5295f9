"""Looking a magnet up for a phone: what it leads to, or what is said of one that nobody knows or that is no longer in use."""

from __future__ import annotations

from typing import Final

from fastapi import Response
from sqlalchemy import Connection

from app.commission.problems import problem
from app.commission.schemas import Problem
from records.store.magnets import Ended, MagnetRow, find_magnet

# The new magnet is never named: who holds a photo of the old one could go on with it.
_ENDED: Final[dict[Ended, tuple[str, str]]] = {
    "revoked": (
        "这张冰箱贴已经停用，不能开始新的问诊。请联系您的家庭医生换一张。",
        "This magnet is no longer in use; no new talk can begin with it. Please ask your family doctor for a new one.",
    ),
    "lost": (
        "这张冰箱贴已经挂失，不能开始新的问诊。请联系您的家庭医生换一张。",
        "This magnet was reported lost; no new talk can begin with it. Please ask your family doctor for a new one.",
    ),
    "replaced": (
        "这张冰箱贴已经换过新的，请扫新的那张。手边没有的话，请联系您的家庭医生。",
        "This magnet was replaced; please scan the new one. If you do not have it, please ask your family doctor.",
    ),
}
_URGENT_ZH: Final = "身体很难受、等不了的时候，直接打 120。"
_URGENT_EN: Final = "If you feel very ill, do not wait: call 120."


def magnet_in_use(connection: Connection, magnet: str) -> MagnetRow | Response:
    """Answer a magnet that is in use, or the refusal for another."""
    found = find_magnet(connection, magnet)
    if found is None:
        return problem(
            404,
            Problem(
                error="unknown_magnet",
                text_zh="没有找到这张冰箱贴。请再扫一次，或联系发给您的社区卫生服务机构。",
                text_en="This magnet is not known. Please scan it again, or ask the health centre that gave it to you.",
            ),
        )
    if found.revoked_at_ms is not None:
        text_zh, text_en = _ENDED[found.ended_as or "revoked"]
        return problem(
            410,
            Problem(
                error="revoked_magnet",
                text_zh=f"{text_zh}{_URGENT_ZH}",
                text_en=f"{text_en} {_URGENT_EN}",
                phone=found.doctor_phone,
            ),
        )
    return found
