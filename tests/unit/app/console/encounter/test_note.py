"""The note on the encounter page: a click acts on what was on the screen, and typed words are not lost."""

from __future__ import annotations

from tests.unit.app.console.encounter.conftest import button, subjective

WORDS = ("改得更好", "没有变化", "改得更差", "确认诊断后评定")


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
        lists = {"hypotheses": [], "reasons": [], "tests": [], "missing": [], "scores": []}
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


def test_a_doctor_reads_where_each_score_and_each_reason_of_a_specialist_was_published(commission, page):
    def both(zh: str) -> dict:
        return {"zh": zh, "en": zh}

    def score(name: str, low: float, high: float, source: str) -> dict:
        return {"id": name, "name": both(name), "low": low, "high": high, "source": source}

    commission.record = {
        "opinions": [
            {
                "specialty": "respiratory", "name": both("呼吸科"), "urgency": "urgent", "failed": False, "referral": None,
                "comment": both("可能是肺炎"), "hypotheses": [], "tests": [], "missing": [],
                "reasons": [
                    {"kind": "red_flag", "id": "score.qsofa", "text": both("要警惕脓毒症"), "source": "Singer 2016"},
                    {"kind": "posterior", "id": "pneumonia", "text": both("肺炎的可能性约40%"), "source": None},
                ],
                "scores": [score("CRB-65评分", 1, 3, "Lim 2003"), score("痛风评分", 11.5, 11.5, "Janssens 2010")],
            }
        ]
    }  # fmt: skip
    page.run()
    assert not page.exception
    said = [text.value for text in page.text]
    assert "理由：要警惕脓毒症（Singer 2016）" in said
    assert "理由：肺炎的可能性约40%" in said
    assert "评分：CRB-65评分 1–3（Lim 2003）" in said
    assert "评分：痛风评分 11.5（Janssens 2010）" in said


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
