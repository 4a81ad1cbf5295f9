"""Tables of a report from pieces: heads, columns, tables side by side, merged and split cells, what is missing, what is doubtful."""

from __future__ import annotations

from functools import partial

import pytest

from agents.reports.layout import flatten
from agents.reports.pieces import Piece
from agents.reports.table import TableItem, items
from kg.labs import match_indicator
from kg.load import load_graph

SIZE, PITCH, LETTER = 24.0, 46.0, 14.0


@pytest.fixture(scope="module")
def match():
    return partial(match_indicator, load_graph())


def piece(text: str, left: float, row: int, scores: tuple[float, ...] = (), hidden_point: float = 0.0) -> Piece:
    width = sum(LETTER if ord(letter) < 256 else 1.7 * LETTER for letter in text)
    return Piece(text, left, left + width, 100 + PITCH * row, SIZE, scores=scores, hidden_point=hidden_point)


def read(match, *rows: tuple[tuple[str, float], ...], look=None) -> list[TableItem]:
    pieces = [piece(text, left, n) for n, row in enumerate(rows) for text, left in row]
    return items(flatten(pieces).rows, match, look)


def short(item: TableItem) -> tuple[object, ...]:
    result = item.result
    return (result.lab, result.value_text, result.unit, result.low, result.high)


HEAD = (("项目名称", 60), ("结果", 480), ("提示", 620), ("单位", 720), ("参考范围", 900))
WBC = (("白细胞计数(WBC)", 60), ("12.6", 480), ("↑", 630), ("10^9/L", 720), ("3.5-9.5", 900))
PLT = (("血小板计数(PLT)", 60), ("231", 480), ("10^9/L", 720), ("125-350", 900))
HGB = (("血红蛋白(HGB)", 60), ("98", 480), ("↓", 630), ("g/L", 720), ("130-175", 900))
READ = [
    ("wbc", "12.6", "10^9/L", 3.5, 9.5),
    ("plt", "231", "10^9/L", 125, 350),
    ("hgb", "98", "g/L", 130, 175),
]


def test_a_table_under_its_head_is_read(match):
    found = read(match, HEAD, WBC, PLT, HGB)
    assert [short(item) for item in found] == READ
    assert [item.result.flag for item in found] == ["high", "unknown", "low"]
    assert not any(item.doubtful for item in found)


def test_a_table_without_a_head_is_read_by_its_names(match):
    assert [short(item) for item in read(match, WBC, PLT, HGB)] == READ


def test_the_foot_of_one_table_takes_no_line_of_the_other(match):
    def beside(row):
        return tuple((text, left + 1100) for text, left in row)

    foot = (("检验者：某某 审核者：某某某", 60),)
    found = read(match, (*HEAD, *beside(HEAD)), (*WBC, *beside(HGB)), (*foot, *beside(PLT)))
    assert [short(item) for item in found] == [READ[0], READ[2], READ[1]]


def test_two_tables_beside_each_other_are_read_one_after_the_other(match):
    def beside(row, by=1200):
        return tuple((text, left + by) for text, left in row)

    alt = (("丙氨酸氨基转移酶(ALT)", 60), ("31", 480), ("U/L", 720), ("9-50", 900))
    ast = (("天门冬氨酸氨基转移酶(AST)", 60), ("19", 480), ("U/L", 720), ("15-40", 900))
    for rows in ((HEAD + beside(HEAD), WBC + beside(alt), PLT + beside(ast)), (WBC + beside(alt), PLT + beside(ast))):
        assert [item.result.lab for item in read(match, *rows)] == ["wbc", "plt", "alt", "ast"]


@pytest.mark.parametrize(
    "row",
    [
        (("白细胞计数(WBC) 12.6↑", 260), ("10^9/L 3.5-9.5", 720)),
        (("白细胞计数", 60), ("WBC", 330), ("12.6", 480), ("↑10^9/L", 640), ("3.5-9.5", 900)),
        (("1", 20), ("WBC", 60), ("白细胞计数", 130), ("12.6↑", 480), ("10^9/L", 720), ("3.5", 900), ("9.5", 990)),
        (("1.白细胞计数(WBC)", 20), ("12.6", 480), ("H", 630), ("×10^9/L", 720), ("(3.5～9.5)", 900)),
        (("WBC白细胞计数", 60), ("12.6", 480), ("↑", 630), ("109/L", 720), ("3.5--9.5", 900)),
        (("*", 20), ("白细胞计数", 60), ("12.6", 480), ("10°/L", 720), ("3.5-9.5", 900)),
    ],
    ids=["merged", "abbreviation", "numbered", "numbered name", "glued", "star"],
)
def test_one_line_in_many_prints_says_the_same(match, row):
    head = (("序号", 15), *HEAD)
    found = read(match, head, row, PLT, HGB)
    result = found[0].result
    assert (result.lab, result.value, result.low, result.high) == ("wbc", 12.6, 3.5, 9.5)
    assert result.unit.lstrip("×") == "10^9/L"


