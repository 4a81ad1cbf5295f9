"""The administrator's page of magnets: issued and printed, found by their number, handed on, lost, replaced, ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from app.console import papers, words
from app.console.accounts import called, doctors_of
from app.console.administration import pages
from app.console.client import CommissionClient
from app.console.confirming import asking, confirmed
from app.console.oversight_client import OversightClient
from app.console.telling import telling

Json = dict[str, Any]
_GONE = "没有找到：请对一下编号；也可能那位医生刚刚离开了这个社区，请刷新再看。"
_ENDED = {"revoked": "已作废", "lost": "已挂失", "replaced": "已换新"}


def show(client: CommissionClient) -> None:
    """Show magnets; make them, hand them on and end them."""
    calls = OversightClient(client)
    st.subheader("冰箱贴")
    found = calls.administration()
    names = {row["id"]: row["name_zh"] for row in found["communities"]}
    doctors = [row for row in found["accounts"] if row["role"] == "doctor" and not row["closed"] and row["communities"]]
    if not doctors:
        st.info("先在“账号与社区”里建一个有社区的医生账号，才能发冰箱贴。")
    else:
        _issue(client, doctors, names)
    _made(client)
    _hand_on(calls, found, names)
    _list(calls, found)


def _issue(client: CommissionClient, doctors: list[Json], names: dict[str, str]) -> None:
    columns = st.columns((1.4, 1.6, 0.8, 0.8), vertical_alignment="bottom")
    doctor = columns[0].selectbox(
        "医生", doctors, format_func=lambda row: f"{row['name']}（{row['username']}）", key="magnet-doctor"
    )
    community = columns[1].selectbox(
        "社区", doctor["communities"], format_func=lambda each: names.get(each, each), key="magnet-community"
    )
    count = columns[2].number_input("数量", 1, 10_000, 100, key="magnet-count")
    if columns[3].button("发放", type="primary", key="magnet-issue"):
        with telling(_GONE):
            st.session_state["magnet-links"] = OversightClient(client).issue_magnets(
                str(community), doctor["username"], int(count)
            )


def _made(client: CommissionClient) -> None:
    links = st.session_state.get("magnet-links")
    if links:
        st.success(f"做好了 {len(links)} 张新的。排好版就能印；要自己排版，就下载链接表。")
        papers.sheets(client, links)
        papers.save(
            "下载链接（CSV）", "link\n" + "\n".join(links) + "\n", "magnets.csv", key="links-save", kind="text/csv"
        )


def _hand_on(calls: OversightClient, found: Json, names: dict[str, str]) -> None:
    """Hand all of one doctor's magnets in a community on; they who left stand first."""
    held = [
        (row, community)
        for row in found["accounts"]
        for community in row["magnets"]
        if any(each["id"] != row["id"] for each in doctors_of(found, community))
    ]
    stays = [row["id"] for row, community in held if row in doctors_of(found, community)]
    held.sort(key=lambda one: one[0]["id"] in stays)
    left = [one for one in held if one[0]["id"] not in stays]
    if left:
        st.warning(f"有 {len(left)} 位医生已经离开，冰箱贴还没有人接。居民看不到他的电话了，请在下面交给接手的医生。")
    if not held:
        return
    with st.expander("把一位医生的冰箱贴全部交给另一位", expanded=bool(left)):
        columns = st.columns((2.2, 1.4, 0.8), vertical_alignment="bottom")
        row, community = columns[0].selectbox(
            "谁的",
            held,
            format_func=lambda one: (
                f"{called(one[0])}{'' if one[0]['id'] in stays else '，已离开'}　{names[one[1]]}　{one[0]['magnets'][one[1]]} 张"
            ),
            key="hand-on-from",
        )
        others = [each for each in doctors_of(found, community) if each["id"] != row["id"]]
        heir = columns[1].selectbox("交给", others, None, format_func=called, key="hand-on-to", placeholder="选择医生")
        with asking(columns[2], "交接", "hand-on"):
            if heir is None:
                st.caption("先选择交给谁。")
            else:
                st.text(f"{called(row)} → {called(heir)}，{names[community]} {row['magnets'][community]} 张")
            consequence = "从下一次扫码起，居民看到接手的医生和他的电话。贴上印的字不会变，容易弄错的请重印。"
            if confirmed(consequence, "确定交接", "hand-on", ready=heir is not None) and heir is not None:
                with telling(_GONE):
                    count = calls.hand_on(community, row["username"], heir["username"])
                    st.toast(f"已交接 {count} 张")
                    st.rerun()


