"""Looking a magnet up for a phone: what it leads to, or what is said of one that nobody knows or that is no longer in use."""

from __future__ import annotations

from typing import Final

from fastapi import Response
from sqlalchemy import Connection

from app.commission.problems import problem
from app.commission.schemas import Problem
from records.store.magnets import Ended, MagnetRow, contact_of, find_magnet

# The new magnet is never named: who holds a photo of the old one could go on with it.
_ENDED: Final[dict[Ended, tuple[str, str]]] = {
    "revoked": (
        "这张冰箱贴已经停用，不能开始新的问诊。请联系{who}换一张。",
        "This magnet is no longer in use; no new talk can begin with it. Please ask {who} for a new one.",
    ),
    "lost": (
        "这张冰箱贴已经挂失，不能开始新的问诊。请联系{who}换一张。",
        "This magnet was reported lost; no new talk can begin with it. Please ask {who} for a new one.",
    ),
    "replaced": (
        "这张冰箱贴已经换过新的，请扫新的那张。手边没有的话，请联系{who}。",
        "This magnet was replaced; please scan the new one. If you do not have it, please ask {who}.",
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
        contact = contact_of(connection, found)
        text_zh, text_en = _ENDED[found.ended_as or "revoked"]
        who_zh, who_en = "您的家庭医生", "your family doctor"
        if contact.name_en is not None:
            who_zh, who_en = contact.name, contact.name_en
        return problem(
            410,
            Problem(
                error="revoked_magnet",
                text_zh=f"{text_zh.format(who=who_zh)}{_URGENT_ZH}",
                text_en=f"{text_en.format(who=who_en)} {_URGENT_EN}",
                phone=contact.phone,
            ),
        )
    return found
