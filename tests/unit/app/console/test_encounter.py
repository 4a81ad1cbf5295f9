"""The encounter page in Streamlit's own test harness: a click acts on what was on the screen, and typed words are not lost."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app.console.errors import Away, NoLonger, Stale

ENCOUNTER = "0123456789abcdef0123456789abcdef"
TRICK = "好些了\n\n![x](https://evil.test/p.png)"


class Commission:
    """One encounter, as the commission's API answers it, with a switch for being away."""

    def __init__(self) -> None:
        self.away = False
        self.version = 3
        self.note = {"subjective": "胸闷两天", "objective": "", "assessment": "", "plan": ""}
        self.signed: list[int] = []
        self.sent: list[str] = []
        self.ids: set[str] = set()
        self.status = "open"
        self.letters = 0
        self.lost = False
        self.author = ""
        self.gone = False

    def _reach(self) -> None:
        if self.away:
            raise Away("the commission does not answer")
        if self.gone:
            raise NoLonger("not_found")

    def encounter(self, encounter_id: str) -> dict:
        self._reach()
        person = {"sex": "male", "age_days": 20454, "pregnant": None}
        turn = {"turn": 1, "who": "resident", "text": TRICK, "at_ms": 0, "attachment_id": None}
        wrong = {
            "kind": "reported_wrong",
            "text": TRICK,
            "direction": "from_resident",
            "from_name": "",
            "sent_at_ms": 0,
        }
        sent = {"kind": "message", "text": "", "direction": "to_resident", "from_name": "王医生", "sent_at_ms": 0}
        return {
            "encounter_id": encounter_id,
            "version": self.version,
            "status": self.status,
            "signed_by": "王医生",
            "signed_at_ms": 0,
            "received_at_ms": 0,
            "note": dict(self.note),
            "note_author": self.author,
            "urgency": None,
            "attended_ms": 65_000,
            "follow_ups": [],
            "addenda": [],
            "advice": {"held_revision": None, "held_since_ms": None, "due_ms": None, "releases": []},
            "diagnosis": {"icd10": "I20.0", "name": "不稳定型心绞痛"},
            "resident": {"name": "测老汉", "phone": "", "relation": "self"},
            "messages": [wrong, *([sent] * self.letters)],
            "actions": [],
            "ratings": [],
            "attachments": [],
            "record": {
                "person": person,
                "urgency": "urgent",
                "stage": "guided",
                "chief_complaint": "胸闷",
                "lang": "zh",
                "transcript": [turn],
                "report_items": [],
                "urgency_reasons": [],
                "guidance": None,
                "differential": [],
                "disagreements": [],
                "opinions": [],
                "unexplained": 0.0,
                "provenance": {"software": "jiayi", "graph_version": "1", "language_model": None},
            },
        }

    def save_note(self, encounter_id: str, note: dict, version: int, urgency: str | None) -> int:
        del encounter_id, urgency
        self._reach()
        self._require(version)
        self.note, self.version = dict(note), version + 1
        return self.version

    def sign(self, encounter_id: str, version: int) -> None:
        del encounter_id
        self._reach()
        self._require(version)
        self.signed.append(version)
        if self.lost:
            self.lost, self.status = False, "signed"
            raise Away("the answer was lost")

    def signature(self, encounter_id: str) -> dict:
        del encounter_id
        return {"valid": True}

    def message(self, encounter_id: str, text: str, message_id: str) -> None:
        del encounter_id
        self._reach()
        if message_id not in self.ids:
            self.sent.append(text)
            self.ids.add(message_id)
        if self.lost:
            self.lost = False
            raise Away("the answer was lost")

    def _require(self, version: int) -> None:
        if version != self.version:
            raise Stale("stale")


def script(client, encounter_id):
    from app.console import encounter  # noqa: PLC0415 - the harness runs this function's text alone

    encounter.show(client, encounter_id)


@pytest.fixture
def commission() -> Commission:
    return Commission()


@pytest.fixture
def page(commission) -> AppTest:
    app = AppTest.from_function(script, kwargs={"client": commission, "encounter_id": ENCOUNTER}, default_timeout=30)
    app.run()
    assert not app.exception
    return app


def subjective(page: AppTest):
    return next(area for area in page.text_area if area.label.startswith("S "))


def button(page: AppTest, label: str):
    return next(one for one in page.button if one.label == label)


def test_what_was_not_seen_is_not_signed(commission, page):
    commission.version = 4  # the resident wrote something after the page was shown
    button(page, "签署").click().run()
    assert commission.signed == []
    assert any("新的内容" in error.value for error in page.error)
    button(page, "看过了").click().run()
    button(page, "签署").click().run()
    assert commission.signed == [4]


