"""What the resident is told of a report, whose it is, how old, and how values went: walked through in conversation."""

from __future__ import annotations

import pytest

from agents.dialogue import Answer, Change, ConfirmItems, Say
from agents.graph import Consultation
from agents.intake.engine import case_of, think
from agents.intake.known import known
from agents.note import objective
from agents.reports.port import Reading
from agents.reports.trends import way_of
from kg.schema import LabResult, Status
from tests.fakes.conversation import DrawnReader, Script, marks, person, photo

HEAD = "检验报告单\n姓名：张三 性别：男 年龄：45\n采样时间：{day}"


def line(name, value, unit, low=None, high=None):
    return LabResult(lab=None, name=name, value=value, value_text=f"{value:g}", unit=unit, low=low, high=high)


def blood(*items, head=HEAD, day="2026-11-10"):
    return Reading(what="lab_report", items=items, text=head.format(day=day))


ECG = Reading(what="other_report", text="心电图报告\n诊断：窦性心律；正常心电图", conclusion="窦性心律；正常心电图")
SCAN = Reading(what="other_report", text="超声报告\n超声提示：胆囊多发结石\n脾脏未见明显异常", conclusion="")
ODD = blood(
    line("血红蛋白", 128, "g/L", 130, 175),
    line("肌酐", 290, "umol/L", 57, 97),
    line("钾", 4.1, "mmol/L", 3.5, 5.3),
    line("葡萄糖", 8.8, "foo"),
    line("怪东西", 3, "x"),
)
FINE = blood(line("血红蛋白", 150, "g/L"), line("肌酐", 80, "umol/L"))
GRAVE = blood(line("钾", 7.1, "mmol/L", 3.5, 5.3))
STRANGERS = blood(line("肌酐", 290, "umol/L", 57, 97), head="姓名：王芳 性别：女 年龄：30\n采样时间：{day}")
READINGS = {b"ecg": ECG, b"scan": SCAN, b"odd": ODD, b"fine": FINE, b"grave": GRAVE, b"strange": STRANGERS}


@pytest.fixture
def script(knowledge):
    script = Script(Consultation(knowledge, DrawnReader(READINGS)))
    script.start(person(sex="male", years=45))
    return script


def send(script, image, number=1):
    return script.take(photo(image, number), image)


def answer(script, option):
    return script.take(Answer(question_id=script.replies[-1].question.id, options=(option,)))


def present(script, knowledge):
    return {each.id for each in known(script.state, knowledge.graph).findings if each.status is Status.PRESENT}


def test_what_is_out_of_range_is_told_worst_first_with_value_range_and_meaning(script, knowledge):
    told = next(each for each in send(script, b"odd").messages if "不在参考范围" in each)
    first, second = told.splitlines()[1:]
    assert first.startswith("· 肌酐 290 µmol/L↑（参考57–97）")
    assert knowledge.graph.labs["creatinine"].meaning_high.zh in first
    assert second.startswith("· 血红蛋白 128 g/L↓")


def test_an_unknown_unit_is_said_and_not_guessed(script):
    messages = "\n".join(send(script, b"odd").messages)
    assert "单位" in messages
    assert "foo" in messages
    assert "怪东西" in next(each for each in messages.splitlines() if "判断不了" in each)


def test_a_value_that_cannot_be_in_its_unit_says_so_and_is_asked_back(knowledge):
    script = series(knowledge, blood(line("血红蛋白", 150, "g/dL"), line("钾", 4.1, "mmol/L")))
    assert any("不合常理" in each and "150 g/dL" in each for each in script.replies[-1].messages)
    assert script.state.reports[0].items[0].doubtful


@pytest.mark.parametrize("image", [b"fine", b"ecg"])
def test_a_normal_report_is_called_normal(script, image):
    assert any("正常的" in each and "参考范围外" not in each for each in send(script, image).messages)


