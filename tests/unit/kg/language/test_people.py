"""Who is meant, what is history, and age, sex and pregnancy."""

import pytest

from tests.fakes.spoken import line, read

WHO = [
    # As people of the north, of Fujian and of Guangdong call their own.
    ("俺大胸口疼", "parent", "chest_pain+"),
    ("俺爹胸口疼", "parent", "chest_pain+"),
    ("俺娘头晕", "parent", "dizziness+"),
    ("俺哥头晕", "other", "dizziness+"),
    ("阿嬷胸口疼", "other", "chest_pain+"),
    ("我爷胸口疼", "other", "chest_pain+"),
    ("我婆胸口疼", "other", "chest_pain+"),
    ("俺妮发烧", "child", "fever+"),
    ("俺头疼", "self", "headache+"),
    ("俺大半夜头疼", None, "headache+ headache.lying_worse+"),
    ("俺大腿疼", "self", None),
    ("俺大夫说我血压高", "self", None),
    ("我头疼", "self", "headache+"),
    ("我妈头疼三天", "parent", "headache+"),
    ("孩子发烧", "child", "fever+"),
    ("我孩子3岁，发烧39度，我很着急", "child", None),
    ("my mother has chest pain", "parent", "chest_pain+"),
    ("My son is vomiting. I have no symptoms.", "child", "vomiting+"),
    ("妈妈说我发烧了", "self", "fever+"),
    ("我老公头晕两天了", "other", "dizziness+"),
    ("我胸闷两天，我爸有糖尿病", "self", "chest_tightness+ hx.family_diabetes+"),
    ("我爸有糖尿病", None, "hx.family_diabetes+"),
    ("my father has diabetes and I have a headache", "self", "headache+ hx.family_diabetes+"),
    ("我妈有高血压，她头晕", "parent", "dizziness+ hx.hypertension+"),
    ("我同事都感冒了，我也开始咳嗽", "self", "cough+"),
    ("头疼三天，我妈也头疼", None, "headache+"),
    ("34-year-old woman with a fever. Her daughter had similar symptoms last week.", None, "fever+"),
    ("发烧三天，孩子两岁", "child", "fever+"),
    ("皮肤痒，家里人也痒，手上有水泡", None, "itching+ rash.vesicles+"),
    ("she lives with her husband and has a fever", "other", "fever+"),
    # One child by several names; who looks after it or tells of it is not ill.
    ("我女儿两岁，孩子咳嗽，宝宝还流鼻涕", "child", "cough+ runny_nose+"),
    ("宝宝咳嗽，奶奶喂了药，还是咳，有痰", "child", "cough+ cough.productive+"),
    ("孩子发烧，我给他喂了药，又吐了", "child", "fever+ vomiting+"),
    ("宝宝流鼻涕。妈妈有鼻炎。现在咳嗽", "child", "cough+ runny_nose+"),
    ("我儿子咳嗽，我也感觉头疼", "child", "cough+"),
]


@pytest.mark.parametrize(("text", "person", "expected"), WHO)
def test_who_is_meant(text: str, person: str | None, expected: str | None) -> None:
    if person is not None:
        assert read(text).person == person
    if expected is not None:
        assert line(text, expected) == expected


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        # Whom people call by a name.
        ("对门老张昨天发烧，我自己头疼", "self", "headache+"),
        ("老王让我来问问，头疼两天", "self", "headache+"),
        ("同车间老李咳嗽两个月", "other", "cough+"),
        ("隔壁李婆婆头晕，刚去看她，她想吐", "other", "dizziness+ nausea+"),
        ("我老公会头晕", "self", ""),
        # Who is named on the way: an owner of slippers, friends who meet, who feeds and who is scolded.
        ("出门穿老公拖鞋，这两天头疼", "self", "headache+"),
        ("今晚同学聚会，回来就头疼", "self", "headache+"),
        ("奶奶喂了半碗饭，他发烧了", "child", "fever+"),
        ("昨天还骂我大惊小怪，今天头晕", "parent", "dizziness+"),
        # The aunt who is a period.
        ("姨妈迟了三周没来，今天头疼", "self", "headache+ missed_period+"),
        ("姨妈走了五天，今天发烧", "self", "fever+"),
        ("我姨妈头疼", "self", ""),
        # People choose a father-in-law as "other", a grandmother as "parent".
        ("我公公头疼", "other", "headache+"),
        ("我婆婆发烧", "other", "fever+"),
        ("我奶奶咳嗽三天", "parent", "cough+"),
        # A child that is minded is not the one who is ill; one that is taken to a doctor is.
        ("我公公来城里带娃，头疼", "other", "headache+"),
        ("带孙子累的，头疼", "self", "headache+"),
        ("带孩子去看了，发烧三天", "child", "fever+"),
        ("昨天带宝宝打疫苗，今天发烧", "child", "fever+ hx.vaccine_recent+"),
    ],
)
def test_who_is_meant_for_one_whom_the_form_names(text: str, relation: str, expected: str) -> None:
    assert line(text, relation=relation) == expected


