"""The pages of oversight in Streamlit's own test harness: each role its pages, no figure without its inputs, nothing dropped unasked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

RESIDENT = "0123456789abcdef0123456789abcdef"
TRICK = "<img src=x onerror=alert(1)>![](https://picture.test/x)王"
NAMES = {"zh": "在吃降压药", "en": "takes pills"}


class Commission:
    """Answers as the commission's API does, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.unread: list[dict[str, Any]] = []
        self.failed = [
            {
                "intake_id": 7, "kind": "record", "record_id": RESIDENT, "state": "failed", "reason": "signature",
                "attempts": 1, "bytes_held": 67_000, "received_at_ms": 0, "next_attempt_at_ms": None,
            }
        ]  # fmt: skip

    def call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        self.asked.append((method, path, options))
        return getattr(self, "_" + path.removeprefix("/v1/").split("/")[0].replace("-", "_"))(method, path, options)

    def dangerous(self) -> list[dict[str, Any]]:
        return self.unread

    def _residents(self, _method: str, path: str, options: dict[str, Any]) -> dict[str, Any]:
        if path.endswith("/risk"):
            given = options["json"]
            missing = [] if "waist_cm" in given else ["waist_cm"]
            score = {
                "id": "china_par", "name": {"zh": "10 年心脑血管病风险", "en": ""}, "source": "Yang 2016",
                "value": None if missing else 10.1, "unit": "" if missing else "%", "band": None if missing else "high",
                "says": None if missing else {"zh": "请医生考虑是否需要用药干预。", "en": ""},
                "missing": missing, "outside": [], "not_for": None,
            }  # fmt: skip
            return {"scores": [score], "used": {"age_years": 60.5, "smoker": False, **given}, "dated_ms": {"smoker": 0}}
        entry = {
            "encounter_id": RESIDENT, "received_at_ms": 0, "urgency": "urgent", "stage": "guided", "status": "open",
            "chief_complaint": TRICK, "diagnosis": None, "signed_at_ms": None, "signed_by": None,
        }  # fmt: skip
        known = {"id": "medicine.arb", "name": NAMES, "status": "present", "told_at_ms": 0, "signed": False}
        return {
            "resident_id": RESIDENT, "name": TRICK, "phone": "", "sex": "female", "birth_date": None, "age_years": 60,
            "identity_number": "11010519491231002X", "identity_number_valid": True, "identity_card": None, "identity_number_of": None,
            "community_zh": "示范社区", "encounters": [entry], "encounters_in_all": 1, "series": [], "problems": [],
            "histories": [], "medicines": [known], "allergies": [], "consents": [], "glass_ends_at_ms": None,
            "looked": [{"at_ms": 0, "role": "doctor", "name": TRICK, "action": "read_resident", "encounter_id": None}],
        }  # fmt: skip

    def _admin(self, method: str, path: str, _options: dict[str, Any]) -> dict[str, Any]:
        if path == "/v1/admin/failed":
            return {"items": self.failed, "before": None, "held": 1, "held_bytes": 67_000}
        if path == "/v1/admin/deliveries":
            return {"items": []}
        if path == "/v1/admin" and method == "GET":
            state = dict.fromkeys(("waiting", "failed", "unlinked", "deliveries_pending", "deliveries_failed"), 0)
            rule = {"name": "keep_years", "value": 15, "least": 15, "most": 100, "set_at_ms": None, "set_by": None}
            return {
                "state": {**state, "oldest_waiting_ms": None}, "communities": [], "accounts": [], "rules": [rule],
                "nodes": [], "keys": [{"weight": "wrong", "about": "record-1", "says": "is gone"}],
            }  # fmt: skip
        return {"done": True, "state": "failed", "reason": "signature"}

    def _quality(self, _method: str, _path: str, _options: dict[str, Any]) -> dict[str, Any]:
        usage = {
            "community_id": "c", "community_zh": "示范社区", "urgency": "urgent", "count": 4, "answered_in_time": 2,
            "answered_late": 1, "overdue": 1, "waiting": 0,
        }  # fmt: skip
        software = {
            "software": "jiayi 1", "encounters": 4, "first": 2, "listed": 1, "not_listed": 1, "no_list": 0,
            "missed": 1, "missed_known": 4, "good": 1, "poor": 0, "dangerous": 1,
        }  # fmt: skip
        bad = {
            "rating_id": "r1", "encounter_id": RESIDENT, "community_zh": "示范社区", "target": "guidance", "rating": "dangerous",
            "comment": TRICK, "clinician": "王医生", "software": "jiayi 1", "rated_at_ms": 0,
        }  # fmt: skip
        return {
            "from_day": "2026-11-01", "days": 30, "usage": [usage], "software": [software], "bad_ratings": [bad],
            "missed": [], "unmarked": 2, "targets_minutes": {"emergency": 10, "urgent": 240},
        }  # fmt: skip

    def _break_glass(self, method: str, _path: str, _options: dict[str, Any]) -> dict[str, Any]:
        if method == "GET":
            seen = {
                "id": "g", "clinician": TRICK, "community_zh": "示范社区", "resident_id": RESIDENT, "resident_name": TRICK,
                "reason": TRICK, "opened_at_ms": 0, "ends_at_ms": 1, "verdict": None, "note": "", "reviewed_by": None,
                "reviewed_at_ms": None,
            }  # fmt: skip
            return {"items": [seen]}
        return {"opened": [{"resident_id": RESIDENT, "name": TRICK, "ends_at_ms": 4_000_000_000_000}]}

    def _audit(self, _method: str, path: str, _options: dict[str, Any]) -> dict[str, Any]:
        if path.endswith("/check"):
            return {"entries": 9, "broken_at": 3, "reason": "altered", "anchors": 1}
        row = {
            "seq": 9, "at_ms": 0, "role": "doctor", "actor": "a", "actor_name": TRICK, "action": "sign",
            "subject": "encounter:1", "detail": {"version": 2},
        }  # fmt: skip
        return {"items": [row], "before": None}