def test_last_time_s_result_is_not_this_time_s(match):
    head = (("检验项目", 60), ("上次结果", 400), ("本次结果", 560), ("单位", 720), ("参考范围", 900))
    rows = [
        ((name, 60), (old, 400), (new, 560), ("ng/mL", 720), (span, 900))
        for name, old, new, span in (
            ("甲胎蛋白(AFP)", "3.1", "4.2", "<7"),
            ("癌胚抗原(CEA)", "1.1", "2.2", "<5"),
            ("铁蛋白(FER)", "88", "97", "15-200"),
        )
    ]
    assert [item.result.value for item in read(match, head, *rows)] == [4.2, 2.2, 97]
    without = (rows[0][0], rows[0][1], *rows[0][3:])
    gone = read(match, head, without, *rows[1:])[0]
    assert (gone.result.value, gone.doubtful) == (None, True)


def test_what_was_passed_over_is_looked_for_where_it_should_stand(match):
    head = (("项目名称", 60), ("结果", 480), ("参考范围", 900))
    rows = (
        (("尿常规", 300),),
        head,
        (("尿蛋白(PRO)", 60), ("1+", 480), ("-", 900)),
        (("葡萄糖(GLU)", 60), ("-", 900)),
    )
    asked = []

    def look(left, right, top, bottom):
        asked.append((left, right, top, bottom))
        return Piece("-", left, right, (top + bottom) / 2, SIZE)

    found = read(match, *rows, look=look)
    assert [(item.result.lab, item.result.value_text) for item in found] == [
        ("urine_protein", "1+"),
        ("urine_glucose", "-"),
    ]
    assert len(asked) == 1
    left, right, top, bottom = asked[0]
    assert left < 480 < right
    assert top < 100 + 3 * PITCH < bottom


def test_a_result_in_words_of_a_blood_indicator_s_name_is_not_blood(match):
    found = read(
        match, HEAD, (("葡萄糖", 60), ("阴性", 480), ("阴性", 900)), (("白细胞", 60), ("阳性", 480), ("阴性", 900))
    )
    assert [item.result.lab for item in found] == ["urine_glucose", "urine_wbc"]


def test_a_name_that_the_graph_does_not_know_is_kept_as_printed(match):
    found = read(match, HEAD, WBC, (("某新指标", 60), ("7.7", 480), ("U/L", 720), ("1-9", 900)))
    assert (found[1].result.lab, found[1].result.name, found[1].result.value) == (None, "某新指标", 7.7)


def test_lines_about_the_person_and_the_laboratory_are_no_items(match):
    rows = (
        (("姓名：测某某 年龄：56岁", 60),),
        HEAD,
        WBC,
        (("报告时间：2026-11-20 10:21", 60),),
        (("检验者：某某 审核：某某", 60),),
    )
    assert [item.result.lab for item in read(match, *rows)] == ["wbc"]


def doubtful(match, *row: Piece) -> bool:
    others = [piece(text, left, n) for n, line in enumerate((HEAD, WBC, HGB), 1) for text, left in line]
    return items(flatten([*others, *row]).rows, match)[-1].doubtful


@pytest.mark.parametrize(
    ("value", "flag", "span", "is_doubtful"),
    [
        ("231", "", "125-350", False),
        ("231", "↑", "125-350", True),
        ("400", "↓", "125-350", True),
        ("400", "", "125-350", True),
        ("400", "↑", "125-350", False),
        ("23.1", "", "125-350", True),
        ("231", "", "350-125", True),
        ("99999", "↑", "125-350", True),
    ],
    ids=[
        "plain",
        "mark in range",
        "mark on the wrong side",
        "no mark",
        "marked",
        "point",
        "range upside down",
        "cannot be",
    ],
)
def test_what_does_not_agree_is_doubtful(match, value, flag, span, is_doubtful):
    row = [("血小板计数(PLT)", 60), (value, 480), ("10^9/L", 720), (span, 900)] + ([(flag, 630)] if flag else [])
    assert doubtful(match, *(piece(text, left, 4) for text, left in row)) is is_doubtful


@pytest.mark.parametrize(
    ("scores", "hidden_point", "is_doubtful"), [((1, 1, 1), 0, False), ((1, 0.5, 1), 0, True), ((1, 1, 1), 0.3, True)]
)
def test_a_number_whose_letters_are_unsure_is_doubtful(match, scores, hidden_point, is_doubtful):
    row = (
        piece("血小板计数(PLT)", 60, 4),
        piece("231", 480, 4, scores, hidden_point),
        piece("10^9/L", 720, 4),
        piece("125-350", 900, 4),
    )
    assert doubtful(match, *row) is is_doubtful


@pytest.mark.parametrize(("text", "doubtful"), [("016", True), ("<05", True), ("0", False), ("0.16", False)])
def test_a_number_led_by_a_zero_without_a_point_is_asked_back(match, text, doubtful):
    line = (("D-二聚体(D-Dimer)", 60), (text, 480), ("mg/L", 720), ("<0.5", 900))
    assert [item.doubtful for item in read(match, HEAD, line)] == [doubtful]
