"""The administrator's pages: accounts and communities, magnets, what failed, rules. How the house stands is `house`."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import streamlit as st

from app.console import identities, oversight_words, papers, words
from app.console.client import CommissionClient
from app.console.confirming import asking, confirmed
from app.console.oversight_client import OversightClient
from app.console.telling import telling

Json = dict[str, Any]


def people(client: CommissionClient) -> None:
    """Show accounts and communities, and let both be made."""
    calls = OversightClient(client)
    found = calls.administration()
    names = {row["id"]: row["name_zh"] for row in found["communities"]}
    st.subheader("账号与社区")
    left, right = st.columns((1.5, 1), gap="medium")
    with left:
        open_only = st.toggle("只看在用的", value=True, key="open-accounts")
        shown = [row for row in found["accounts"] if not (open_only and row["closed"])]
        with st.container(height=470 if len(shown) > 6 else "content"):  # noqa: PLR2004 - rows that fit
            for row in shown:
                _account(calls, row, names)
        if not shown:
            st.info("还没有账号。在右边新建。")
    with right:
        _new_account(calls, names)
        _new_community(calls, found["communities"])
    identities.show(calls, found["accounts"])


def _account(calls: OversightClient, row: Json, names: dict[str, str]) -> None:
    columns = st.columns((3.2, 1), vertical_alignment="center")
    where = "、".join(names.get(each, each) for each in row["communities"]) or "—"
    closed = "　（已关闭）" if row["closed"] else ""
    columns[0].text(
        f"{row['name']}　{row['username']}　{oversight_words.ROLE[row['role']]}{closed}\n{where}　☎ {row['phone'] or '—'}"
    )
    if row["closed"] and not row["cards"]:
        return
    with columns[1].popover("管理", key=f"account-{row['id']}-{row['cards']}"):
        if not row["closed"]:
            _open_account(calls, row)
        if row["cards"]:
            _cards(calls, row)


def _open_account(calls: OversightClient, row: Json) -> None:
    password = st.text_input("新密码", type="password", key=f"password-{row['id']}", autocomplete="new-password")
    if st.button("改密码", key=f"set-{row['id']}", disabled=not password):
        with telling():
            calls.set_password(row["username"], password)
            st.toast("密码已改，原来的登录已失效")
    st.divider()
    consequence = f"关闭 {row['username']}：马上退出，再也登录不了，不能恢复。写过的记录和签名都保留。"
    sure = st.checkbox("离职或停用", key=f"leaves-{row['id']}")
    if confirmed(consequence, "关闭账号", f"close-{row['id']}", ready=sure):
        with telling():
            calls.close_account(row["username"])
            st.rerun()


def _cards(calls: OversightClient, row: Json) -> None:
    """Let all be taken back that this account said of identity cards; first the account must be safe, or it goes on."""
    st.divider()
    since = st.date_input("从哪天起核对的（不填就是全部）", None, max_value="today", key=f"cards-since-{row['id']}")
    consequence = (
        f"{words.plain(row['name'])} 核对过 {row['cards']} 位居民的身份证。撤销后，这些居民要重新当面核对；"
        "已经签署的记录不变，以后签署的不再带号码。账号被盗的，请先改密码或关闭账号。"
    )
    sure = st.checkbox("没看证件就核对，或账号被别人用过", key=f"cards-doubted-{row['id']}")
    if confirmed(consequence, "撤销身份证核对", f"cards-{row['id']}", ready=sure):
        with telling():
            count = calls.withdraw_cards(row["username"], _midnight_ms(since))
            st.toast(f"已撤销 {count} 位居民的身份证核对")
            st.rerun()


def _midnight_ms(day: object) -> int:
    """Answer when a day begins in China; 0 where none was chosen."""
    return int(datetime.combine(day, time(), words.CHINA).timestamp() * 1000) if isinstance(day, date) else 0


def _new_account(calls: OversightClient, names: dict[str, str]) -> None:
    with st.expander("新建账号", expanded=True), st.form("new-account", clear_on_submit=False):
        first, second = st.columns(2)
        account = {
            "username": first.text_input("用户名"),
            "name": second.text_input("姓名（居民会看到）"),
            "role": first.selectbox(
                "角色",
                ("doctor", "supervisor", "administrator", "auditor"),
                format_func=oversight_words.ROLE.__getitem__,
            ),
            "phone": second.text_input("电话（居民可以打）"),
            "communities": st.multiselect("社区", tuple(names), format_func=names.__getitem__, placeholder="选择社区"),
            "password": st.text_input("初始密码（至少 8 位）", type="password", autocomplete="new-password"),
        }
        sent = st.form_submit_button("新建", type="primary")
    if sent:
        with telling():
            calls.make_account(account)
            st.rerun()


def _new_community(calls: OversightClient, communities: list[Json]) -> None:
    with st.expander(f"社区（{len(communities)}）"):
        for row in communities:
            st.text(f"{row['name_zh']} · {row['name_en']}")
        with st.form("new-community", clear_on_submit=True):
            zh, en = st.text_input("中文名"), st.text_input("英文名")
            sent = st.form_submit_button("新建社区")
        if sent:
            with telling():
                calls.make_community(zh, en)
                st.rerun()


def magnets(client: CommissionClient) -> None:
    """Show magnets, make and revoke them."""
    calls = OversightClient(client)
    st.subheader("冰箱贴")
    found = calls.administration()
    names = {row["id"]: row["name_zh"] for row in found["communities"]}
    doctors = [row for row in found["accounts"] if row["role"] == "doctor" and not row["closed"] and row["communities"]]
    if not doctors:
        st.info("先在“账号与社区”里建一个有社区的医生账号，才能发冰箱贴。")
    else:
        _issue(client, doctors, names)
    _list_magnets(calls)


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
        with telling():
            st.session_state["magnet-links"] = OversightClient(client).issue_magnets(
                str(community), doctor["username"], int(count)
            )
    links = st.session_state.get("magnet-links")
    if links:
        st.success(f"已发放 {len(links)} 个。排好版就能印；要自己排版，就下载链接表。")
        papers.sheets(client, links)
        papers.save(
            "下载链接（CSV）", "link\n" + "\n".join(links) + "\n", "magnets.csv", key="links-save", kind="text/csv"
        )


def _list_magnets(calls: OversightClient) -> None:
    asked = st.session_state.get("magnet-page")
    page = calls.magnets(asked)
    if not page["items"]:
        st.info("还没有发过冰箱贴。" if asked is None else "没有更早的了。")
    with st.container(height=380 if len(page["items"]) > 8 else "content"):  # noqa: PLR2004 - rows that fit
        for row in page["items"]:
            columns = st.columns((4, 1), vertical_alignment="center")
            ended = f"　✗ 已作废 {words.moment(row['revoked_at_ms'])}" if row["revoked_at_ms"] else ""
            columns[0].text(
                f"{row['id'][:8]}…　{row['doctor']}　{row['community_zh']}　{words.moment(row['issued_at_ms'])}{ended}"
            )
            if row["revoked_at_ms"]:
                continue
            with asking(columns[1], "作废", f"magnet-{row['id']}"):
                consequence = (
                    f"作废 {row['id'][:8]}…（{row['doctor']}）：拿着它的居民再也扫不开，不能恢复。已有的记录不受影响。"
                )
                if confirmed(consequence, "确定作废", f"magnet-{row['id']}"):
                    with telling():
                        calls.revoke_magnet(row["id"])
                        st.rerun()
    _pages(
        "magnet-page",
        asked,
        {"before_ms": page["before_ms"], "after_id": page["after_id"]} if page["before_ms"] else None,
    )


def failures(client: CommissionClient) -> None:
    """Show what did not open and what did not arrive, each with what can be done."""
    calls = OversightClient(client)
    st.subheader("打不开的信封")
    asked = st.session_state.get("failed-page")
    page = calls.failed(asked)
    held = f"还存着 {page['held']} 个，共 {words.size(page['held_bytes'])}。"
    st.caption(held + "超过规则里的天数或大小时，从最早的开始丢；我们自己的差错造成的不会自动丢。")
    if not page["items"]:
        st.success("没有打不开的信封。")
    for row in page["items"]:
        _failed(calls, row)
    _pages("failed-page", asked, page["before"])
    st.subheader("档案同步")
    items = calls.deliveries()
    broken = [row for row in items if row["state"] == "failed"]
    waiting = [row for row in items if row["state"] == "pending"]
    if not broken:
        st.success("没有失败的同步。")
    for row in broken:
        columns = st.columns((1.6, 5, 0.8), vertical_alignment="center")
        columns[0].text(f"✗ {row['community_zh']}\n{row['encounter_id'][:8]}…")
        columns[1].text(f"{row['last_error'] or ''}\n试过 {row['attempts']} 次 · {words.moment(row['updated_at_ms'])}")
        if columns[2].button("重试", key=f"deliver-{row['encounter_id']}"):
            with telling():
                calls.retry_delivery(row["encounter_id"])
                st.rerun()
    if waiting:
        oldest = words.moment(waiting[0]["updated_at_ms"])
        st.caption(
            f"另有 {len(waiting)} 份在等待，最早的签于 {oldest}。一直不动时，请检查档案同步进程（jiayi serve worker）。"
        )


def _failed(calls: OversightClient, row: Json) -> None:
    columns = st.columns((0.7, 1.2, 2.6, 1.3, 0.7, 1), vertical_alignment="center")
    kind = {"record": "问诊记录", "identity": "身份", "attachment": "照片", "reply": "回复"}[row["kind"]]
    columns[0].text(kind)
    columns[1].text(f"{row['record_id'][:8]}…")
    reason = oversight_words.REASON.get(row["reason"], f"打不开（{row['reason']}）")
    columns[2].text(reason if row["bytes_held"] else f"{reason} · 内容已丢弃")
    columns[3].text(f"{words.moment(row['received_at_ms'])}\n{words.size(row['bytes_held'])}")
    if not row["bytes_held"]:
        return
    if columns[4].button("重试", key=f"retry-{row['intake_id']}"):
        with telling():
            ended = calls.retry_failed(row["intake_id"])
            st.toast(
                "打开了"
                if ended["state"] == "opened"
                else f"还是打不开：{oversight_words.REASON.get(ended['reason'], ended['reason'])}"
            )
    if row["state"] == "failed":
        with asking(columns[5], "丢弃", f"discard-{row['intake_id']}"):
            why = st.radio(
                "为什么",
                tuple(oversight_words.FAILED_WHY),
                format_func=oversight_words.FAILED_WHY.__getitem__,
                key=f"why-{row['intake_id']}",
            )
            consequence = "丢弃后不能恢复。编号、原因和您的名字会留在审计里。"
            if confirmed(consequence, "确定丢弃", f"discard-{row['intake_id']}"):
                with telling():
                    calls.discard_failed(row["intake_id"], str(why))
                    st.rerun()


def rules(client: CommissionClient) -> None:
    """Show the rules of the house, and let them be set."""
    calls = OversightClient(client)
    found = calls.administration()
    names = {row["id"]: row["name"] for row in found["accounts"]}
    st.subheader("规则")
    for row in found["rules"]:
        _rule(calls, row, names)


def _rule(calls: OversightClient, row: Json, names: dict[str, str]) -> None:
    title, help_text = oversight_words.RULE[row["name"]]
    since = "默认" if row["value"] is not None else "还没有设定"
    if row["set_at_ms"]:
        who = names.get(row["set_by"], oversight_words.ROLE.get(row["set_by"], row["set_by"]))
        since = f"{who} 于 {words.moment(row['set_at_ms'])} 设定"
    with st.container(border=True):
        columns = st.columns((2.6, 1.2, 0.8), vertical_alignment="bottom")
        columns[0].markdown(f"**{title}**")
        columns[0].caption(f"{help_text}（{since}）")
        number = columns[1].number_input(
            title,
            row["least"],
            row["most"],
            row["value"],
            key=f"rule-{row['name']}",
            label_visibility="collapsed",
            placeholder="未设定",
        )
        changed = number is not None and number != row["value"]
        if columns[2].button("保存", key=f"save-{row['name']}", disabled=not changed):
            with telling():
                calls.set_rule(row["name"], int(number))
                st.rerun()


def _pages(key: str, asked: Any, following: Any) -> None:
    """Offer the next page, and the way back to the first."""
    columns = st.columns((1, 1, 6))
    if asked is not None and columns[0].button("最新的", key=f"{key}-first"):
        st.session_state.pop(key, None)
        st.rerun()
    if following is not None and columns[1].button("更早的", key=f"{key}-next"):
        st.session_state[key] = following
        st.rerun()
