"""Looking a magnet up for a phone: what it leads to, or what is said of one that nobody knows or that is no longer in use."""

from __future__ import annotations

from fastapi import Response
from sqlalchemy import Connection

from app.commission.problems import problem
from app.commission.schemas import Problem
from records.store.magnets import MagnetRow, find_magnet


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
        return problem(
            410,
            Problem(
                error="revoked_magnet",
                text_zh="这张冰箱贴已经停用。请联系您的家庭医生换一张。",
                text_en="This magnet is no longer in use. Please ask your family doctor for a new one.",
                phone=found.doctor_phone,
            ),
        )
    return found
