"""What parents write of their children: whose complaint it is, which hours it is of, and words that only sound like a finding."""

import pytest

from tests.fakes.spoken import line, read

WHOSE = [
    ("表妹家的孩子上吐下泻，我家丫头今天也吐了", "child", "vomiting+"),
    ("同桌家小孩发烧，我儿子今天身上起了红点", "child", "rash+"),
    ("我自己嗓子哑，主要是宝宝咳得厉害、流鼻涕", "child", "cough+ runny_nose+"),
    ("宝宝老咬我，今天又吐了", "child", "vomiting+"),
    ("宝宝拉稀，我该怎么办，还有点流鼻涕", "child", "diarrhea+ runny_nose+"),
    ("患儿（外甥），昨天起咳嗽", "child", "cough+"),
    ("宝宝输了液，我也不清楚是什么药，今天又起疹子", "child", "rash+"),
    ("我想问问，他拉肚子两天了，小孩昨天还吐", "child", "diarrhea+ vomiting+"),
    # Nobody else complains: the child of others is the one.
    ("妹妹的娃咳嗽", "other", "cough+"),
    ("我嗓子疼，孩子也嗓子疼", "self", "sore_throat+"),
]


@pytest.mark.parametrize(("text", "person", "expected"), WHOSE)
def test_whose_complaint_it_is(text: str, person: str, expected: str) -> None:
    assert read(text).person == person
    assert line(text, expected) == expected


HOURS = [
    ("半夜发烧白天正常", "fever+"),
    ("咳嗽早上不明显", "cough+"),
    ("咳嗽四天，夜里不咳", "cough+ cough.nocturnal-"),
    ("夜里不呕吐", "vomiting-"),
    ("打针期间不吐了，停了又吐", "vomiting+"),
    ("前天下午发热 吃了药退了", "fever+"),
    ("疹子退了", "rash-"),
    ("吃了布洛芬好了", "medicine.nsaid+"),
    ("没有高烧，喉咙里有几个泡", "fever.high- mouth_vesicles+"),
    ("无咳嗽，鼻子里有鼻涕", "cough- runny_nose+"),
    ("无发热，咳嗽", "cough- fever-"),
    ("无呕吐，睡眠差", "insomnia+ vomiting-"),
    ("无发热，吃不下饭", "appetite_loss+ fever-"),
    ("否认发热，胸部不适", "chest_discomfort- fever-"),
    ("疹子好像变多了", "rash+"),
    ("鼻涕似乎少些了", "runny_nose+"),
    ("好像有疹子", "rash?"),
]


@pytest.mark.parametrize(("text", "expected"), HOURS)
def test_a_denial_or_doubt_reaches_no_farther_than_it_is_meant(text: str, expected: str) -> None:
    assert line(text, expected) == expected


NOT_MEANT = [
    ("一晚上被尿憋醒三回", "dyspnea"),
    ("夜里被屁憋醒", "dyspnea"),
    ("喘气的时候肋骨疼", "dyspnea"),
    ("热水泡脚", "rash"),
    ("接触过疱疹病毒", "rash"),
    ("表情很痛苦", "headache"),
    ("大夫让多喝水", "polydipsia"),
    ("这味道令人作呕", "nausea"),
    ("咳得脸都红了", "rash"),
    ("嘴唇发红", "mouth_vesicles"),
    ("喉咙里有小红点", "sore_throat"),
    ("上个月打了手足口的第二针", "rash"),
    ("后背见红点了", "vaginal_bleeding"),
    ("嘴边吐沫泡泡", "vomiting"),
    ("早上拉了两次粑粑", "diarrhea"),
    ("便便里有鼻涕似的东西", "runny_nose"),
]


@pytest.mark.parametrize(("text", "finding"), NOT_MEANT)
def test_what_only_sounds_like_a_finding(text: str, finding: str) -> None:
    heard = {each.id.split(".", 1)[0] for each in read(text).findings}
    assert finding not in heard


MEANT = [
    ("爷爷有点喘气", "dyspnea+"),
    ("夜里憋醒，坐起来才好", "dyspnea.nocturnal+"),
    ("一晚上被尿憋醒三回", "nocturia+"),
    ("小家伙嗓子眼有白泡", "mouth_vesicles+"),
    ("手心冒了红点", "rash+"),
    ("每次咳到吐", "vomiting+"),
    ("宝宝嘴边老冒泡泡", "child_bubbles+"),
    ("大便里有奶瓣", "stool_undigested+"),
    ("大便一股酸臭味", "stool_foul+"),
    ("早上拉稀粑粑三次", "diarrhea+"),
    ("一天拉了七八次", "diarrhea+"),
    ("娃又哭又闹，哄不好", "child_crying+"),
]


@pytest.mark.parametrize(("text", "expected"), MEANT)
def test_what_is_meant_is_heard(text: str, expected: str) -> None:
    assert expected in line(text, expected).split()


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("宝宝10个月，腋温37.4度", "-"),
        ("宝宝10个月，腋温37.5度", "+"),
        ("孩子9岁，体温37.4度", "+"),
        ("女，40岁，体温37.4度", "+"),
        ("女，40岁，体温37.2度", "-"),
    ],
)
def test_a_fever_begins_higher_in_a_small_child(text: str, mark: str) -> None:
    assert f"fever{mark}" in line(text, "fever+").split()