def test_a_critical_value_comes_first_and_is_an_emergency(script):
    reply = send(script, b"grave")
    assert "危急值" in reply.messages[1]
    assert reply.stage == "emergency"


def test_a_conclusion_is_told_in_plain_words_as_the_reports_and_counts(script, knowledge):
    messages = "\n".join(send(script, b"scan").messages)
    assert "“胆囊多发结石”" in messages
    assert knowledge.graph.diseases["gallstones"].lay.zh in messages
    assert "named.gallstones.report" in present(script, knowledge)


def test_a_report_that_comes_first_is_asked_why_once(script):
    reply = send(script, b"odd")
    assert reply.question.id == "report.why"
    assert answer(script, 0).question.id != "report.why"
    assert send(script, b"scan", 2).question.id != "report.why"


def test_who_was_unwell_is_asked_where(script):
    send(script, b"odd")
    assert answer(script, 1).question.id == "intake.areas"


def test_a_report_after_a_complaint_is_not_asked_why(script):
    script.say("咳嗽三天了")
    send(script, b"scan")
    assert "report.why" not in {asked.id for asked in script.state.asked}


def test_a_strangers_report_counts_only_after_a_yes_and_a_change_takes_it_back(script, knowledge):
    script.say("头晕两天")
    waiting = script.replies[-1].question.id
    reply = send(script, b"strange")
    assert reply.question.id == "report.whose"
    assert "lab.creatinine.high" not in present(script, knowledge)
    assert waiting not in {asked.id for asked in script.state.asked}, "what was being asked may be asked again"
    turn = script.turn
    reply = answer(script, 0)
    assert "lab.creatinine.high" in present(script, knowledge)
    assert any("肌酐 290" in each for each in reply.messages)
    script.take(Change(turn=turn, options=(1,)))
    assert "lab.creatinine.high" not in present(script, knowledge)


def test_a_doubtful_critical_value_is_told_once_it_is_checked(knowledge):
    doubtful = blood(line("钾", 7.1, "mmol/L", 3.5, 5.3)).model_copy(update={"doubts": (0,)})
    script = series(knowledge, doubtful)
    assert not any("危急值" in each for each in script.replies[-1].messages)
    reply = script.take(ConfirmItems(attachment_id=script.state.reports[0].attachment_id))
    assert any("危急值" in each for each in reply.messages)


def test_a_strangers_values_are_not_written_as_this_persons(script, knowledge):
    script.say("头晕两天")
    send(script, b"strange")
    answer(script, 1)
    case = case_of(knowledge.graph, script.state, think(knowledge.graph, script.state, month=11))
    note = objective(knowledge.graph, script.state, case)
    assert "290" not in note
    assert "未采用" in note


@pytest.mark.parametrize("option", [1, 2])
def test_no_and_not_sure_leave_a_strangers_report_out(script, knowledge, option):
    script.say("头晕两天")
    send(script, b"strange")
    answer(script, option)
    assert "lab.creatinine.high" not in present(script, knowledge)


def test_another_name_than_on_the_report_before_is_asked_about(knowledge):
    other = blood(line("肌酐", 80, "umol/L"), head="姓名：李四 性别：男 年龄：45\n采样时间：{day}")
    script = Script(Consultation(knowledge, DrawnReader({b"fine": FINE, b"other": other})))
    script.start(person(sex="male", years=45))
    assert send(script, b"fine").question.id != "report.whose"
    assert send(script, b"other", 2).question.id == "report.whose"


def named(name, *, fit="张三", number=1, sex="男", knowledge, script=None):
    """Answer the script after a paper with that name, the phone having registered `fit`; None: no full name is known."""
    head = f"姓名：{name} 性别：{sex} 年龄：45\n采样时间：{{day}}"
    image = f"{name}{number}".encode()
    if script is None:
        script = Script(Consultation(knowledge, DrawnReader({})))
        script.start(person(sex="male", years=45))
    script.consultation._steps.desk.reader.readings[image] = blood(line("肌酐", 290 + number, "umol/L"), head=head)
    script.take(photo(image, number).model_copy(update={"name": fit and marks(fit)}), image)
    return script


