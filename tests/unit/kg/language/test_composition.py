"""Findings that no phrase of the graph spells out: composed of place and sensation, of complaint and manner."""

import pytest

from kg.schema import FindingId
from tests.fakes.spoken import finding, line, read

SENTENCES = [
    # A sentence that begins with "it" goes on with the place of the one before.
    ("My chest. It hurts", "chest_pain+"),
    ("My knee is fine. It is my hip. It hurts", "joint_pain.hip+"),
    ("I have a cat. It is swollen", ""),
    # Place and sensation with something between, in either order, in both languages.
    ("头有点疼", "headache+"),
    ("头从昨天开始就一直疼", "headache+"),
    ("my head really hurts", "headache+"),
    ("there is an ache in my head", "headache+"),
    ("pain in the chest", "chest_pain+"),
    ("肚子特别疼", "abdominal_pain+"),
    ("嗓子又干又疼", "sore_throat+"),
    ("my stomach is killing me", "abdominal_pain+"),
    # Places in a list share the sensation.
    ("头和肚子都疼", "abdominal_pain+ headache+"),
    ("my head and belly hurt", "abdominal_pain+ headache+"),
    ("pain in my chest and head", "chest_pain+ headache+"),
    ("painful red eye", "eye_pain+ red_eye+"),
    # What is felt where the sentence spoke of last.
    ("膝盖疼，不红不肿", "joint_pain.knee+ joint_swelling-"),
    # What stood in the vomit, told in words of its own.
    ("娃吐了三回，吐出来的东西带着咖啡色的渣", "hematemesis+ vomiting+"),
    ("吐的奶里有几缕血丝", "hematemesis+"),
    ("吐的时候头疼得厉害", "headache+ vomiting+"),
    # Weakness that goes on about the limb just told, and weakness that does not.
    ("右胳膊发麻，也没有力气", "limb_numbness+ limb_weakness+"),
    ("肚子疼，也没力气", "abdominal_pain+ fatigue+"),
    # What is tight below is no chest.
    ("小肚子憋得慌", "bladder_full+"),
    ("心口憋得慌", "chest_tightness+"),
    # A belly has an upper part.
    ("右边肚子上面老是疼", "abdominal_pain.ruq+"),
    ("疼得不是很剧烈，就是肚子上方老疼", "abdominal_pain.epigastric+"),
    # A kind of headache is no worry.
    ("医生说是紧张型头痛", "headache+ named.tension_headache.report+"),
    ("没有固定的时间，白天黑夜都咳嗽", "cough+"),
    ("心脏跳动得很快，头也晕", "dizziness+ palpitations+"),
    # A word that is a finding by itself means another at a place.
    ("没劲", "fatigue+"),
    ("右边胳膊没劲", "limb_weakness+"),
    # Fillers inside a phrase.
    ("发了三天烧", "fever+"),
    ("拉了两天肚子", "diarrhea+"),
    ("头也晕，心也慌", "dizziness+ palpitations+"),
    # A thing has a state, in any order of words.
    ("My urine has been dark since Monday", "dark_urine+"),
    ("His voice is still rather husky", "hoarseness+"),
    ("Over the years her sight became hazy", "blurred_vision+"),
    ("There was fresh blood mixed with her stools", "hematochezia+"),
    ("She missed her last 2 menstrual periods", "missed_period+"),
    ("There is a mole on my back that has grown darker", "mole_change+ named.melanocytic_naevus+"),
    ("giving more weight to the first of them", ""),
    # A lump at a place, however far the words.
    ("He noticed a mass in the upper outer part of her left breast", "breast_lump+"),
    ("a mass of papers on the table", ""),
    # What comes with a complaint makes another of it.
    ("He vomited a large amount of fresh blood", "hematemesis+ vomiting+"),
    ("She coughed up a teaspoon of blood", "cough+ hemoptysis+"),
    # An adjective shares the place told after a side.
    ("painful left scrotal swelling", "scrotal_swelling+ testicular_pain+"),
    # What is tender is named itself.
    ("enlarged tender lymph nodes in the neck", "lymph_nodes+"),
    ("swelling at the front of her neck", "goitre+"),
    # Two sensations of one place.
    ("pain and pressure like sensation in her stomach", "abdominal_pain+"),
    # What comes out of a place is none of another.
    ("bloody discharge from her right nipple", "nipple_change+"),
    # "Suddenly" at a place is no pain.
    ("My hand suddenly waved", ""),
    # Everyday words tell an injury or a rash only at a place.
    ("We rolled the dice and cut the cake", ""),
    ("I cut my finger", "injury.cut+ injury.finger+"),
    ("The garden has spots of shade", ""),
    # Words that end alike are not one word.
    ("We took a trip and bent the rules", ""),
    ("She runs a shop and he is a good fit", ""),
    ("I was straining to hear", ""),
    ("I have the runs", "diarrhea+"),
    ("She had a fit", "seizure+"),
    ("I am on the pill", "medicine.contraceptive+"),
    ("a stabbing pain in my chest", "chest_pain.sharp+"),
    # Frequent words are no slips of rare ones.
    ("a lovely novel about the station, an enlargement of magic", ""),
    # A sensation stays with its own place.
    ("头晕，肚子疼", "abdominal_pain+ dizziness+"),
    ("头晕肚子疼", "abdominal_pain+ dizziness+"),
    # Manner and context.
    ("胸闷两天，爬楼梯加重，休息能缓解", "chest_pain.exertional+ chest_pain.relieved_by_rest+ chest_tightness+"),
    ("膝盖疼，休息能缓解", "joint_pain.knee+"),
    ("没有胸痛，左臂发麻", "chest_pain- limb_numbness+"),
    ("胸口疼，左臂发麻", "chest_pain+ chest_pain.radiating_left_arm+"),
    # Longest phrase first, the deepest finding only.
    ("有黄痰", "cough.productive.purulent+"),
    ("发高烧", "fever.high+"),
    # Full width, traditional characters, capitals, blank space, invisible characters.
    ("ＦＥＶＥＲ", "fever+"),
    ("頭疼，發燒，喉嚨痛", "fever+ headache+ sore_throat+"),
    ("头\u200b疼", "headache+"),
    ("CHEST   PAIN", "chest_pain+"),
    # Slips of spelling and homophones.
    ("diarhea and vomitting", "diarrhea+ vomiting+"),
    ("feverr and headahce", "fever+ headache+"),
    ("凶痛，咳漱", "chest_pain+ cough+"),
    # Words of place inside a phrase, and words that only look like a place.
    ("耳朵里头有蝉叫", "tinnitus+"),
    ("右边肋巴骨下头疼", "abdominal_pain.ruq+"),
    ("尿里头有沙子，腰疼", "back_pain.lower+ passed_stone+"),
    ("小脸蛋疼", "facial_pain+"),
    ("麻烦看看我的腿", ""),
    # What is seen in stool, urine and sputum; the place holds for the rest of the sentence.
    ("大便里头有白色黏液", "stool_mucus+"),
    ("小便里有泡沫", "foamy_urine+"),
    ("大便有点绿，还有血丝", "hematochezia+ stool_green+"),
    ("痰里头带血", "hemoptysis+"),
    # Lumps and blisters at a place.
    ("奶子上摸到一个硬疙瘩", "breast_lump+"),
    ("上颚有小泡", "mouth_vesicles+"),
    # A short form needs more than to be the only known word of its clause.
    ("嗓子疼，像拉风箱", "sore_throat+ wheeze+"),
    ("鼻子堵，拉着窗帘", "nasal_congestion+"),
    # Both languages in one text.
    ("我有点 fever，还 cough", "cough+ fever+"),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_composition(text: str, expected: str) -> None:
    assert line(text, expected) == expected


def test_pressing_pain_in_the_chest_is_the_child() -> None:
    found = {f.id for f in read("胸口压榨样疼痛半小时，出汗，左臂发麻").findings}
    assert {"chest_pain.pressing", "sweating", "chest_pain.radiating_left_arm"} <= found


def test_a_manner_finds_its_complaint_of_an_earlier_turn() -> None:
    assert line("爬楼梯加重", known=(FindingId("chest_tightness"),)) == "chest_pain.exertional+"
    assert line("爬楼梯加重", known=(FindingId("joint_pain.knee"),)) != "chest_pain.exertional+"
    assert line("爬楼梯加重") == ""


@pytest.mark.parametrize(
    "text", ["没有 胸痛。头有点疼，\t发烧", "my “head” hurts… a lot", "ｆｅｖｅｒ and 頭痛", "\u200b咳\u200b嗽 3 days"]
)
def test_spans_are_of_the_text_as_written(text: str) -> None:
    understanding = read(text)
    assert understanding.findings
    for found in understanding.findings:
        assert found.span is not None
        assert text[found.span.start : found.span.end] == found.text


def test_a_composed_finding_covers_place_and_sensation() -> None:
    assert finding("我的头特别疼", "headache").text == "头特别疼"
    assert finding("there is pain in my chest", "chest_pain").text == "pain in my chest"


@pytest.mark.parametrize(
    "text",
    [
        "у меня болит голова",
        "me duele mucho la cabeza desde ayer",
        "머리가 아파요",
        "راسي يؤلمني",
        "ich habe seit gestern starke Kopfschmerzen",
    ],
)
def test_a_third_language_is_said_to_be_unreadable(text: str) -> None:
    understanding = read(text)
    assert understanding.unreadable
    assert understanding.findings == ()


@pytest.mark.parametrize("text", ["头疼", "I have had a really bad headache since this morning", "", "CT MRI", "你好"])
def test_own_languages_are_readable(text: str) -> None:
    assert read(text).unreadable == ()


def test_a_foreign_passage_inside_a_readable_text_is_pointed_at() -> None:
    understanding = read("头疼两天 голова болит")
    assert line("头疼两天 голова болит") == "headache+"
    assert [(span.start, span.end) for span in understanding.unreadable] == [(5, 17)]


def test_the_language_follows_the_text_and_falls_back_to_the_consultation() -> None:
    assert read("头疼").lang == "zh"
    assert read("headache").lang == "en"
    assert read("38.5").lang == "zh"