def resident_script(client):
    from app.console import resident  # noqa: PLC0415 - the harness runs this function's text alone

    resident.show(client, "0123456789abcdef0123456789abcdef")


def shown_script(client, module, name):
    import importlib  # noqa: PLC0415 - as above

    shown = getattr(importlib.import_module(f"app.console.{module}"), name)
    shown(client, *(("0123456789abcdef0123456789abcdef",) if (module, name) == ("resident", "show") else ()))


def page_script(client, module, name):
    import importlib  # noqa: PLC0415 - as above

    getattr(importlib.import_module(f"app.console.{module}"), name)(client)


def places_script(client, role):
    import streamlit as st  # noqa: PLC0415 - as above

    from app.console import places  # noqa: PLC0415 - as above

    shown = places.show(client, {"role": role})
    st.session_state["shown"] = shown


def run(script: Any, **kwargs: Any) -> AppTest:
    page = AppTest.from_function(script, kwargs=kwargs, default_timeout=30)
    page.run()
    assert not page.exception, page.exception
    return page


def said(page: AppTest) -> str:
    kinds = ("text", "markdown", "caption", "info", "error", "success", "warning", "subheader")
    words = [one.value for kind in kinds for one in getattr(page, kind)]
    return "\n".join([*words, *(str(one.proto.body) for one in page.get("html"))])


def test_a_score_without_its_inputs_says_what_is_missing_and_gives_no_figure():
    client = Commission()
    page = run(resident_script, client=client)
    assert "算不了" in said(page)
    assert "腰围" in said(page)
    assert "10.1%" not in said(page)
    next(one for one in page.number_input if one.label.startswith("腰围")).set_value(80.0)
    next(one for one in page.button if one.label == "计算").click().run()
    assert client.asked[-1][2]["json"] == {"waist_cm": 80.0}
    assert "高 10.1%" in said(page)


class Withdrawn(Commission):
    """A resident who agreed on 20 November, withdrew on the 21st, and may have agreed again on the 22nd."""

    def __init__(self, *, again: bool) -> None:
        super().__init__()
        first = {"version": "2026-11", "consented_at_ms": 1_795_132_800_000, "withdrawn_at_ms": 1_795_219_200_000}
        second = {"version": "2026-12", "consented_at_ms": 1_795_305_600_000, "withdrawn_at_ms": None}
        self.consents = [second, first] if again else [first]

    def _residents(self, method: str, path: str, options: dict[str, Any]) -> dict[str, Any]:
        answer = super()._residents(method, path, options)
        return answer if path.endswith("/risk") else {**answer, "consents": self.consents}


def test_a_withdrawn_consent_is_told_with_its_day_and_warned_of_until_another_is_given():
    page = run(resident_script, client=Withdrawn(again=False))
    assert "✗ 版本 2026-11　2026-11-20 同意　2026-11-21 已撤回" in said(page)
    assert "✓ 版本" not in said(page)
    assert any("2026-11-21 撤回同意" in warning.value for warning in page.warning)
    page = run(resident_script, client=Withdrawn(again=True))
    assert "✓ 版本 2026-12　2026-11-22 同意" in said(page)
    assert "2026-11-21 已撤回" in said(page)
    assert not any("撤回同意" in warning.value for warning in page.warning)


def test_what_was_never_asked_is_not_called_healthy_and_names_are_no_markup():
    page = run(resident_script, client=Commission())
    words = said(page)
    assert "没有记录不等于没有过敏" in words
    html = "\n".join(str(one.proto.body) for one in page.get("html"))
    assert "<img" not in html
    assert all("<img" not in one.value for one in page.markdown)