def test_one_relative_does_not_become_another() -> None:
    assert line("我老婆头疼，我妈有糖尿病", relation="other") == "headache+ hx.family_diabetes+"
    assert line("我妈头疼，我奶奶也头晕", relation="parent") == "headache+"


def test_for_the_speaker_kin_are_family() -> None:
    assert line("我爸有糖尿病，最近头晕两天", relation="self") == "dizziness+ hx.family_diabetes+"
    assert line("我妈头疼", relation="self") == ""
    assert read("我妈头疼", relation="self").spoken[0].whose == "family"


def test_for_a_child_the_speaker_is_not_the_patient() -> None:
    assert line("孩子发烧，我头疼", relation="child") == "fever+"
    assert line("发烧两天", relation="child") == "fever+"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("去年得过肺炎，现在咳嗽", "cough+"),
        ("近期有过1次感冒", ""),
        ("小时候得过哮喘", "hx.asthma+"),
        ("以前有过头疼，现在发烧", "fever+"),
        ("history of asthma, now wheezing", "hx.asthma+ wheeze+"),
        ("I had chest pain last year, today a cough", "cough+"),
        ("had a heart attack 2 years ago, now my ankles are swollen", "edema.legs+ hx.coronary_disease+"),
        ("去年开始头疼", "headache+"),
        ("过去三天头疼", "headache+"),
    ],
)
def test_past_and_now(text: str, expected: str) -> None:
    assert line(text, expected) == expected


def test_what_is_past_is_told_apart() -> None:
    spoken = read("去年得过肺炎，现在咳嗽").spoken
    assert [(s.kind, s.when, s.whose, s.text) for s in spoken] == [("disease", "past", "patient", "肺炎")]


@pytest.mark.parametrize(
    ("text", "years", "sex"),
    [
        ("56岁男，胸痛", 56, "male"),
        ("患者女，34岁，头疼", 34, "female"),
        ("8个月大的宝宝，拉肚子三天", 8 / 12, None),
        ("孩子8个月，发烧", 8 / 12, None),
        ("孩子3岁半", 3.5, None),
        ("65 year old male with chest pain", 65, "male"),
        ("65-year-old woman with cough", 65, "female"),
        ("78F with dizziness", 78, "female"),
        ("my 6 month old baby has a fever", 0.5, None),
        ("我妈68岁，头晕", 68, "female"),
        ("我儿子五岁，咳嗽", 5, "male"),
        ("I am 45, headache for 3 days", 45, None),
        ("头疼三天", None, None),
        ("101 F fever", None, None),
        ("woman 67 years: headache", 67, "female"),
    ],
)
def test_age_and_sex(text: str, years: float | None, sex: str | None) -> None:
    understanding = read(text)
    if years is None:
        assert understanding.age_days is None
    else:
        assert understanding.age_days == pytest.approx(years * 365.25, abs=3)
    assert understanding.sex == sex


def test_the_age_is_the_patients() -> None:
    assert read("我35岁，孩子3岁，孩子发烧").age_days == pytest.approx(3 * 365.25, abs=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("怀孕30周，肚子疼", True),
        ("没有怀孕，肚子疼", False),
        ("I am 20 weeks pregnant with a headache", True),
        ("I'm not pregnant", False),
        ("可能怀孕了", None),
        ("在备孕，头疼", None),
        ("头疼", None),
    ],
)
def test_pregnancy(text: str, expected: bool | None) -> None:
    understanding = read(text)
    assert understanding.pregnant is expected
    assert (understanding.sex == "female") is (expected is True)


def test_the_owner_of_a_thing_is_not_the_one_who_is_ill() -> None:
    told = read("我吃了妈妈的降压药，头晕")
    assert told.person == "self"
    # Whose tablets they were does not matter to whoever swallowed them.
    present = [finding.id for finding in told.findings if finding.status == "present"]
    assert present == ["medicine.antihypertensive", "dizziness"]
    assert read("我妈的血压180，头疼").person == "parent"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("我伺候瘫痪的老伴，今天胸口疼", "chest_pain"),
        ("我照顾痴呆的老妈三年了，天天头晕", "dizziness"),
        ("照顾瘫痪的老伴，腰疼得直不起来", "back_pain.lower"),
        ("I look after my mother with dementia, chest pain since this morning", "chest_pain"),
    ],
)
def test_what_follows_somebody_who_is_cared_for_is_told_of_the_carer(text, finding):
    heard = {each.removesuffix("+") for each in line(text, relation="self").split() if each.endswith("+")}
    assert finding in heard
    assert not {"named.dementia", "hemiplegia"} & heard


@pytest.mark.parametrize("text", ["我照顾瘫痪的妈妈，她今天胸口疼", "我照顾我妈，我妈头晕", "照顾老伴，他头晕"])
def test_what_he_or_she_has_is_not_the_carers(text):
    heard = {each.removesuffix("+") for each in line(text, relation="self").split() if each.endswith("+")}
    assert not {"chest_pain", "dizziness"} & heard
