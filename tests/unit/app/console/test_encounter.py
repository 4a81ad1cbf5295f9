"""The encounter page in Streamlit's own test harness: a click acts on what was on the screen, and typed words are not lost."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from app.console import words
from app.console.errors import Away, NoLonger, Stale

ENCOUNTER = "0123456789abcdef0123456789abcdef"
WORDS = ("改得更好", "没有变化", "改得更差", "确认诊断后评定")
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
        self.actions: list[dict] = []
        self.told: list[str] = []
        self.record: dict = {}
        self.effects: list[str | None] = []

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
            "actions": list(self.actions),
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
                **self.record,
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

    def note_history(self, encounter_id: str) -> list[dict]:
        """The assistant's draft, and a version by another hand for each effect; every one adds a word to the plan."""
        del encounter_id
        versions = [{"author": "", "effect": None}]
        versions += [
            {"author": f"{letter}医生", "effect": effect}
            for letter, effect in zip("王李赵钱", self.effects, strict=False)
        ]
        said = {"written_at_ms": 0, "urgency": None}
        return [{**said, **one, "note": {**self.note, "plan": "复诊" * number}} for number, one in enumerate(versions)]

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

    def act(
        self, encounter_id: str, kind: str, text: str, tell: str, *, detail: dict, action_id: str | None = None
    ) -> None:
        del encounter_id
        self._reach()
        if action_id in self.ids:
            return
        self.ids.add(str(action_id))
        blank = {"outcome": None, "at_ms": None, "place": "", "hospital": "", "department": ""}
        at = {"action_id": action_id, "clinician": "王医生", "acted_at_ms": 0}
        self.actions.append({"kind": kind, "text": text, "detail": {**blank, **detail}, **at})
        self.told += [tell] if tell else []
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


def test_what_the_specialists_disagreed_on_is_said_with_each_ones_own_word(commission, page):
    assert not any("意见不一" in text.value for text in page.text)

    def opinion(specialty: str, zh: str, urgency: str) -> dict:
        both = {"zh": zh, "en": specialty}
        lists = {"hypotheses": [], "reasons": [], "tests": [], "missing": []}
        return {"specialty": specialty, "name": both, "urgency": urgency, "failed": False, "referral": None,
                "comment": both, **lists}  # fmt: skip

    commission.record = {
        "disagreements": [{"zh": "心内科认为今天就要看，消化科认为可以居家。", "en": "Cardiology and others differ."}],
        "opinions": [opinion("cardiology", "心内科", "urgent"), opinion("gastroenterology", "消化科", "self_care")],
    }
    page.run()
    assert not page.exception
    assert [text.value for text in page.text if "意见不一" in text.value] == [
        "意见不一：心内科认为今天就要看，消化科认为可以居家。"
    ]
    # Who is not of the whole's opinion is marked, and says in what.
    labels = [one.label for one in page.expander]
    assert "⚡ 消化科：居家" in labels
    assert "心内科：今天" in labels
    assert any(text.value == "⚡ 紧急程度：居家，总体：今天" for text in page.text)


def test_the_history_says_of_each_edit_whether_it_made_the_note_better(commission, page):
    commission.author, commission.effects = "王医生", ["improved", "unchanged", "worsened", None]
    page.run()
    next(one for one in page.toggle if one.label == "修改记录").set_value(True).run()
    assert not page.exception
    changes = [str(one.proto.body) for one in page.get("html") if '"j-change"' in str(one.proto.body)]
    shown = [
        (author, word) for body in changes for author in "王李赵钱" for word in WORDS if author in body and word in body
    ]
    # The newest first; the last was judged by nobody yet.
    assert shown == [("钱", "确认诊断后评定"), ("赵", "改得更差"), ("李", "没有变化"), ("王", "改得更好")]
    assert all("<ins>" in body for body in changes)


def test_who_lost_the_community_keeps_the_words_and_saves_nothing(commission, page):
    subjective(page).set_value("胸闷两天，夜间重").run()
    commission.gone = True
    button(page, "保存病历").click().run()
    assert not page.exception
    assert any("不在您的社区" in error.value for error in page.error)
    assert subjective(page).value == "胸闷两天，夜间重"
    assert commission.note["subjective"] == "胸闷两天"


def outcome(page: AppTest):
    return next(one for one in page.radio if one.label == "打得怎么样")


@pytest.mark.parametrize(
    ("picked", "word", "waits"),
    [
        ("reached", "已通话", False),
        ("no_answer", "没有人接", True),
        ("wrong_number", "号码不对", True),
        ("call_back", "约好再打", True),
    ],
)
def test_a_call_is_noted_with_how_it_ended_and_stands_in_the_history(commission, page, picked, word, waits):
    assert button(page, "记下").disabled  # nothing is chosen beforehand
    outcome(page).set_value(picked).run()
    assert any("居民还在等" in caption.value for caption in page.caption) is waits
    next(area for area in page.text_area if area.label.startswith("说了什么")).set_value(f"儿子在家 {TRICK}").run()
    button(page, "记下").click().run()
    assert not page.exception
    assert [(one["kind"], one["detail"]["outcome"], one["text"]) for one in commission.actions] == [
        ("call", picked, f"儿子在家 {TRICK}")
    ]
    assert commission.told == []
    assert any(f"打电话 · 王医生 · 01-01 08:00：{word}，儿子在家" in text.value for text in page.text)
    # The next call begins empty.
    assert outcome(page).value is None


def test_a_call_whose_answer_was_lost_is_noted_once(commission, page):
    commission.lost = True
    outcome(page).set_value("no_answer").run()
    button(page, "记下").click().run()
    assert page.error
    assert len(commission.actions) == 1
    page.run()
    assert [one["detail"]["outcome"] for one in commission.actions] == ["no_answer"]
    assert any("没有人接" in text.value for text in page.text)


def test_an_invitation_has_a_day_and_a_place_and_its_draft_goes_to_the_phone(commission, page):
    day = datetime.now(words.CHINA).date() + timedelta(days=2)
    assert button(page, "发出邀请").disabled
    next(one for one in page.date_input if one.label == "日期").set_value(day).run()
    next(one for one in page.time_input if one.label == "时间").set_value(time(9, 30)).run()
    assert button(page, "发出邀请").disabled  # no place yet
    next(one for one in page.text_input if one.label == "地点").set_value("社区卫生服务站二楼").run()
    draft = next(area for area in page.text_area if area.label == "发到居民手机上的话").value
    assert (
        draft
        == f"测老汉您好，请您 {day.month} 月 {day.day} 日 09:30 到社区卫生服务站二楼来一趟。时间不方便的话，直接在这里回复我就好。"
    )
    button(page, "发出邀请").click().run()
    assert not page.exception
    (made,) = commission.actions
    at_ms = int(datetime.combine(day, time(9, 30), words.CHINA).timestamp() * 1000)
    assert (made["kind"], made["detail"]["at_ms"], made["detail"]["place"]) == ("invite", at_ms, "社区卫生服务站二楼")
    assert commission.told == [draft]
    assert any(
        f"请来就诊 · 王医生 · 01-01 08:00：{words.moment(at_ms)}，社区卫生服务站二楼" in text.value
        for text in page.text
    )
    assert button(page, "发出邀请").disabled


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
