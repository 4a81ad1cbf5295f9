"""Home readings with words between the name and the number, and what only looks like one."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.text import understand


@pytest.fixture(scope="module")
def lexicon():
    return load_knowledge().lexicon


def read(lexicon, text: str) -> dict[str, float]:
    return {
        each.measurement: each.value for each in understand(lexicon, text, relation="self").readings if each.plausible
    }


@pytest.mark.parametrize(
    ("text", "measurement", "value"),
    [
        ("血氧仪夹了一下只有89", "spo2", 89),
        ("手环上心率一直125左右", "pulse", 125),
        ("the oximeter shows 91", "spo2", 91),
        ("我数了一下呼吸，一分钟34次", "respiratory_rate", 34),
        ("呼吸每分钟22次", "respiratory_rate", 22),
        ("I counted 44 breaths a minute", "respiratory_rate", 44),
        ("有高血压，这周在家平均136/84", "systolic_bp", 136),
        ("午饭后两小时血糖12.4", "glucose_random_home", 12.4),
        ("拿邻居的血糖仪给他扎了一针，22.6", "glucose_random_home", 22.6),
        ("血糖第一遍打出来HI，再扎一次31.8", "glucose_random_home", 31.8),
        ("blood sugar is 50 mg/dL and I feel drowsy", "glucose_random_home", 2.775),
        ("今天180/110", "systolic_bp", 180),
        ("量了一下180/110，头晕", "diastolic_bp", 110),
        ("it was 170 over 100 this morning, dizzy", "systolic_bp", 170),
        ("平时120/80，今天180/110", "systolic_bp", 180),
        ("血氧98，130/80", "diastolic_bp", 80),
        ("血压170 100", "diastolic_bp", 100),
        ("血压一百八一百一", "diastolic_bp", 110),
        ("餐后13.2", "glucose_random_home", 13.2),
        ("sugar 31", "glucose_random_home", 31),
        ("血压24/13kPa", "systolic_bp", 180),
        ("血压 24.5/14.2 千帕", "diastolic_bp", 107),
        ("昨天开始发烧，39.2", "temperature", 39.2),
        ("昨天开始发烧39.2，咳嗽", "temperature", 39.2),
        ("发烧了，早上39.2", "temperature", 39.2),
    ],
)
def test_a_reading_is_found_behind_the_words_before_it(lexicon, text, measurement, value):
    assert read(lexicon, text)[measurement] == value


@pytest.mark.parametrize(
    "text",
    [
        "呼吸困难3天",
        "呼吸道感染5天了",
        "血压计坏了2个月",
        "血氧一直没测，3天了",
        "喘了20年",
        "呼吸科看了15天",
        "药吃120/80那种包装",
        "血糖仪买了2.5年",
        "血糖还行，体重掉了3.5公斤",
        "血糖没测，糖化7.8",
        "血糖高，pH 7.05",
        "血糖没测，钾 5.6",
        "饭后 3 块饼干",
        "饭后 8 单位胰岛素",
        "血压以前180/115",
        "血压多少算高，180/110吗",
        "血红蛋白掉了30",
    ],
)
def test_a_number_of_something_else_is_no_reading(lexicon, text):
    assert read(lexicon, text) == {}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("血小板8", "lab.plt.low"),
        ("血小板只有14", "lab.plt.low"),
        ("血红蛋白从130掉到71", "lab.hgb.low"),
        ("肌酐由88升到了305", "lab.creatinine.high"),
        ("尿酮体两个加号", "lab.urine_ketone.positive"),
    ],
)
def test_a_result_without_a_unit_is_read_where_only_one_unit_makes_sense(lexicon, text, finding):
    found = {each.id: each.status.value for each in understand(lexicon, text).findings}
    assert found.get(finding) == "present"


def test_a_normal_count_without_a_unit_is_normal(lexicon):
    found = {each.id: each.status.value for each in understand(lexicon, "血小板210").findings}
    assert found["lab.plt.low"] == "absent"


def test_of_a_change_the_last_value_counts(lexicon):
    found = {each.id: each.status.value for each in understand(lexicon, "血小板从25升到了180").findings}
    assert found["lab.plt.low"] == "absent"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("量血糖，仪器上跳出一个HI", "high_glucose.extreme"),
        ("爷爷的血糖测出来是Hi", "high_glucose.extreme"),
        ("her glucose meter only says HI", "high_glucose.extreme"),
        ("手抖出汗，血糖一测显示LO", "low_glucose.deep"),
        ("血糖仪显示LOW，出冷汗", "low_glucose.deep"),
        ("my CGM says LOW and I'm shaky", "low_glucose.deep"),
        ("Libre reads LO", "low_glucose.deep"),
        ("meter flashed HI twice, vomiting", "high_glucose.extreme"),
        ("血糖仪爆表了，一直吐", "high_glucose.extreme"),
        ("血糖仪一测就是个H", "high_glucose.extreme"),
        ("血糖仪上写着Lo，这怎么办", "low_glucose.deep"),
        ("my sugar sensor says HIGH", "high_glucose.very_high"),
        ("my sugar reads lo", "low_glucose.deep"),
    ],
)
def test_what_a_meter_says_beyond_its_numbers_is_heard(lexicon, text, finding):
    found = {
        each.id: each.status.value for each in understand(lexicon, text, lang="en" if text.isascii() else "zh").findings
    }
    assert found[finding] == "present"


@pytest.mark.parametrize(
    "text",
    [
        "血糖仪上要是HI呢",
        "Hi, my sugar is fine",
        "血糖如果显示LO怎么办",
        "say hello, sugar",
        "I have a question about my sugar. Hi doctor",
        "my sugar was tested, hi there",
    ],
)
def test_what_is_asked_or_only_looks_like_it_is_not(lexicon, text):
    found = {
        each.id
        for each in understand(lexicon, text, lang="en" if text.isascii() else "zh").findings
        if each.status.value == "present"
    }
    assert not found & {"high_glucose.extreme", "low_glucose"}


@pytest.mark.parametrize(
    "text",
    ["血压上面218下面126，头疼", "今早量的，上面是218，下面是126", "上面218、下面126", "上头到218 下头126了"],
)
def test_two_pressures_one_above_the_other_are_read(lexicon, text):
    found = read(lexicon, text)
    assert {found["systolic_bp"], found["diastolic_bp"]} == {218, 126}


@pytest.mark.parametrize("text", ["我住楼上面18号，楼下面110号", "上面180块，下面110块", "上面三颗牙疼，下面12颗好的"])
def test_what_else_is_above_and_below_is_no_pressure(lexicon, text):
    assert "systolic_bp" not in read(lexicon, text)


@pytest.mark.parametrize(
    "text", ["我身高体重175/85", "175/70，头晕", "考了120/150", "心率100/60", "2026/11/30去的医院", "视力4.8/4.9"]
)
def test_a_pair_that_may_be_something_else_is_no_pressure(lexicon, text):
    assert not read(lexicon, text).keys() & {"systolic_bp", "diastolic_bp"}


@pytest.mark.parametrize(
    "text", ["平时血压130/80", "一般血压在130左右", "my usual BP is 130/80", "平时血糖7点多", "normally 130/80"]
)
def test_what_is_usual_denies_nothing_of_now(lexicon, text):
    understood = understand(lexicon, text, relation="self")
    assert not understood.findings
    assert not understood.readings
    assert understood.earlier