def test_an_edited_note_outlives_new_content_and_is_saved_only_when_seen(commission, page):
    subjective(page).set_value("胸闷两天，夜间重").run()
    commission.version, commission.note = 4, {**commission.note, "plan": "复诊"}
    button(page, "保存病历").click().run()
    assert commission.note["subjective"] == "胸闷两天"
    assert subjective(page).value == "胸闷两天，夜间重"
    button(page, "看过了").click().run()
    button(page, "保存病历").click().run()
    assert commission.note["subjective"] == "胸闷两天，夜间重"
    assert subjective(page).value == "胸闷两天，夜间重"


def test_two_doctors_who_wrote_the_same_part_see_both_texts_and_lose_nothing(commission, page):
    subjective(page).set_value("胸闷两天，夜间重").run()
    commission.version, commission.author = 4, "李医生"
    commission.note = {**commission.note, "subjective": "胸闷两天，休息缓解", "plan": "复诊"}
    page.run()
    assert any("李医生 也改了这一段" in warning.value for warning in page.warning)
    assert subjective(page).value == "胸闷两天，夜间重"  # what is being written is not taken away
    assert next(area for area in page.text_area if area.label.startswith("P ")).value == "复诊"
    assert button(page, "保存病历").disabled
    button(page, "两段都留").click().run()
    button(page, "看过了").click().run()
    button(page, "保存病历").click().run()
    assert commission.note["subjective"] == "胸闷两天，休息缓解\n胸闷两天，夜间重"
    assert commission.note["plan"] == "复诊"


def test_an_empty_note_is_not_saved(page):
    subjective(page).set_value(" ").run()
    assert button(page, "保存病历").disabled


def test_a_message_whose_answer_was_lost_is_sent_once(commission, page):
    commission.lost = True
    next(area for area in page.text_area if area.label == "消息").set_value("请今天来就诊。").run()
    button(page, "发送消息").click().run()
    assert page.error
    button(page, "发送消息").click().run()
    assert commission.sent == ["请今天来就诊。"]
    assert len(commission.ids) == 1


def test_a_letter_after_a_lost_answer_is_another_letter(commission, page):
    commission.lost = True
    next(area for area in page.text_area if area.label == "消息").set_value("请今天来就诊。").run()
    button(page, "发送消息").click().run()
    commission.letters = 1  # the page learns that it did arrive
    page.run()
    next(area for area in page.text_area if area.label == "消息").set_value("不用来了，电话里说。").run()
    button(page, "发送消息").click().run()
    assert commission.sent == ["请今天来就诊。", "不用来了，电话里说。"]


def test_a_signature_lost_in_mid_click_is_told_and_not_made_twice(commission, page):
    commission.lost = True
    button(page, "签署").click().run()
    assert any("不知道刚才的操作有没有完成" in error.value for error in page.error)
    page.run()
    assert any("已经生效" in told.value for told in page.success)
    assert commission.signed == [3]
    assert not any(one.label == "签署" for one in page.button)
    button(page, "验证签名").click().run()
    assert any("一致" in told.value for told in page.success)


def test_who_lost_the_community_keeps_the_words_and_saves_nothing(commission, page):
    subjective(page).set_value("胸闷两天，夜间重").run()
    commission.gone = True
    button(page, "保存病历").click().run()
    assert not page.exception
    assert any("不在您的社区" in error.value for error in page.error)
    assert subjective(page).value == "胸闷两天，夜间重"
    assert commission.note["subjective"] == "胸闷两天"


def test_an_untouched_note_follows_the_record(commission, page):
    commission.version, commission.note = 4, {**commission.note, "subjective": "胸闷三天"}
    page.run()
    assert subjective(page).value == "胸闷三天"


def test_an_unsaved_note_is_not_signed_over(commission, page):
    subjective(page).set_value("胸闷两天，夜间重").run()
    assert button(page, "签署").disabled
    button(page, "保存病历").click().run()
    assert not button(page, "签署").disabled
    button(page, "签署").click().run()
    assert commission.signed == [4]


def test_typed_words_stay_while_the_commission_is_away(commission, page):
    subjective(page).set_value("胸闷两天，夜间重")
    next(area for area in page.text_area if area.label == "消息").set_value("请今天来就诊。").run()
    commission.away = True
    button(page, "发送消息").click().run()
    assert not page.exception
    assert page.error
    assert subjective(page).value == "胸闷两天，夜间重"
    commission.away = False
    button(page, "发送消息").click().run()
    assert commission.sent == ["请今天来就诊。"]


def test_a_resident_s_words_are_never_markdown(page):
    marked = [one.value for kind in (page.markdown, page.warning, page.caption, page.error) for one in kind]
    assert not any("evil.test" in value for value in marked)
    assert any(TRICK in text.value for text in page.text)