@pytest.mark.parametrize(
    ("name", "fit", "asked"),
    [
        ("李四", "张三", True),
        ("张三", "张三", False),
        ("张*", "张三", False),
        ("李*", "张三", True),
        ("李四", None, False),
        ("LI SI", "张三", False),
    ],
)
def test_a_first_paper_with_another_name_than_registered_is_asked_about_and_waits(knowledge, name, fit, asked):
    script = named(name, fit=fit, knowledge=knowledge)
    question = script.replies[-1].question
    assert (question is not None and question.id == "report.whose") is asked
    assert ("lab.creatinine.high" in present(script, knowledge)) is not asked
    told = script.state.to_bytes().decode() + script.replies[-1].model_dump_json()
    assert not any(each in told for each in ("张三", "李四", "LI SI", marks("张三").salt))


def test_a_name_that_was_said_to_be_theirs_is_not_asked_about_again(knowledge):
    script = named("李四", knowledge=knowledge)
    answer(script, 0)
    named("李四", number=2, knowledge=knowledge, script=script)
    assert [report.question for report in script.state.reports] == ["report.whose", ""]


def test_two_papers_of_one_stranger_are_one_question_and_a_no_holds_for_both(knowledge):
    script = named("李四", knowledge=knowledge)
    named("李四", number=2, knowledge=knowledge, script=script)
    assert script.replies[-1].question.id == "report.whose"
    answer(script, 1)
    named("李四", number=3, knowledge=knowledge, script=script)
    assert {report.question for report in script.state.reports} == {"report.whose"}
    assert any("不算在里面" in each for each in script.replies[-1].messages)
    assert "lab.creatinine.high" not in present(script, knowledge)


NEXT = Reading(what="lab_report", items=(line("肌酐", 290, "umol/L"), line("钾", 4.1, "mmol/L")), text="共2页 第2页")


def two_pages(knowledge, head=HEAD, day="2026-11-10", next_page=NEXT, years=45):
    first = blood(line("血红蛋白", 150, "g/L"), line("肌酐", 290, "umol/L"), head=head, day=day)
    script = Script(Consultation(knowledge, DrawnReader({b"1": first, b"2": next_page})))
    script.start(person(sex="male", years=years))
    script.take(photo(b"1", 1), b"1")
    script.take(photo(b"2", 2), b"2")
    return script


def test_a_next_page_without_a_head_is_of_the_first_ones_day_and_nothing_counts_twice(knowledge):
    script = two_pages(knowledge)
    first, second = script.state.reports
    assert (second.day, second.mark, second.question) == (first.day, first.mark, "") == ("2026-11-10", first.mark, "")
    assert [item.result.lab for item in second.items] == ["k"]
    results = known(script.state, knowledge.graph).results
    assert sorted(each.lab for each in results) == ["creatinine", "hgb", "k"]
    assert not any("→" in each for each in script.replies[-1].messages)


def test_a_next_page_waits_for_the_answer_to_the_first_and_follows_it(knowledge):
    script = two_pages(knowledge, head="姓名：王芳 性别：女 年龄：30\n采样时间：{day}")
    assert known(script.state, knowledge.graph).results == ()
    assert [asked.id for asked in script.state.asked].count("report.whose") == 1
    messages = "\n".join(answer(script, 0).messages)
    assert "肌酐 290" in messages
    assert {each.lab for each in known(script.state, knowledge.graph).results} == {"creatinine", "hgb", "k"}


def test_a_next_page_of_an_old_report_is_old_too(knowledge):
    script = two_pages(knowledge, day="2024-02-10", years=47)
    assert [report.old for report in script.state.reports] == [True, True]


