"""The administrator's accounts and magnets: nobody leaves while phones show him, and what is done is what was chosen."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from tests.unit.app.console.test_oversight import account, page_script, run, said

HERE, THERE = "a" * 32, "b" * 32
MAGNET = "c" * 32


class House:
    """A commission of two communities: wang works in both, li in the first alone; zhao left, and his magnets were handed to nobody."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.rows = rows or (
            account(id="w", name="王医生", phone="0951-1", communities=[HERE, THERE], magnets={HERE: 3, THERE: 2}),
            account(id="l", username="li", name="李医生", communities=[HERE]),
        )
        self.magnets = [
            {
                "id": MAGNET, "community_id": HERE, "community_zh": "河西", "doctor": "王医生", "doctor_username": "wang",
                "doctor_left": False, "issued_at_ms": 0, "revoked_at_ms": None, "ended_as": None, "replaced_by": None,
            }
        ]  # fmt: skip

    def call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        if method != "GET":
            self.asked.append((method, path, options.get("json") or options.get("params")))
            return {"links": [f"https://x.test/m/{'d' * 32}#pin"], "magnets": 3}
        if path.endswith("/identities"):
            return {"provider": None, "items": [], "next": None}
        if path.endswith("/magnets"):
            self.looked = options["params"]
            return {"items": self.magnets, "before_ms": None, "after_id": None}
        communities = [
            {"id": HERE, "name_zh": "河西", "name_en": "West", "phone": ""},
            {"id": THERE, "name_zh": "河东", "name_en": "East", "phone": "0951-2"},
        ]
        return {"communities": communities, "accounts": list(self.rows)}


def button(page: AppTest, label: str) -> Any:
    return next(one for one in page.button if one.label == label)


def people(house: House) -> AppTest:
    return run(page_script, client=house, module="accounts", name="people")


def magnets(house: House) -> AppTest:
    return run(page_script, client=house, module="magnets", name="show")


def test_an_account_is_closed_only_when_its_magnets_have_somebody_or_it_is_said_that_nobody_follows() -> None:
    house = House()
    page = people(house)
    page.radio(key="do-w").set_value("离职、停用").run()
    assert "河西的 3 张冰箱贴" in "".join(one.label for one in page.selectbox)
    assert "没有别的医生可交" in said(page)
    page.checkbox(key="leaves-w").check().run()
    assert button(page, "关闭账号").disabled
    page.selectbox(key=f"close-heir-w-{HERE}").select_index(0).run()
    assert button(page, "关闭账号").disabled
    page.checkbox(key=f"close-nobody-w-{THERE}").check().run()
    button(page, "关闭账号").click().run()
    assert house.asked == [("POST", "/v1/admin/accounts/wang/closing", {"magnets_to": {HERE: "li"}})]


def test_a_name_a_number_and_a_community_are_changed_and_nothing_else_is_sent() -> None:
    house = House()
    page = people(house)
    assert button(page, "保存").disabled
    page.text_input(key="phone-w").set_value("0951-5550199").run()
    button(page, "保存").click().run()
    assert house.asked.pop() == ("PATCH", "/v1/admin/accounts/wang", {"phone": "0951-5550199", "magnets_to": {}})
    page = people(house)
    page.multiselect(key="communities-w").set_value([THERE]).run()
    assert button(page, "保存").disabled  # somebody has to take the magnets of the other one
    page.selectbox(key=f"move-heir-w-{HERE}").select_index(0).run()
    button(page, "保存").click().run()
    assert house.asked == [("PATCH", "/v1/admin/accounts/wang", {"communities": [THERE], "magnets_to": {HERE: "li"}})]


def test_an_authenticator_is_forgotten_once_somebody_was_looked_at() -> None:
    house = House()
    page = people(house)
    page.radio(key="do-w").set_value("密码和验证器").run()
    assert button(page, "解除验证器").disabled
    page.checkbox(key="code-lost-w").check().run()
    button(page, "解除验证器").click().run()
    assert house.asked == [("DELETE", "/v1/admin/accounts/wang/second-factor", None)]


def test_a_community_gets_another_name_and_a_number() -> None:
    house = House()
    page = people(house)
    page.text_input(key=f"zh-{HERE}").set_value("河西社区")
    page.text_input(key=f"tel-{HERE}").set_value("0951-5550100")
    next(one for one in page.button if one.form_id == f"change-community-{HERE}").click().run()
    changes = {"name_zh": "河西社区", "name_en": "West", "phone": "0951-5550100"}
    assert house.asked == [("PATCH", f"/v1/admin/communities/{HERE}", changes)]


def test_one_magnet_is_found_handed_on_lost_or_replaced() -> None:
    house = House()
    page = magnets(house)
    page.text_input(key="magnet-named").set_value(" CCCCCCCC ").run()
    assert house.looked == {"named": "CCCCCCCC"}
    page.selectbox(key=f"assign-{MAGNET}").select_index(0).run()
    page.button(key=f"do-assign-{MAGNET}").click().run()
    assert house.asked.pop() == ("PUT", f"/v1/admin/magnets/{MAGNET}/doctor", {"doctor": "li"})
    page.radio(key=f"do-{MAGNET}").set_value("丢了、停用").run()
    button(page, "挂失").click().run()
    assert house.asked.pop() == ("DELETE", f"/v1/admin/magnets/{MAGNET}", {"ended_as": "lost"})
    page.radio(key=f"do-{MAGNET}").set_value("换一张新的").run()
    button(page, "换一张新的").click().run()
    assert house.asked.pop() == ("POST", f"/v1/admin/magnets/{MAGNET}/replacement", {"doctor": "wang"})
    assert "做好了 1 张新的" in said(page)


def test_magnets_of_who_left_are_told_of_and_handed_on_together() -> None:
    left = account(id="z", username="zhao", name="赵医生", communities=[HERE], magnets={HERE: 4}, closed=True)
    house = House(*House().rows, left)
    page = magnets(house)
    assert "1 位医生已经离开" in said(page)
    assert "赵医生（zhao），已离开" in page.selectbox(key="hand-on-from").options[0]
    assert button(page, "确定交接").disabled
    page.selectbox(key="hand-on-to").set_value(House().rows[1]).run()
    button(page, "确定交接").click().run()
    body = {"community_id": HERE, "from_doctor": "zhao", "doctor": "li"}
    assert house.asked == [("POST", "/v1/admin/magnets/hand-on", body)]


def test_of_a_magnet_that_was_replaced_nothing_is_left_to_do() -> None:
    house = House()
    house.magnets[0] |= {"revoked_at_ms": 1, "ended_as": "replaced", "replaced_by": "d" * 32}
    page = magnets(house)
    assert "✗ 已换新" in said(page)
    assert "新的是 dddddddd" in said(page)
    assert "换一张新的" not in [one.label for one in page.button]
