"""What tells who somebody is does not leave; what tells what is wrong does."""

from __future__ import annotations

import time
import unicodedata

import pytest

from agents.language.deidentify import deidentify

IDENTITY = {
    "我叫王建国，今年65岁，胸口闷三天": "王建国",
    "我是李秀英，住银川市兴庆区解放西街12号3单元502室，头晕": "李秀英 解放西街 502",
    "微信 abc_123456 加我": "abc_123456",
    "微信号：wxid_9sd8f7": "wxid_9sd8f7",
    "加v信：dragon8899": "dragon8899",
    "wechat id: dragon8899": "dragon8899",
    "QQ:123456789": "123456789",
    "电话138 0013 8000": "138 0013",
    "电话１３８００１３８０００": "138001",
    "+86-138-0013-8000": "0013",
    "座机0951-5550120转8012": "5550120 8012",
    "打(0951)5550120": "5550120",
    "热线400-820-8820": "820",
    "一三八零零一三八零零零": "零零一三八",
    "call me on 555-123-4567": "123-4567",
    "call +44 20 7946 0958": "7946",
    "身份证 640102 19620305 1234": "1234 0305",
    "身份证号：640102196203051234": "1962",
    "老身份证 640102620305123": "620305",
    "护照E12345678": "E12345678",
    "passport no. E12345678": "E12345678",
    "医保卡号：NX00112233": "00112233",
    "卡号 6222 0212 3456 7890 123": "6222 7890",
    "住院号：ZY2024001，12床": "ZY2024001 12床",
    "病历号是A-77": "A-77",
    "消化科3楼16床": "16床",
    "床号：7": "号:7",
    "MRN 1234567, bed 12": "1234567 12",
    "patient id: AB-12": "AB-12",
    "宁A·12345的车撞了我腰": "12345",
    "粤BD12345": "D12345",
    "1962年3月5日出生": "3月5",
    "生日是三月五号": "三月五",
    "born on March 5, 1962": "March 5",
    "DOB: 05/03/1962": "05/03",
    "2024-11-20 CT示右肺结节8mm": "11-20",
    "王大夫说我血糖高": "王大夫",
    "马主任让我来": "马主任",
    "病人家属：马小兰 13909511234": "马小兰 1390951",
    "患者高某，女，56岁": "高某",
    "我叫马尔·艾力，咳嗽": "艾力",
    "家住固原市原州区三营镇黄河村四组": "固原 三营 黄河村",
    "石家庄人，住裕华路88号": "裕华路",
    "my name is john smith and i have a cough": "john smith",
    "I'm Mary Jones": "Mary Jones",
    "Name: Peter O'Neil": "Neil",
    "Dr. Smith gave me this": "Smith",
    "i live at 12 baker street": "baker",
    "12 Baker Street, apt 4B": "Baker 4B",
    "I live in Yinchuan near the mosque": "Yinchuan",
    "email me at a.b@c.com or john (at) mail . com": "a.b john",
    "见 https://x.example/u/123": "x.example",
    "192.168.1.77": "168.1",
}
MEDICAL = [
    "肚子疼三天，白细胞12.5×10^9/L",
    "血压 150/90 mmHg 已经 10 天，一天吐 3-4 次",
    "体温38.5，心率120次/分，血氧92%",
    "老胃病十年了，小腹疼，小腿肿",
    "走路500米就喘，上三楼歇两次",
    "我是胡乱吃了点东西就拉肚子",
    "我是高血压病人，我是高烧三天",
    "血小板 125, 尿酸 480",
    "躺在床上两个小时，床单都湿了",
    "blood pressure 160/95, pulse 110, 3 days",
    "I am very tired and my chest hurts",
    "2019年做过手术，五月份又疼了一次",
]


@pytest.mark.parametrize("text", IDENTITY)
def test_identity_is_masked(text):
    for lang in ("zh", "en"):
        masked = deidentify(text, lang)
        assert not [part for part in IDENTITY[text].split() if part in masked], masked


@pytest.mark.parametrize("text", MEDICAL)
def test_what_is_wrong_stays(text):
    assert deidentify(text, "zh") == unicodedata.normalize("NFKC", text)


def test_masking_again_changes_nothing_and_no_text_takes_long():
    for text in IDENTITY:
        once = deidentify(text, "en")
        assert deidentify(once, "en") == once
    started = time.process_time()
    for text in ("市" * 160, "路1号" * 53, "1 " * 80, "王" * 160, "a-1" * 53, "一" * 160, "Mr A" * 40):
        deidentify(text, "zh")
    assert time.process_time() - started < 1.0
