"""Denial and doubt: what they reach, what ends them, and words that only look like them."""

import pytest

from tests.fakes.spoken import line, read

CHINESE = [
    # A denial behind another one that begins anew denies for itself.
    ("肚子没感觉人也不晕", "dizziness-"),
    ("没发烧人不晕", "dizziness- fever-"),
    ("不发烧", "fever-"),
    ("没有发烧", "fever-"),
    ("没发烧", "fever-"),
    ("头不疼", "headache-"),
    ("没有发烧或其他身体不适", "fever-"),
    ("不咳嗽，也没有其它身体不适", "cough-"),
    ("头一点都不疼", "headache-"),
    ("没有胸痛也不咳嗽，就是有点头晕", "chest_pain- cough- dizziness+"),
    ("头不疼，没有胸痛，就是右脚扭了一下", "chest_pain- headache- injury.ankle_sprain+"),
    ("没有发烧、咳嗽、胸痛", "chest_pain- cough- fever-"),
    ("没有发烧和咳嗽", "cough- fever-"),
    ("没有发烧或者胸痛", "chest_pain- fever-"),
    ("没有发烧咳嗽", "cough- fever-"),
    ("没有发烧，咳嗽三天", "cough+ fever-"),
    ("没有发烧，头疼", "fever- headache+"),
    ("没有发烧，咳嗽，胸痛等", "chest_pain- cough- fever-"),
    ("否认发热，咳嗽，胸痛", "chest_pain- cough- fever-"),
    ("发烧、咳嗽、胸痛都没有", "chest_pain- cough- fever-"),
    ("胸痛没有，咳嗽有", "chest_pain- cough+"),
    ("没发烧但是咳嗽", "cough+ fever-"),
    ("没发烧还咳嗽", "cough+ fever-"),
    ("不咳不吐", "cough- vomiting-"),
    ("早上没吃东西头晕", "dizziness+"),
    ("昨晚没睡好头痛", "headache+"),
    ("没穿够衣服咳嗽", "cough+"),
    ("不咳嗽不发烧", "cough- fever-"),
    ("咳嗽，但没有发烧", "cough+ fever-"),
    ("没有发烧。咳嗽", "cough+ fever-"),
    ("不，我头疼", "headache+"),
    ("没有，就是头疼", "headache+"),
    # Denials of degree leave the thing.
    ("头不是很疼", "headache+"),
    ("头不太疼", "headache+"),
    ("头没那么疼", "headache+"),
    # Two denials make none.
    ("不是没有胸痛", "chest_pain+"),
    ("不是不咳嗽", "cough+"),
    # 不 and 没 inside a finding or inside a word that denies nothing.
    ("吃不下饭，睡不着", "appetite_loss+ insomnia+"),
    ("喘不上气", "dyspnea+"),
    ("出气不匀", "dyspnea+"),
    ("没胃口", "appetite_loss+"),
    ("没有胃口", "appetite_loss+"),
    ("不停地咳嗽", "cough+"),
    ("咳个不停", "cough+"),
    ("吐不出来", ""),
    ("不知不觉头晕", "dizziness+"),
    ("不小心把脚扭了", "injury.ankle_sprain+"),
    ("咳嗽没有好转", "cough+"),
    ("动不动就头晕", "dizziness+"),
    ("不得不说头疼", "headache+"),
    ("不光咳嗽，还发烧", "cough+ fever+"),
    # All is well.
    ("胃口还好", "appetite_loss-"),
    ("胃口正常，睡眠正常", "appetite_loss- insomnia-"),
    ("吃得下，睡得着", "appetite_loss- insomnia-"),
    # "Never like this" affirms.
    ("从来没有过这么厉害的头疼", "headache+"),
    ("没有比这更疼的头疼了", "headache+"),
    ("没有以前那么咳嗽了", "cough+"),
    ("从来没有头疼过", "headache-"),
    # What is denied is everything else.
    ("除了头疼没有其他症状，不发烧不咳嗽", "cough- fever- headache+"),
    # A denial inside a phrase.
    ("口不渴，心不慌", "palpitations- polydipsia-"),
    # What only tells when something gets worse is not said to be there.
    ("腰疼，咳嗽时加重", "back_pain.lower+"),
    # Over, or over and back.
    ("咳嗽好了", "cough-"),
    ("昨天发烧，今天不烧了", "fever+"),
]