def test_a_next_page_with_another_value_of_the_same_is_asked_back(knowledge):
    script = two_pages(knowledge, next_page=NEXT.model_copy(update={"items": (line("肌酐", 299, "umol/L"),)}))
    assert [item.doubtful for item in script.state.reports[1].items] == [True]


@pytest.mark.parametrize("text", ["姓名：张三 性别：男 年龄：45", "采样时间：2026-10-30"])
def test_a_page_with_a_head_or_another_day_is_a_report_of_its_own(knowledge, text):
    script = two_pages(knowledge, day="2026-06-10", next_page=NEXT.model_copy(update={"text": text}))
    assert [item.result.lab for item in script.state.reports[1].items] == ["creatinine", "k"]


def test_no_printed_name_reaches_the_state(script):
    send(script, b"odd")
    send(script, b"strange", 2)
    told = script.state.to_bytes().decode()
    assert "张三" not in told
    assert "王芳" not in told


def series(knowledge, *reports):
    script = Script(Consultation(knowledge, DrawnReader({bytes([n]): each for n, each in enumerate(reports)})))
    script.start(person(sex="male", years=45))
    for number in range(len(reports)):
        script.take(photo(bytes([number]), number + 1), bytes([number]))
    return script


def test_values_over_time_are_told_in_order_of_their_days_in_one_unit_and_the_newest_counts(knowledge):
    def creatinine(value, day, unit="umol/L"):
        return blood(line("肌酐", value, unit), day=day)

    script = series(
        knowledge,
        creatinine(150, "2026-11-10"),
        creatinine(88, "2026-03-10"),
        creatinine(1.3575, "2026-07-10", "mg/dL"),
    )
    assert any("88 → 120 → 150 µmol/L，在升高" in each for each in script.replies[-1].messages)
    assert next(each for each in known(script.state, knowledge.graph).results if each.value == 150)
    assert known(script.state, knowledge.graph).results[-1].value == 150


def test_an_old_report_is_called_old_and_its_values_are_not_those_of_now(knowledge):
    script = series(knowledge, blood(line("肌酐", 290, "umol/L", 57, 97), day="2024-02-10"))
    assert any("2024年2月10日" in each and "一年多" in each for each in script.replies[-1].messages)
    assert "lab.creatinine.high" not in present(script, knowledge)


def test_one_item_twice_on_one_paper_with_two_values_is_asked_back(knowledge):
    script = series(knowledge, blood(line("肌酐", 290, "umol/L"), line("肌酐", 80, "umol/L")))
    assert all(item.doubtful for item in script.state.reports[0].items)
    assert not known(script.state, knowledge.graph).results
    same = series(knowledge, blood(line("肌酐", 80, "umol/L"), line("肌酐", 80, "umol/L")))
    assert not any(item.doubtful for item in same.state.reports[0].items)


@pytest.mark.parametrize(
    ("values", "way"),
    [((88, 120, 150), "rising"), ((150, 88), "falling"), ((88, 90), "steady"), ((88, 150, 90), "varying")],
)
def test_ways_of_values(values, way):
    assert way_of(values) == way


def test_a_pasted_report_is_read_and_explained_like_a_photographed_one(script, knowledge):
    text = "CT报告\n姓名：张三 性别：男\n检查所见：右肺上叶见磨玻璃结节。\n诊断意见：右肺上叶磨玻璃结节"
    reply = script.take(Say(text=text))
    assert any("CT报告" in each for each in reply.messages)
    assert "lung_nodule" in present(script, knowledge)
    assert "张三" not in script.state.to_bytes().decode()


def test_the_guidance_names_what_the_reports_showed(script):
    script.say("浑身没劲两周")
    send(script, b"odd")
    for _ in range(16):
        if script.replies[-1].guidance is not None:
            break
        script.say("不清楚")
    assert any("肌酐↑" in each for each in script.replies[-1].guidance.why)
