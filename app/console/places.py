"""Which pages a role has, and which one is shown: the way there is in the side bar, and in the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from app.console import accounts, administration, auditing, dangers, house, magnets, quality, resident
from app.console.client import CommissionClient

Json = dict[str, Any]
Page = Callable[[CommissionClient], None]

_PLACES: dict[str, dict[str, Page]] = {
    "doctor": {"应急查阅": resident.glass},
    "supervisor": {
        dangers.PLACE: quality.show,
        "疫情苗头": quality.surge,
        "应急查阅复核": quality.glass,
        "对外数字": quality.export,
    },
    "administrator": {
        "运行情况": house.show,
        "账号与社区": accounts.people,
        "冰箱贴": magnets.show,
        "失败与重试": administration.failures,
        "规则": administration.rules,
    },
    "auditor": {
        "审计记录": auditing.show,
        "核对审计链": auditing.chain,
        "应急查阅复核": quality.glass,
    },
}
"""By role: what stands in the side bar besides the work list. The first is where the role begins when it has no work list."""


def show(client: CommissionClient, session: Json) -> bool:
    """Show the place that is asked for; answer False where the work list or an encounter is to be shown."""
    role = session["role"]
    asked = st.query_params.get("resident")
    if asked and role in {"doctor", "supervisor"}:
        resident.show(client, asked)
        return True
    places = _PLACES.get(role, {})
    if not places or st.query_params.get("encounter"):
        return False
    names = list(places) if role in {"administrator", "auditor"} else ["工作列表", *places]
    chosen = st.sidebar.radio("页面", names, key="place", label_visibility="collapsed")
    page = places.get(chosen)
    if page is None:
        return False
    page(client)
    return True