ENGLISH = [
    ("no fever", "fever-"),
    ("no fever, chills or cough but short of breath", "chills- cough- dyspnea+ fever-"),
    ("I don't have a fever", "fever-"),
    ("i dont have any chest pain", "chest_pain-"),
    ("I have not had a cough", "cough-"),
    ("my chest does not hurt", "chest_pain-"),
    ("without fever or cough", "cough- fever-"),
    ("neither fever nor cough", "cough- fever-"),
    ("denies chest pain, fever, cough", "chest_pain- cough- fever-"),
    ("No fever, cough for three days", "cough+ fever-"),
    ("No fever. Cough.", "cough+ fever-"),
    ("no fever, cough, chills, or vomiting", "chills- cough- fever- vomiting-"),
    ("no fever but coughing", "cough+ fever-"),
    ("no fever, I have a cough", "cough+ fever-"),
    ("I have a cough, no fever", "cough+ fever-"),
    ("No, I have a cough", "cough+"),
    ("fever: no, cough: yes", "cough+ fever-"),
    ("fever? no. cough? yes", "cough+ fever-"),
    ("my head is not very painful", "headache+"),
    ("not only a cough but also a fever", "cough+ fever+"),
    ("no relief from the headache", "headache+"),
    ("the cough is not improving", "cough+"),
    ("no appetite", "appetite_loss+"),
    ("I can't breathe", "dyspnea+"),
    ("the headache is gone", "headache-"),
    ("no pain in my chest", "chest_pain-"),
    ("I've never had a headache like this", "headache+"),
    ("no pain, swelling or redness in my leg", "edema.legs-"),
    # Two of one place in a list.
    ("No calf swelling or tenderness", "calf_pain- edema.one_leg-"),
    ("No eye discomfort or pain, no cough", "cough- eye_pain-"),
    ("No breast lump or pain", "breast_lump- breast_pain-"),
    # Not without is with.
    ("She is unable to turn on the tap without pain in her hands", "joint_pain.wrist_hand+"),
    ("She slept well without pain in her hands", "insomnia- joint_pain.wrist_hand-"),
    # What was ended is something else.
    ("She has had a headache since stopping the tablets", "headache+"),
    ("The headache has stopped", "headache-"),
    # Only an occasion.
    ("My back hurts whenever I bend or cough", "back_pain+"),
    ("The back pain gets worse when straining and coughing", "back_pain+"),
    ("My back hurts when I have a fever", "back_pain+ fever+"),
    ("no headache, no dizziness, just tired", "dizziness- fatigue+ headache-"),
    ("no nausea/vomiting/diarrhea", "diarrhea- nausea- vomiting-"),
    ("it's not that my chest hurts, it just feels tight", "chest_pain- chest_tightness+"),
    ("no fever, not eating", "appetite_loss+ fever-"),
    ("a cough, it does not stop", "cough+"),
    ("chest pain? none. cough? yes", "chest_pain- cough+"),
    ("without any warning I fainted", "syncope+"),
]

DOUBTS = [
    ("好像有点发烧", "fever?"),
    ("可能发烧了", "fever?"),
    ("不清楚有没有发烧", "fever?"),
    ("发烧不清楚，咳嗽有", "cough+ fever?"),
    ("好像没有发烧", "fever?"),
    ("maybe a fever", "fever?"),
    ("not sure if I have a fever", "fever?"),
    ("I might have a fever, and my throat hurts", "fever? sore_throat+"),
    # A comparison is no doubt, a question or a condition says nothing.
    ("头疼得好像针扎一样", "headache+"),
    ("有没有发烧", ""),
    ("如果发烧怎么办", ""),
    ("咳嗽要是发烧怎么办", "cough+"),
    ("is it pneumonia? I cough", "cough+"),
    ("what if I get a fever", ""),
    # A denial that wants a verb of its own does not reach back; one that closes the clause does.
    ("吃啥吐啥，一天都没歇", "vomiting.persistent+"),
    ("发烧咳嗽头痛都没有", "cough- fever- headache-"),
    # The topic is denied by its own verb.
    ("头疼倒是不疼，就是晕", "dizziness+ headache-"),
    # What comes now and then is no member of a denied list.
    ("不发烧、偶尔咳嗽", "cough+ fever-"),
    # Two denials, not a dry cough.
    ("没有咳嗽没有痰", "cough- cough.productive-"),
    # 怎么办 asks what to do, 不知道为什么 why: neither doubts the complaint. 退烧药 names none.
    ("喉咙有痰怎么办", "cough.productive+"),
    ("不知道为什么老是头疼", "headache+"),
    ("吃了退烧药和止咳药", ""),
    # What a report did not see.
    ("双侧颈部淋巴结未见肿大", "lymph_nodes.cervical-"),
    ("颈部未见肿大淋巴结", "lymph_nodes.cervical-"),
    ("CT：双侧胸腔未见积液", "pleural_fluid-"),
    ("B超：肝内外胆管未见明显扩张", "report.bile_duct_dilated-"),
    ("超声：附件区未见明显包块", "scan.adnexal_mass-"),
    # What is not complete, not even, not typical is there all the same.
    ("心电图：不完全性右束支传导阻滞", "ecg_abnormal.right_strain+"),
    # A vaccine sets no condition.
    ("打了疫苗就开始发烧", "fever+"),
    # What is denied of one time and told of another is there in this illness.
    ("昨天没有呕吐，今天早上呕吐两次", "vomiting+"),
    ("开始发烧，睡着后不发烧", "fever+"),
]


@pytest.mark.parametrize(("text", "expected"), [*CHINESE, *ENGLISH, *DOUBTS])
def test_denial_and_doubt(text: str, expected: str) -> None:
    assert line(text, expected) == expected


@pytest.mark.parametrize("text", ["发烧，没有发烧", "I have a fever. I have no fever."])
def test_a_contradiction_is_reported_and_leaves_doubt(text: str) -> None:
    understanding = read(text)
    assert line(text) == "fever?"
    assert [contradiction.finding for contradiction in understanding.contradictions] == ["fever"]
    assert len(understanding.contradictions[0].spans) == 2


def test_a_more_exact_finding_stands_against_its_denied_parent() -> None:
    understanding = read("没有胸口不舒服，胸口压榨样疼痛")
    assert "chest_pain.pressing" in {f.id for f in understanding.findings if f.status == "present"}
    assert "chest_discomfort" not in {f.id for f in understanding.findings}
    assert [c.finding for c in understanding.contradictions] == ["chest_discomfort"]


def test_a_present_child_and_an_absent_sibling_do_not_clash() -> None:
    assert line("没有高烧，就是低烧") == "fever.high- fever.low_grade+"
    assert read("没有高烧，就是低烧").contradictions == ()