def _list(calls: OversightClient, found: Json) -> None:
    named = st.text_input(
        "找一张（印在贴上的 8 位编号，或链接）", key="magnet-named", placeholder="不填就看最新的", max_chars=500
    ).strip()
    asked = None if named else st.session_state.get("magnet-page")
    page: Json = {"items": [], "before_ms": None}
    with telling(_GONE):
        page = calls.magnets({"named": named} if named else asked)
    if not page["items"] and not named:
        st.info("还没有发过冰箱贴。" if asked is None else "没有更早的了。")
    with st.container(height=380 if len(page["items"]) > 8 else "content"):  # noqa: PLR2004 - rows that fit
        for row in page["items"]:
            _row(calls, found, row)
    following = {"before_ms": page["before_ms"], "after_id": page["after_id"]} if page["before_ms"] else None
    pages("magnet-page", asked, following)


def _row(calls: OversightClient, found: Json, row: Json) -> None:
    columns = st.columns((4, 1), vertical_alignment="center")
    state = "　⚠ 医生已离开" if row["doctor_left"] else ""
    if row["revoked_at_ms"]:
        new = f"，新的是 {row['replaced_by'][:8]}" if row["replaced_by"] else ""
        state = f"　✗ {_ENDED[row['ended_as'] or 'revoked']} {words.moment(row['revoked_at_ms'])}{new}"
    columns[0].text(
        f"{row['id'][:8]}　{row['doctor']}　{row['community_zh']}　{words.moment(row['issued_at_ms'])}{state}"
    )
    if row["replaced_by"]:
        return
    tasks: dict[str, Callable[[OversightClient, Json, Json], None]] = {"换一张新的": _replace}
    if row["revoked_at_ms"] is None:
        tasks = {"交给另一位医生": _assign, **tasks, "丢了、停用": _end}
    with asking(columns[1], "管理", f"magnet-{row['id']}"):
        chosen = st.radio("做什么", tuple(tasks), horizontal=True, key=f"do-{row['id']}", label_visibility="collapsed")
        tasks[chosen](calls, found, row)


def _assign(calls: OversightClient, found: Json, row: Json) -> None:
    others = [each for each in doctors_of(found, row["community_id"]) if each["username"] != row["doctor_username"]]
    if not others:
        st.text("这个社区没有别的医生。")
        return
    heir = st.selectbox("交给", others, None, format_func=called, key=f"assign-{row['id']}", placeholder="选择医生")
    st.caption("从下一次扫码起，居民看到接手的医生和他的电话。贴上印的字不会变。")
    if st.button("交接", key=f"do-assign-{row['id']}", disabled=heir is None) and heir is not None:
        with telling(_GONE):
            calls.assign_magnet(row["id"], heir["username"])
            st.rerun()


def _replace(calls: OversightClient, found: Json, row: Json) -> None:
    doctors = doctors_of(found, row["community_id"])
    if not doctors:
        st.caption("这个社区没有医生，换不了新的。")
        return
    own = next((n for n, each in enumerate(doctors) if each["username"] == row["doctor_username"]), None)
    doctor = st.selectbox(
        "新的一张属于", doctors, own, format_func=called, key=f"replace-{row['id']}", placeholder="选择医生"
    )
    consequence = "旧的马上不能用，做一张新的，在页面上方排版打印。正在进行的问诊不受影响。"
    if confirmed(consequence, "换一张新的", f"replace-{row['id']}", ready=doctor is not None) and doctor is not None:
        with telling(_GONE):
            st.session_state["magnet-links"] = calls.replace_magnet(row["id"], doctor["username"])
            st.rerun()


def _end(calls: OversightClient, _found: Json, row: Json) -> None:
    lost = st.radio(
        "为什么停用",
        (True, False),
        format_func=lambda lost: "丢了，或被拍照发到网上" if lost else "不再使用",
        key=f"why-{row['id']}",
    )
    consequence = "停用以后再也扫不开，不能恢复；手机上会说明是挂失还是停用。正在进行的问诊和已有的记录不受影响。"
    if confirmed(consequence, "挂失" if lost else "作废", f"magnet-{row['id']}"):
        with telling(_GONE):
            calls.end_magnet(row["id"], lost=lost)
            st.rerun()