@pytest.mark.parametrize(("module", "name"), [("resident", "show"), ("resident", "glass"), ("quality", "glass")])
def test_what_a_resident_or_a_colleague_wrote_is_never_shown_as_markdown(module, name):
    """There a name can be a link, or a picture that tells its server which doctor looks, and when."""
    client = Commission()
    page = AppTest.from_function(shown_script, kwargs={"client": client, "module": module, "name": name})
    page.session_state["glass-opened"] = client._break_glass("", "", {})["opened"]
    page.run(timeout=30)
    assert not page.exception, page.exception
    assert "王" in said(page)
    kinds = ("markdown", "caption", "info", "error", "success", "warning", "subheader", "header", "title")
    shown = [one.value for kind in kinds for one in getattr(page, kind)]
    labels = [
        one.label for kind in ("button", "expander", "checkbox", "text_input", "toggle") for one in getattr(page, kind)
    ]
    assert [text for text in (*shown, *labels) if "picture.test" in text] == []


def test_the_supervisors_figures_are_those_of_the_api():
    words = said(run(page_script, client=Commission(), module="quality", name="show"))
    assert "50%" in words  # two of four in time
    assert "75%" in words  # three of four among the first five
    assert "⚠ 危险" in words
    assert "还有 2 份咨询正在统计" in words


def test_an_envelope_is_dropped_only_when_it_was_said_so_twice():
    client = Commission()
    page = run(page_script, client=client, module="administration", name="failures")
    assert "节点的签名不对" in said(page)
    assert not any("discard" in path for _, path, _ in client.asked)
    next(one for one in page.button if one.label == "确定丢弃").click().run()
    dropped = [(path, options["json"]) for _, path, options in client.asked if "discard" in path]
    assert dropped == [("/v1/admin/failed/7/discard", {"why": "damaged"})]


def account(**changes: Any) -> dict[str, Any]:
    """An account as the commission answers it."""
    row = {"id": "a", "username": "wang", "name": TRICK, "phone": "", "role": "doctor", "communities": []}
    return {**row, "closed": False, "cards": 0, "magnets": {}, **changes}


def test_what_an_account_said_of_identity_cards_is_taken_back_once_it_is_said_why(monkeypatch):
    client = Commission()
    house = {**client._admin("GET", "/v1/admin", {}), "accounts": [account(), account(id="b", username="li", cards=3)]}
    answers = {"GET": house, "DELETE": {"cards": 3}}
    monkeypatch.setattr(Commission, "_admin", lambda _self, method, path, _options: (
        {"provider": None, "items": [], "next": None} if path.endswith("/identities") else answers[method]
    ))  # fmt: skip
    page = run(page_script, client=client, module="accounts", name="people")
    (take_back,) = [one for one in page.button if one.label == "撤销身份证核对"]  # nothing to take back of the other
    assert take_back.disabled
    assert "3 位居民" in said(page)
    assert not any(TRICK in one.value for one in page.caption)  # a caption is Markdown
    next(one for one in page.checkbox if one.label.startswith("没看证件")).check().run()
    page.date_input[0].set_value(date(2026, 11, 18)).run()
    next(one for one in page.button if one.label == "撤销身份证核对").click().run()
    (asked,) = [(path, options["params"]) for method, path, options in client.asked if method == "DELETE"]
    assert asked == ("/v1/admin/accounts/li/identity-cards", {"since_ms": 1_794_931_200_000})


def test_of_an_account_that_is_closed_only_the_cards_are_left_to_be_taken_back(monkeypatch):
    rows = [account(closed=True), account(id="b", username="li", closed=True, cards=1)]
    house = {**Commission()._admin("GET", "/v1/admin", {}), "accounts": rows, "provider": None}
    monkeypatch.setattr(Commission, "_admin", lambda *_: house)
    page = run(page_script, client=Commission(), module="accounts", name="people")
    page.toggle[0].set_value(False).run()
    labels = [one.label for one in page.button]
    assert labels.count("撤销身份证核对") == 1
    assert "关闭账号" not in labels


def test_a_house_without_a_node_or_with_a_missing_key_says_so():
    words = said(run(page_script, client=Commission(), module="house", name="show"))
    assert "没有运行中的计算节点" in words
    assert "✗ 有问题" in words
    assert "记录密钥 1" in words


def test_an_administrator_reads_the_advice_policy_that_is_in_force(monkeypatch):
    client = Commission()
    answer = client._admin("GET", "/v1/admin", {})
    monkeypatch.setattr(Commission, "_admin", lambda *_: answer)
    for minutes, told in ((0, "马上告诉居民"), (1440, "1440 分钟")):
        rule = {
            "name": "advice_minutes",
            "value": minutes,
            "least": 0,
            "most": 10080,
            "set_at_ms": None,
            "set_by": None,
        }
        answer = {**answer, "rules": [rule]}
        words = said(run(page_script, client=client, module="house", name="show"))
        assert told in words
        assert ("放行以后再给居民" in words) == bool(minutes)


