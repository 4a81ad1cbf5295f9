"""The work list: red first, then who has waited longest; refreshes itself."""

from __future__ import annotations

import streamlit as st

from app.console import parts, words
from app.console.client import CommissionClient, Json
from app.console.errors import Away, SignedOut
from app.console.session import end_session, leave_encounter

_PAGE_ROWS = 40
_REFRESH_S = 15
_FILTERS: dict[str, str | None] = {
    "全部": None,
    "紧急": "emergency",
    "今天": "urgent",
    "一至三天": "soon",
    "预约": "routine",
    "居家": "self_care",
}


def show(client: CommissionClient) -> None:
    """Show filters at the left and the list."""
    leave_encounter()
    with st.sidebar:
        status = st.radio(
            "状态", ("open", "signed"), format_func={"open": "待处理", "signed": "已签署"}.__getitem__, key="status"
        )
        chosen = st.radio("紧急程度", tuple(_FILTERS), key="urgency")
        if st.button("档案同步情况"):
            st.session_state["deliveries"] = not st.session_state.get("deliveries", False)
    if st.session_state.get("deliveries"):
        _deliveries(client)

    @st.fragment(run_every=_REFRESH_S)
    def rows() -> None:
        # The timer runs this function alone, outside whatever catches errors for the page.
        try:
            _rows(client, str(status), _FILTERS[str(chosen)])
        except Away:
            st.error("现在连不上卫健委的服务，稍后会自动再试。")
        except SignedOut:
            end_session()

    st.subheader("工作列表")
    rows()


def _rows(client: CommissionClient, status: str, urgency: str | None) -> None:
    found = client.work_list(status, urgency)
    items: list[Json] = found["items"]
    shown = [(name, words.URGENCY[name][0]) for name in words.URGENCY if name]
    counts = "　".join(f"{word} {found['counts'].get(name, 0)}" for name, word in shown)
    st.caption(counts)
    if not items:
        st.info("现在没有待处理的咨询。" if status == "open" else "还没有已签署的记录。")
        return
    pages = -(-len(items) // _PAGE_ROWS)
    page = st.number_input("页", 1, pages, 1) if pages > 1 else 1
    for item in items[(page - 1) * _PAGE_ROWS : page * _PAGE_ROWS]:
        _row(item)


def _row(item: Json) -> None:
    columns = st.columns((1.1, 0.9, 1.3, 3.2, 2.2, 0.8), vertical_alignment="center")
    columns[0].html(parts.urgency(item["urgency"]))
    columns[1].markdown(f"等了 {words.ago(item['waiting_s'])}")
    columns[2].text(f"{item['name']} {words.SEX[item['sex']]} {words.age(item['age_days'])}")
    columns[3].text(words.short(item["chief_complaint"] or words.STAGE[item["stage"]], 24))
    unsure = "、".join(words.both(text) for text in item["unsure"][:3])
    mark = f"新消息 {item['new_messages']}　" if item["new_messages"] else ""
    columns[4].text(mark + (f"不确定：{unsure}" if unsure else ""))
    if columns[5].button("打开", key=f"open-{item['encounter_id']}"):
        st.query_params["encounter"] = item["encounter_id"]
        st.rerun(scope="app")


def _deliveries(client: CommissionClient) -> None:
    st.subheader("档案同步")
    deliveries = client.deliveries()
    if not deliveries:
        st.info("还没有签署的记录。")
    state = {"pending": "等待中", "delivered": "已送达", "failed": "失败"}
    for entry in deliveries:
        columns = st.columns((1.5, 1, 3, 1), vertical_alignment="center")
        columns[0].text(entry["name"])
        columns[1].text(state[entry["state"]])
        columns[2].text(entry["last_error"] or words.moment(entry["updated_at_ms"]))
        if entry["state"] == "failed" and columns[3].button("重试", key=f"retry-{entry['encounter_id']}"):
            client.retry_delivery(entry["encounter_id"])
            st.rerun()
