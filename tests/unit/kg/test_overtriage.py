"""What a doctor would not forgive in the other direction: nobody is frightened by a small thing told in few words."""

import pytest

from app.knowledge import load_knowledge
from kg.inference import infer
from kg.schema import DiseaseId, Person, Sex, Urgency
from kg.text import understand
from kg.triage import Triage, triage

MAN = Person(age_days=60 * 365, sex=Sex.MALE)
OLD_MAN = Person(age_days=72 * 365, sex=Sex.MALE)
YOUNG = Person(age_days=24 * 365, sex=Sex.FEMALE)


def judged(text: str, person: Person) -> tuple[Triage, list[DiseaseId]]:
    knowledge = load_knowledge()
    heard = understand(knowledge.lexicon, text, person=person)
    posterior = infer(knowledge.graph, person, heard.findings, duration_days=heard.duration_days)
    return triage(knowledge.graph, person, heard.findings, posterior), [each.disease for each in posterior.ranked[:5]]


@pytest.mark.parametrize(
    ("text", "person", "at_most"),
    [
        ("吐了三次", YOUNG, Urgency.URGENT),
        ("一直呕吐，别的没什么", MAN, Urgency.URGENT),
        ("走路走一会儿腿就没劲，歇一会儿又好", MAN, Urgency.SOON),
        ("恶心", OLD_MAN, Urgency.URGENT),
        ("吐了两次", OLD_MAN, Urgency.URGENT),
        ("一喝酒就脸红心跳", MAN, Urgency.ROUTINE),
        ("打嗝打了一下午停不下来", MAN, Urgency.SELF_CARE),
        ("爬山后脚跟磨出个水泡，没破", YOUNG, Urgency.SELF_CARE),
        ("坐大巴晃了三个小时，头晕想吐，下车歇会儿好多了", YOUNG, Urgency.ROUTINE),
        ("鼻子出血一点", MAN, Urgency.ROUTINE),
        ("头一阵一阵刺痛", MAN, Urgency.ROUTINE),
        ("胃疼了两天，疼得挺厉害的，没别的", YOUNG, Urgency.SOON),
    ],
)
def test_a_small_thing_frightens_nobody(text: str, person: Person, at_most: Urgency) -> None:
    found, _ = judged(text, person)
    assert found.urgency.rank >= at_most.rank, (found.urgency, [each.id for each in found.reasons])


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("突然半边身子没劲", MAN),
        ("说话突然含糊不清，嘴角往右边歪", MAN),
        ("吃了三十片安眠药", YOUNG),
        ("误喝了一口农药", YOUNG),
        ("he was stabbed in the neck", MAN),
        ("胃疼是老毛病了，今天中午突然疼得受不了", MAN),
        ("我老伴儿胃不好，今早一下子疼得直打滚", MAN),
        ("喝了酒吃了头孢，脸红胸闷喘不上气", MAN),
    ],
)
def test_the_dangerous_neighbour_still_alarms(text: str, person: Person) -> None:
    assert judged(text, person)[0].urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("text", ["头晕恶心", "肚子疼", "发烧", "想吐", "腰疼"])
def test_no_illness_of_pregnancy_or_birth_leads_where_nobody_spoke_of_it(text: str) -> None:
    knowledge = load_knowledge()
    _, first = judged(text, YOUNG)
    assert [d for d in first[:3] if knowledge.graph.diseases[d].icd10.startswith("O")] == []


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("头疼一天了，吐了两回，见光就难受，怕光", Urgency.URGENT),
        ("偏头痛又犯了，吐了两回，怕光，跟每次一样", Urgency.ROUTINE),
        ("头疼，吐了两回，拉肚子，怕光", Urgency.ROUTINE),
    ],
)
def test_a_new_headache_with_vomiting_is_seen_today_and_a_known_migraine_need_not_be(
    text: str, urgency: Urgency
) -> None:
    found, _ = judged(text, MAN)
    flagged = "headache_vomiting_light" in [each.id for each in found.reasons]
    assert flagged == (urgency is Urgency.URGENT)
    assert urgency is not Urgency.URGENT or found.urgency.rank <= urgency.rank
