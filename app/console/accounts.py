"""The administrator's page of accounts and communities: made, changed, closed. Who leaves hands his magnets on in the same form."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import streamlit as st

from app.console import identities, oversight_words, words
from app.console.client import CommissionClient
from app.console.confirming import confirmed
from app.console.oversight_client import OversightClient
from app.console.telling import telling

Json = dict[str, Any]
_GONE = "没有成功：这个账号或社区，或选中的医生，刚刚有变化。请刷新再看。"


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
                _account(calls, row, found)
        if not shown:
            st.info("还没有账号。在右边新建。")
    with right:
        _new_account(calls, names)
        _communities(calls, found["communities"])
    identities.show(calls, found["accounts"])


def doctors_of(found: Json, community: str) -> list[Json]:
    """Answer the doctors who work in a community."""
    return [
        row
        for row in found["accounts"]
        if row["role"] == "doctor" and not row["closed"] and community in row["communities"]
    ]


def called(row: Json) -> str:
    """Answer an account's name for a list to choose from."""
    return f"{row['name']}（{row['username']}）"


def _account(calls: OversightClient, row: Json, found: Json) -> None:
    names = {each["id"]: each["name_zh"] for each in found["communities"]}
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
            _open_account(calls, row, found)
        if row["cards"]:
            _cards(calls, row)


def _open_account(calls: OversightClient, row: Json, found: Json) -> None:
    tasks = {"改资料": _change, "密码和验证器": _sign_in, "离职、停用": _leave}
    chosen = st.radio("做什么", tuple(tasks), horizontal=True, key=f"do-{row['id']}", label_visibility="collapsed")
    tasks[chosen](calls, row, found)


def _sign_in(calls: OversightClient, row: Json, _found: Json) -> None:
    password = st.text_input("新密码", type="password", key=f"password-{row['id']}", autocomplete="new-password")
    present = st.text_input(
        "现在的密码（改自己的才要填）", type="password", key=f"present-{row['id']}", autocomplete="current-password"
    )
    if st.button("改密码", key=f"set-{row['id']}", disabled=not password):
        with telling(_GONE):
            calls.set_password(row["username"], password, present or None)
            st.toast("密码已改，原来的登录已失效")
    st.divider()
    lost = st.checkbox("手机和恢复码都丢了，已当面核实是本人", key=f"code-lost-{row['id']}")
    consequence = "解除验证器：他现在的登录都会退出，下次用密码登录时重新绑定。"
    if confirmed(consequence, "解除验证器", f"forget-{row['id']}", ready=lost):
        with telling(_GONE):
            calls.forget_second_factor(row["username"])
            st.toast("验证器已解除")


def _leave(calls: OversightClient, row: Json, found: Json) -> None:
    st.text(
        f"关闭 {row['username']}：马上退出，再也登录不了。写过的记录和签名都保留，没办完的咨询退回社区的工作列表；"
        "居民的手机上不再显示他的电话。"
    )
    heirs, ready = _heirs(row, found, list(row["magnets"]), "close")
    sure = st.checkbox("离职或停用", key=f"leaves-{row['id']}")
    if confirmed("关闭以后不能恢复。", "关闭账号", f"close-{row['id']}", ready=sure and ready):
        with telling(_GONE):
            calls.close_account(row["username"], heirs)
            st.rerun()


def _change(calls: OversightClient, row: Json, found: Json) -> None:
    names = {each["id"]: each["name_zh"] for each in found["communities"]}
    key = row["id"]
    changed = {
        "name": st.text_input("姓名（居民会看到）", row["name"], max_chars=60, key=f"name-{key}"),
        "phone": st.text_input("电话（居民可以打）", row["phone"], max_chars=30, key=f"phone-{key}"),
        "communities": st.multiselect(
            "社区",
            tuple(names),
            row["communities"],
            format_func=names.__getitem__,
            key=f"communities-{key}",
            placeholder="选择社区",
        ),
    }
    left = [each for each in row["communities"] if each not in changed["communities"]]
    if left and row["role"] == "doctor":
        st.caption("离开的社区里，他没办完的咨询退回那里的工作列表。")
    heirs, ready = _heirs(row, found, [each for each in left if each in row["magnets"]], "move")
    new = {name: value for name, value in changed.items() if value != row[name]}
    if st.button("保存", key=f"change-{key}", disabled=not (new and ready)):
        with telling(_GONE):
            calls.update_account(row["username"], {**new, "magnets_to": heirs})
            st.rerun()


def _heirs(row: Json, found: Json, communities: list[str], why: str) -> tuple[dict[str, str], bool]:
    """Ask who takes the magnets over in each of these communities; answer that, and whether all is said that has to be."""
    names = {each["id"]: each["name_zh"] for each in found["communities"]}
    heirs: dict[str, str] = {}
    ready = True
    for community in communities:
        others = [each for each in doctors_of(found, community) if each["id"] != row["id"]]
        held = f"{names[community]}的 {row['magnets'][community]} 张冰箱贴"
        if others:
            heir = st.selectbox(
                f"{held}交给",
                others,
                None,
                format_func=called,
                key=f"{why}-heir-{row['id']}-{community}",
                placeholder="选择医生",
            )
            heirs |= {} if heir is None else {community: heir["username"]}
            ready = ready and heir is not None
        else:
            st.text(
                f"⚠ {held}没有别的医生可交：居民还能扫，看到的是社区名称和社区电话，说的话暂时没有医生看。"
                "请先给社区加一位医生，或到“冰箱贴”作废。"
            )
            ready = st.checkbox("知道了，先这样", key=f"{why}-nobody-{row['id']}-{community}") and ready
    return heirs, ready


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
        with telling(_GONE):
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
        with telling(_GONE):
            calls.make_account(account)
            st.rerun()


def _communities(calls: OversightClient, communities: list[Json]) -> None:
    with st.expander(f"社区（{len(communities)}）"):
        for row in communities:
            columns = st.columns((3.2, 1), vertical_alignment="center")
            columns[0].text(f"{row['name_zh']} · {row['name_en']}\n☎ {row['phone'] or '—'}")
            with columns[1].popover("改", key=f"community-{row['id']}"), st.form(f"change-community-{row['id']}"):
                changed = _community_fields(row)
                sent = st.form_submit_button("保存")
            if sent:
                with telling(_GONE):
                    calls.update_community(row["id"], changed)
                    st.rerun()
        with st.form("new-community", clear_on_submit=False):
            made = _community_fields({"id": "new", "name_zh": "", "name_en": "", "phone": ""})
            sent = st.form_submit_button("新建社区")
        if sent:
            with telling(_GONE):
                calls.make_community(made)
                st.rerun()


def _community_fields(row: Json) -> Json:
    key = row["id"]
    return {
        "name_zh": st.text_input("中文名", row["name_zh"], max_chars=100, key=f"zh-{key}"),
        "name_en": st.text_input("英文名", row["name_en"], max_chars=100, key=f"en-{key}"),
        "phone": st.text_input("社区电话（医生离开后居民打这个）", row["phone"], max_chars=30, key=f"tel-{key}"),
    }
