"""Common complaints that are none beside what the person has or takes, and the harmless ones that sound like them."""

from __future__ import annotations

import pytest

from kg.schema import Sex, Urgency
from tests.unit.kg.hearing import told


def _flags(years: float, text: str, sex: Sex) -> tuple[Urgency, set[str]]:
    found = told(years, text, sex)[0]
    return found.urgency, {flag.id for flag in found.red_flags}


@pytest.mark.parametrize(
    ("years", "text", "flag", "at_least"),
    [
        (62, "肠癌开过刀，这个月后背疼", "cancer_spine_pain", Urgency.URGENT),
        (58, "得过乳腺癌，脖子疼得半夜睡不着，夜里脖子疼", "cancer_spine_pain", Urgency.URGENT),
        (66, "I had lung cancer and my back aches", "cancer_spine_pain", Urgency.URGENT),
        (66, "前列腺癌，腰疼，这两天两条腿没劲", "cancer_spine_nerves", Urgency.EMERGENCY),
        (66, "breast cancer, back pain and my legs are weak", "cancer_spine_nerves", Urgency.EMERGENCY),
        (50, "上山让草爬子叮了，昨晚开始发烧", "tick_or_mite_fever", Urgency.URGENT),
        (50, "大腿根有个黑痂，发烧", "black_scab_fever", Urgency.URGENT),
        (50, "I was bitten by a tick and now I have a fever", "tick_or_mite_fever", Urgency.URGENT),
        (50, "被蜱虫叮过，发烧，人迷迷糊糊", "tick_fever_grave", Urgency.EMERGENCY),
        (71, "蜱虫叮了，发烧，吐", "tick_fever_grave", Urgency.EMERGENCY),
        (30, "在吃氯氮平，嘴里长了溃疡", "marrow_medicine_infection", Urgency.URGENT),
        (30, "taking clozapine, sore throat since yesterday", "marrow_medicine_infection", Urgency.URGENT),
        (30, "吃着赛治，嗓子疼", "antithyroid_infection", Urgency.URGENT),
        (30, "氯氮平吃了半年，发烧打寒战", "clozapine_fever_grave", Urgency.EMERGENCY),
        (52, "打甲氨蝶呤，嘴里烂了好几块，拉肚子", "methotrexate_toxic", Urgency.EMERGENCY),
        (52, "on methotrexate and I have a fever", "methotrexate_toxic", Urgency.EMERGENCY),
        (52, "甲氨蝶呤天天吃，吃了一个星期", "methotrexate_toxic", Urgency.EMERGENCY),
        (52, "she takes methotrexate, cough and short of breath", "methotrexate_toxic", Urgency.EMERGENCY),
        (44, "开始吃别嘌醇二十天，浑身起红疹子", "late_drug_rash", Urgency.URGENT),
        (44, "on lamotrigine for two weeks, a rash came out", "late_drug_rash", Urgency.URGENT),
        (44, "吃奥卡西平半个月，起疹子，眼睛红", "late_drug_rash_grave", Urgency.EMERGENCY),
        (44, "started carbamazepine, now a rash and a swollen face", "late_drug_rash_grave", Urgency.EMERGENCY),
        (70, "脑门上长水泡，右眼疼", "shingles_at_the_eye", Urgency.URGENT),
        (70, "blisters on my eyelid and the eye hurts", "shingles_at_the_eye", Urgency.URGENT),
        (6, "腿上好多出血点，不烧", "spots_child_now", Urgency.EMERGENCY),
        (6, "莫名其妙身上青一块紫一块", "spots_or_bruises_child", Urgency.URGENT),
        (35, "没磕没碰就青，老流鼻血", "spots_or_bruises_bleeding", Urgency.URGENT),
        (35, "petechiae on my shins and bleeding gums", "spots_or_bruises_bleeding", Urgency.URGENT),
        (60, "三天前肠镜切了息肉，肚子疼得厉害", "pain_after_polyp", Urgency.EMERGENCY),
        (60, "polyp removed at colonoscopy two days ago, fever", "pain_after_polyp", Urgency.EMERGENCY),
        (57, "做过换瓣，低烧一周", "valve_fever", Urgency.URGENT),
        (57, "I have an artificial heart valve and a temperature of 38.2", "valve_fever", Urgency.URGENT),
        (57, "风心病，发烧十来天了", "valve_fever", Urgency.URGENT),
        (57, "换过主动脉瓣，发烧，喘得厉害", "valve_fever_grave", Urgency.EMERGENCY),
        (29, "怀孕三个月，烧到38度5", "pregnant_fever", Urgency.URGENT),
        (29, "怀孕三个月，体温38.0", "pregnant_fever", Urgency.URGENT),
        (29, "pregnant with a fever of 38.7", "pregnant_fever", Urgency.URGENT),
        (29, "怀孕七个月，发烧39，肚子疼", "pregnant_fever_grave", Urgency.EMERGENCY),
        (38, "甲亢停了药，发烧，心率一百六", "thyroid_storm_signs", Urgency.EMERGENCY),
        (38, "overactive thyroid, high fever and vomiting", "thyroid_storm_signs", Urgency.EMERGENCY),
        (74, "太阳穴的筋鼓起来疼，梳头的时候疼", "temple_artery", Urgency.URGENT),
        (74, "吃饭嚼几下就腮帮子酸，得歇一歇", "temple_artery", Urgency.URGENT),
        (74, "my jaw gets tired when chewing and I see double", "temple_artery_eye", Urgency.EMERGENCY),
        (40, "methimazole and a sore throat", "antithyroid_infection", Urgency.URGENT),
        (50, "fever and a black scab on my leg, a black scab", "black_scab_fever", Urgency.URGENT),
        (35, "没碰就青，浑身没劲", "bruises_and_tired", Urgency.SOON),
        (35, "腿上好多出血点，浑身没劲", "spots_or_bruises_bleeding", Urgency.URGENT),
        (66, "前列腺癌，两条腿没劲", "cancer_spine_nerves", Urgency.EMERGENCY),
        (66, "得过乳腺癌，腰疼，这几天走路不稳", "cancer_spine_nerves", Urgency.EMERGENCY),
        (62, "得过肺癌，腰疼越来越重，好几年了", "cancer_spine_pain", Urgency.URGENT),
        (62, "得过肺癌，腰疼三年了", "cancer_back_pain_old", Urgency.SOON),
        (52, "打甲氨蝶呤，嘴里烂了一块", "methotrexate_blood_count", Urgency.URGENT),
        (52, "on methotrexate, a mouth ulcer", "methotrexate_blood_count", Urgency.URGENT),
        (38, "甲亢，有点发烧，吐", "thyroid_fever_vomiting", Urgency.URGENT),
        (38, "overactive thyroid, fever and vomiting", "thyroid_fever_38_vomiting", Urgency.EMERGENCY),
        (66, "额头起了一串水泡，那边眼睛看不见了", "shingles_eye_grave", Urgency.EMERGENCY),
        (66, "shingles on my forehead and he is confused", "shingles_eye_grave", Urgency.EMERGENCY),
        (28, "产后十天，发烧39度，小肚子疼", "birth_fever_grave", Urgency.EMERGENCY),
        (28, "gave birth a week ago, fever and shaking chills", "birth_fever_grave", Urgency.EMERGENCY),
        (28, "坐月子，烧到38度6", "birth_fever", Urgency.URGENT),
        (28, "坐月子，量了38度", "birth_fever", Urgency.URGENT),
        (28, "产后五天，发烧，下面味道臭", "birth_fever", Urgency.URGENT),
        (33, "烧到39度5，牙龈出血", "gums_bleed_high_fever", Urgency.EMERGENCY),
        (33, "high fever and my gums are bleeding, bleeding gums", "gums_bleed_high_fever", Urgency.EMERGENCY),
        (33, "胸口起了好多小小的出血点，发烧", "purpura_fever", Urgency.EMERGENCY),
        (0.03, "胳膊上起水泡", "newborn_blisters", Urgency.EMERGENCY),
        (0.05, "small blisters on the tummy", "newborn_blisters", Urgency.EMERGENCY),
        (4, "湿疹上起了好多小水泡，发烧", "child_blisters_fever", Urgency.EMERGENCY),
        (2, "眼皮上起水泡，烧到39度", "child_blisters_fever", Urgency.EMERGENCY),
        (5, "眼皮上起水泡", "child_blisters_eye", Urgency.URGENT),
        (66, "额头起了一片水泡", "shingles_at_the_eye", Urgency.URGENT),
        (50, "二尖瓣狭窄，发烧三天了", "valve_fever", Urgency.URGENT),
        (71, "aortic stenosis and a fever", "valve_fever", Urgency.URGENT),
        (60, "换过瓣，发烧，一爬楼就喘", "valve_fever_breathless", Urgency.EMERGENCY),
    ],
)
def test_what_is_seen_today_or_at_once(years: float, text: str, flag: str, at_least: Urgency) -> None:
    urgency, flags = _flags(years, text, Sex.FEMALE)
    assert flag in flags, flags
    assert urgency.rank <= at_least.rank


