"""What is seen in a play, what an unnamed somebody died of, and figures of speech are nobody's complaint; what is felt beside them is."""

import pytest

from kg.schema import Urgency
from tests.unit.kg.hearing import told


@pytest.mark.parametrize(
    "text",
    [
        "看电视剧女主角难产大出血",
        "看电视剧，女主角吐血了",
        "我们村有人喝农药走了",
        "村里有人喝农药死了",
        "昨天看新闻，有个人煤气中毒死了",
        "someone in my village drank pesticide and died",
        "a man in our town died of a heart attack",
        "in the series she had a heart attack",
        "I watched a show where the actress bled to death in labour",
    ],
)
def test_what_happened_to_others_is_not_the_speakers(text: str) -> None:
    _, present = told(40, text)
    assert not present


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("女主角吐血了，我自己也头疼", "headache"),
        ("看电视剧的时候突然胸口疼", "chest_pain.sudden_severe"),
        ("看电影突然晕倒", "syncope"),
        ("有个同事心梗走了，我最近也胸闷", "chest_tightness"),
        ("I was watching a movie and my chest started to hurt", "chest_pain"),
        ("in the movie theatre I fainted", "syncope"),
        # Somebody who may yet be helped.
        ("我们村有人喝农药了怎么办", "poisoning.pesticide"),
        ("有人喝农药快死了", "poisoning.pesticide"),
        ("有人喝了农药走了", "poisoning.pesticide"),
        ("有人触电死了", "electric_shock"),
        ("楼下有人触电没了意识", "electric_shock"),
        ("有人掉水里没了心跳", "drowning"),
        ("有人触电了，好像死了", "electric_shock"),
        ("someone drank pesticide, what do I do", "poisoning.pesticide"),
    ],
)
def test_who_complains_or_may_be_helped_is_heard(text: str, finding: str) -> None:
    _, present = told(40, text)
    assert finding in present


@pytest.mark.parametrize(
    "text",
    [
        "被电影吓得一身冷汗",
        "老板画饼画得我喘不过气",
        "房贷压得我喘不过气",
        "作业多得喘不过气",
        "笑得肚子疼",
        "气得我心梗都要犯了",
        "work is suffocating me",
        "the movie gave me a heart attack",
        "laughed so hard I couldn't breathe",
        "my boss is a pain in the neck",
    ],
)
def test_a_figure_of_speech_is_not_taken_at_its_word(text: str) -> None:
    judged, present = told(40, text)
    assert not present
    assert judged.urgency not in {Urgency.EMERGENCY, Urgency.URGENT}


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("突然一身冷汗", {"sweating.cold"}),
        ("爬楼累得喘不过气", {"dyspnea.exertional"}),
        ("被孩子气得胸口疼", {"chest_pain"}),
        ("气得我快心梗了，胸口疼", {"chest_pain"}),
        ("被电影吓得一身冷汗，胸口也疼", {"sweating.cold", "chest_pain"}),
        ("房贷压得我喘不过气，躺下更重，腿也肿", {"dyspnea", "edema.legs"}),
        ("I can't breathe", {"dyspnea"}),
        ("I have a pain in the neck", {"neck_pain"}),
        ("it is a pain in the neck and left arm", {"neck_pain", "arm_pain"}),
    ],
)
def test_what_is_felt_is_taken_at_its_word(text: str, findings: set[str]) -> None:
    _, present = told(40, text)
    assert findings <= present