def test_a_rule_is_saved_only_when_it_changed():
    client = Commission()
    page = run(page_script, client=client, module="administration", name="rules")
    save = next(one for one in page.button if one.label == "保存")
    assert save.disabled
    page.number_input[0].set_value(30).run()
    next(one for one in page.button if one.label == "保存").click().run()
    assert ("PUT", "/v1/admin/rules/keep_years", {"json": {"value": 30}}) in client.asked


def test_the_auditor_sees_the_trail_and_a_broken_chain_in_words():
    page = run(page_script, client=Commission(), module="auditing", name="show")
    assert "签署" in said(page)
    assert "<img" not in said(page)
    page = run(page_script, client=Commission(), module="auditing", name="chain")
    next(one for one in page.button if one.label == "开始核对").click().run()
    assert "第 3 条不对" in said(page)


def test_glass_is_not_broken_without_a_reason_and_leads_to_the_record():
    client = Commission()
    page = run(page_script, client=client, module="resident", name="glass")
    page.text_input[0].set_value("13809510042")
    page.text_area[0].set_value("看看")
    next(one for one in page.button if one.label == "打开记录").click().run()
    assert client.asked == []
    assert "至少 10 个字" in said(page)
    page.text_area[0].set_value("急诊抢救，病人昏迷，需要知道用药")
    next(one for one in page.button if one.label == "打开记录").click().run()
    assert client.asked[0][2]["json"]["phone"] == "13809510042"
    next(one for one in page.button if one.label.startswith("看档案")).click().run()
    assert page.query_params["resident"] in (RESIDENT, [RESIDENT])


@pytest.mark.parametrize(
    ("role", "pages", "shown"),
    [
        ("doctor", ["工作列表", "应急查阅"], False),
        ("supervisor", ["工作列表", "质量", "疫情苗头", "应急查阅复核", "对外数字"], False),
        ("administrator", ["运行情况", "账号与社区", "冰箱贴", "失败与重试", "规则"], True),
        ("auditor", ["审计记录", "核对审计链", "应急查阅复核"], True),
    ],
)
def test_each_role_has_its_pages(role, pages, shown):
    page = run(places_script, client=Commission(), role=role)
    assert [one.options for one in page.sidebar.radio if one.key == "place"] == [pages]
    assert page.session_state["shown"] is shown


def test_a_dangerous_rating_that_nobody_read_stands_in_one_list():
    commission = Commission()
    commission.unread = [
        {"rating_id": "r1", "encounter_id": RESIDENT, "comment": "漏了胸痛", "clinician": "王医生", "rated_at_ms": 0}
    ]
    page = run(page_script, client=commission, module="quality", name="show")
    told = [text.value for text in page.text if "王医生" in text.value]
    assert len(told) == 1
    assert "漏了胸痛" in told[0]


def test_a_node_is_taken_out_only_with_a_reason_and_a_second_click(monkeypatch):
    client = Commission()
    node = {
        "node_id": "ab" * 16,
        "state": "live",
        "url": "https://one.test",
        "evidence": "tpm2",
        "measurement": "00" * 32,
    }
    answer = {**client._admin("GET", "/v1/admin", {}), "nodes": [{**node, "admitted_at_ms": 0, "expires_at_ms": 0}]}
    monkeypatch.setattr(Commission, "_admin", lambda _self, method, _path, _o: answer if method == "GET" else {})
    page = run(page_script, client=client, module="house", name="show")
    sure = next(one for one in page.button if one.label == "确定撤销")
    assert sure.disabled
    assert "唯一在运行的节点" in said(page)
    page.radio(key="revoke-why").set_value("suspect").run()
    next(one for one in page.button if one.label == "确定撤销").click().run()
    asked = [(path, options["json"]) for method, path, options in client.asked if method == "POST"]
    assert asked == [(f"/v1/admin/nodes/{'ab' * 16}/revoke", {"why": "suspect"})]


def test_what_cannot_be_taken_back_is_said_before_it_is_done():
    client = Commission()
    page = run(page_script, client=client, module="quality", name="glass")
    assert {one.label for one in page.button} >= {"确定合理", "确定不合理"}
    assert "以后不能改" in said(page)
    # A verdict against somebody needs its note first.
    assert next(one for one in page.button if one.label == "确定不合理").disabled
    page = run(page_script, client=client, module="quality", name="export")
    assert "花了不能收回" in said(page)
    assert not any(method == "POST" for method, _, _ in client.asked)