@pytest.mark.parametrize(
    ("years", "text", "flags"),
    [
        (62, "腰疼，没得过癌", {"cancer_spine_pain", "cancer_spine_nerves"}),
        (62, "我妈得过乳腺癌，我腰疼", {"cancer_spine_pain", "cancer_spine_nerves"}),
        (62, "乳腺癌术后，来复查", {"cancer_spine_pain", "cancer_spine_nerves"}),
        (62, "乳腺癌术后，睡落枕了脖子疼", {"cancer_spine_pain", "cancer_spine_nerves"}),
        (62, "I am afraid it is bone cancer, my back hurts", {"cancer_spine_pain"}),
        (50, "被蜱虫叮了，没发烧", {"tick_or_mite_fever", "tick_fever_grave"}),
        (71, "发烧，吐，没让虫子咬过", {"tick_or_mite_fever", "tick_fever_grave"}),
        (30, "在吃氯氮平，睡得多", {"marrow_medicine_infection", "clozapine_fever_grave"}),
        (30, "吃奥氮平，嗓子疼", {"marrow_medicine_infection", "clozapine_fever_grave"}),
        (52, "甲氨蝶呤一周一次，叶酸每天吃", {"methotrexate_toxic"}),
        (52, "methotrexate once a week, folic acid every day", {"methotrexate_toxic"}),
        (52, "吃甲氨蝶呤，关节不疼了", {"methotrexate_toxic"}),
        (44, "吃别嘌醇五年了，起疹子", {"late_drug_rash", "late_drug_rash_grave"}),
        (44, "吃卡马西平，没起疹子", {"late_drug_rash", "late_drug_rash_grave"}),
        (70, "腰上长一串水泡，疼", {"shingles_at_the_eye"}),
        (70, "眼睛红，怕光", {"shingles_at_the_eye"}),
        (6, "摔了一跤，膝盖上青一块紫一块", {"spots_or_bruises_child"}),
        (35, "刷牙老出血，累", {"spots_or_bruises_bleeding"}),
        (35, "撞了一下，腿上青一块紫一块，累", {"spots_or_bruises_bleeding"}),
        (60, "去年肠镜切了息肉，肚子疼", {"pain_after_polyp"}),
        (60, "昨天做肠镜切息肉，没有肚子疼", {"pain_after_polyp"}),
        (57, "换过心脏瓣膜，没发烧，配华法林", {"valve_fever", "valve_fever_grave"}),
        (57, "风心病，流鼻涕，发烧一天", {"valve_fever", "valve_fever_grave"}),
        (29, "怀孕三个月，体温37.3", {"pregnant_fever", "pregnant_fever_grave"}),
        (29, "怀孕，不发烧，咳嗽", {"pregnant_fever", "pregnant_fever_grave"}),
        (29, "没怀孕，发烧38.5", {"pregnant_fever", "pregnant_fever_grave"}),
        (38, "甲减，发烧，吐", {"thyroid_storm_signs"}),
        (38, "甲亢，没发烧，吐了一次", {"thyroid_storm_signs"}),
        (30, "太阳穴一碰就疼", {"temple_artery"}),
        (74, "张嘴下巴关节响", {"temple_artery", "temple_artery_eye"}),
        (74, "太阳穴疼", {"temple_artery"}),
        (50, "三个月前被蜱虫叮了，今天发烧", {"tick_or_mite_fever", "tick_fever_grave"}),
        (50, "三个月前被蜱虫叮了，今天发烧，吐血", {"tick_fever_grave"}),
        (50, "伤口结了痂，没发烧", {"black_scab_fever"}),
        (30, "吃着赛治，嗓子疼", {"marrow_medicine_infection"}),
        (30, "吃着赛治，嗓子不疼，没发烧", {"antithyroid_infection"}),
        (35, "没碰就青，浑身没劲", {"spots_or_bruises_bleeding"}),
        (35, "撞了一下青了一大片，浑身没劲", {"bruises_and_tired"}),
        (62, "得过乳腺癌，打喷嚏漏尿，腰疼两年", {"cancer_spine_nerves", "cancer_spine_pain"}),
        (62, "得过肺癌，腰疼三年了", {"cancer_spine_pain"}),
        (62, "得过肺癌，搬东西闪了腰", {"cancer_spine_pain"}),
        (62, "没得过癌，腰疼越来越重", {"cancer_back_pain_old", "cancer_spine_pain"}),
        (52, "打甲氨蝶呤，嘴里烂了一块", {"methotrexate_toxic"}),
        (52, "打甲氨蝶呤，体温37度5", {"methotrexate_toxic"}),
        (52, "打甲氨蝶呤，嘴里没烂，没发烧", {"methotrexate_blood_count"}),
        (38, "甲亢，有点发烧，吐", {"thyroid_storm_signs"}),
        (38, "甲亢早就治好了，发烧39度，吐", {"thyroid_storm_signs", "thyroid_fever_vomiting"}),
        (38, "以前甲亢，做了碘131好几年了，发烧，吐", {"thyroid_storm_signs", "thyroid_fever_vomiting"}),
        (66, "额头起了一串水泡，眼睛看得清", {"shingles_eye_grave"}),
        (66, "腰上一圈带状疱疹，眼睛有点花", {"shingles_at_the_eye", "shingles_eye_grave"}),
        (28, "产后十天，没发烧，肚子疼", {"birth_fever", "birth_fever_grave"}),
        (28, "坐月子，体温37度4", {"birth_fever", "birth_fever_grave"}),
        (33, "刷牙牙龈出血，没发烧", {"gums_bleed_high_fever"}),
        (33, "烧到39度5，牙龈不出血", {"gums_bleed_high_fever"}),
        (33, "胃镜看到出血点，发烧", {"purpura_fever"}),
        (0.5, "胳膊上起水泡", {"newborn_blisters"}),
        (0.03, "脸上几个小红点", {"newborn_blisters"}),
        (3, "手上起水泡，发烧", {"child_blisters_fever", "child_blisters_eye"}),
        (3, "湿疹上起水泡，没发烧", {"child_blisters_fever"}),
        (5, "眼皮上起水泡", {"shingles_at_the_eye"}),
        (50, "二尖瓣狭窄，没发烧，爬楼喘", {"valve_fever", "valve_fever_breathless", "valve_fever_grave"}),
        (40, "二尖瓣轻度反流，发烧39度", {"valve_fever", "valve_fever_breathless"}),
        (60, "换过瓣，发烧，一爬楼就喘", {"valve_fever_grave"}),
    ],
)
def test_what_only_sounds_like_it(years: float, text: str, flags: set[str]) -> None:
    assert not flags & _flags(years, text, Sex.FEMALE)[1]


@pytest.mark.parametrize("text", ["右边额头上起水泡，眼睛红，怕光，头疼", "shingles on my forehead and a red eye"])
def test_blisters_at_an_eye_are_no_glaucoma(text: str) -> None:
    assert told(60, text)[0].urgency is Urgency.URGENT


@pytest.mark.parametrize("text", ["吃他巴唑，口腔溃疡", "on clozapine, sore throat, no fever"])
def test_without_a_fever_the_blood_is_counted_today(text: str) -> None:
    assert told(40, text)[0].urgency is Urgency.URGENT


@pytest.mark.parametrize("text", ["我吃氯氮平", "taking clozapine"])
def test_clozapine_is_no_medicine_for_the_thyroid(text: str) -> None:
    present = told(40, text)[1]
    assert "medicine.clozapine" in present
    assert "medicine.antithyroid" not in present


@pytest.mark.parametrize("text", ["打寒战", "烧得打寒颤", "shaking chills"])
def test_shaking_chills_are_more_than_chills(text: str) -> None:
    assert "chills.rigors" in told(40, text)[1]


@pytest.mark.parametrize("text", ["肠息肉切除术后第二天，肚子胀得厉害", "昨天做了肠息肉切除，发烧"])
def test_a_polyp_taken_out_is_told_in_many_ways(text: str) -> None:
    assert "pain_after_polyp" in _flags(60, text, Sex.MALE)[1]


@pytest.mark.parametrize(
    "text", ["打算下周切肠息肉，这几天肚子疼", "约了下周做肠息肉切除，肚子疼", "体检说有肠息肉，肚子疼"]
)
def test_a_polyp_still_there_is_none(text: str) -> None:
    assert "pain_after_polyp" not in _flags(60, text, Sex.MALE)[1]


@pytest.mark.parametrize(
    "text", ["肿瘤标志物高，腰疼", "在肿瘤医院查的，腰疼", "切过一个良性肿瘤，腰疼", "做过癌症筛查，腰疼"]
)
def test_a_marker_a_hospital_or_a_harmless_lump_is_no_cancer(text: str) -> None:
    assert "hx.cancer" not in told(60, text)[1]


@pytest.mark.parametrize(
    "text", ["身上发现一只蜱虫，拔了，今天发烧", "右边额头起了一串水泡，右眼疼", "带状疱疹长在脸上，眼睛疼"]
)
def test_more_ways_of_telling_it(text: str) -> None:
    assert {"tick_or_mite_fever", "shingles_at_the_eye"} & _flags(60, text, Sex.MALE)[1]
