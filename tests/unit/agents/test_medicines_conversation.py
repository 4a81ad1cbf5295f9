"""Questions about medicines inside a consultation: answered at once, and the interview goes on as it would have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest

from agents.casefile import record_of
from agents.dialogue import Answer, Finish, PersonInput, Reply, Say, Start, TurnInput
from agents.graph import Consultation, Outcome
from agents.intake.questions import OPENING
from agents.knowledge import Knowledge
from agents.medicines.advice import OVERDOSE
from agents.medicines.desk import WHICH, boxes
from agents.state import ConsultationState
from kg.schema import Status
from records.model import Provenance


class Talk:
    """A consultation in the making: `say` a text, tap a chip by its number, or end with None."""

    def __init__(self, consultation: Consultation, *, lang: str = "zh", age: float = 35, sex: str = "female") -> None:
        self.consultation = consultation
        person = PersonInput.model_validate({"relation": "self", "age_days": round(age * 365.25), "sex": sex})
        self.turn = -1
        self.state: ConsultationState | None = None
        self.reply: Reply
        self.run(Start.model_validate({"lang": lang, "person": person}))

    def run(self, given: TurnInput) -> None:
        self.turn += 1
        *_, last = self.consultation.run(self.state, given, turn=self.turn, now_ms=1000 * self.turn)
        outcome = cast("Outcome", last)
        self.state, self.reply = outcome.state, outcome.reply

    @property
    def known(self) -> ConsultationState:
        assert self.state is not None
        return self.state

    def say(self, *texts: str | int | None) -> str:
        for text in texts:
            if text is None:
                self.run(Finish())
            elif isinstance(text, int):
                assert self.known.open is not None
                self.run(Answer(question_id=self.known.open.id, options=(text,)))
            else:
                self.run(Say(text=text))
        return "\n".join(self.reply.messages)

    @property
    def open(self) -> str | None:
        return None if self.known.open is None else self.known.open.id

    def present(self) -> set[str]:
        parts = self.known.contributions
        return {each.id for part in parts for each in part.findings if each.status is Status.PRESENT}


def test_a_question_is_answered_and_writes_no_medicine_into_the_history(consultation: Consultation) -> None:
    talk = Talk(consultation, sex="male")
    assert "出血" in talk.say("布洛芬和阿司匹林能一起吃吗")
    assert talk.reply.stage == "intake"
    assert not [each for each in talk.present() if each.startswith("medicine.")]
    assert talk.known.contributions[-1].medicines == ()


def test_its_own_question_is_answered_by_a_chip_and_changes_the_advice(consultation: Consultation) -> None:
    talk = Talk(consultation)
    talk.say("能吃布洛芬吗")
    assert talk.open == "medicines.allergy"
    talk.say(1)
    assert talk.open == "medicines.pregnancy"
    assert "怀孕期间" in talk.say(0)
    assert talk.open == OPENING  # two were asked, and the interview's first question is back
    talk.say("头疼两天了")
    assert "headache" in talk.present()


def test_an_allergy_is_asked_by_name_and_remembered(consultation: Consultation) -> None:
    talk = Talk(consultation, sex="male")
    talk.say("能吃阿莫西林吗")
    talk.say(0)
    assert talk.open == WHICH
    assert "不要吃" in talk.say("青霉素")
    assert "benzylpenicillin" in {each for part in talk.known.contributions for each in part.allergens}
    assert "过敏" in talk.say("那头孢克洛能吃吗")


def test_an_allergy_told_by_chip_counts_as_well(consultation: Consultation) -> None:
    talk = Talk(consultation, sex="male")
    assert "过敏" in talk.say("能吃阿莫西林吗", 0, 0)


def test_a_slip_is_asked_back_and_a_yes_answers_the_first_question(consultation: Consultation) -> None:
    talk = Talk(consultation, sex="male")
    assert "说的是不是" in talk.say("布洛分能和华法林一起吃吗")
    assert "出血" in talk.say("是的")
    english = Talk(consultation, lang="en", sex="male")
    english.say("Can I take ibuprofin with warfarin?")
    assert "bleeding" in english.say("yes, ibuprofen")


def test_a_complaint_beside_the_question_goes_on_with_the_interview(consultation: Consultation) -> None:
    talk = Talk(consultation)
    answer = talk.say("怀孕12周，头疼两天了，能吃散利痛吗")
    assert "怀孕期间" in answer
    assert "headache" in talk.present()
    assert talk.open is not None
    assert talk.open != OPENING


@pytest.mark.parametrize(
    ("text", "lang", "heard"),
    [
        # How long is no age: a month of tablets made the one who takes them a child, and their complaints were nobody's.
        ("吃甲巯咪唑一个月了，今天嗓子疼发烧38.6，家里有阿莫西林，先吃着行不行", "zh", {"fever", "sore_throat"}),
        ("风团反反复复两个月，吃氯雷他定能不能压住", "zh", {"rash.hives"}),
        ("I have had a cough for 3 months, can I take amoxicillin", "en", {"cough"}),
        # A child that is minded, a mother who gives advice.
        ("带娃累得腰疼，能吃布洛芬吗", "zh", {"back_pain"}),
        ("我胸口疼，我妈非让我吃阿司匹林，能吃吗", "zh", {"chest_pain"}),
        ("头疼得厉害，家里只有布洛芬混悬液，能喝吗", "zh", {"headache.severe"}),
    ],
)
def test_what_hurts_beside_a_question_is_the_speaker_s_own(
    consultation: Consultation, text: str, lang: str, heard: set[str]
) -> None:
    talk = Talk(consultation, lang=lang)
    talk.say(text)
    assert heard <= set(talk.present()) | {each.split(".")[0] for each in talk.present()}
    assert talk.open != OPENING


@pytest.mark.parametrize(
    "text",
    [
        "孩子发烧38.5能吃布洛芬吗",
        "宝宝8个月大发烧能吃对乙酰氨基酚吗",
        "带孩子去看病，开了阿奇霉素，发烧能和美林一起吃吗",
        "我妈头疼，能吃布洛芬吗",
        "我儿子5岁，咳嗽两天，能吃右美沙芬吗",
    ],
)
def test_what_hurts_a_relative_beside_a_question_is_not(consultation: Consultation, text: str) -> None:
    talk = Talk(consultation)
    talk.say(text)
    assert not talk.present()


def test_an_answer_about_what_one_takes_is_no_question(consultation: Consultation) -> None:
    talk = Talk(consultation, sex="male", age=66)
    talk.say("我吃着华法林和布洛芬，这两天腰疼")
    assert "back_pain" in " ".join(talk.present())
    assert set(talk.known.contributions[-1].medicines) == {"warfarin", "ibuprofen"}


@pytest.mark.parametrize(("text", "lang"), [("一次吃了20片布洛芬", "zh"), ("I took twenty diazepam tablets", "en")])
def test_an_overdose_becomes_an_emergency(consultation: Consultation, text: str, lang: str) -> None:
    talk = Talk(consultation, lang=lang)
    assert "120" in talk.say(text)
    assert talk.reply.stage == "emergency"
    assert talk.reply.emergency is not None
    assert OVERDOSE in talk.present()


def test_an_impossible_amount_is_no_emergency(consultation: Consultation) -> None:
    talk = Talk(consultation)
    talk.say("吃了500克布洛芬")
    assert talk.reply.stage == "intake"


@pytest.mark.parametrize(
    ("first", "then", "stage"),
    [
        ("吃了一盒阿奇霉素还没好", "是一次吃的", "emergency"),
        ("吃了一盒阿奇霉素还没好", "不是，分五天吃的", "intake"),
        ("吃了500克布洛芬", "写错了，是0.3克", "intake"),
        ("吃了500克布洛芬", "真的吃了", "emergency"),
        ("吃了500克布洛芬", "写错了，是12克", "emergency"),
    ],
)
def test_the_word_on_a_doubted_amount_decides(consultation: Consultation, first: str, then: str, stage: str) -> None:
    talk = Talk(consultation)
    talk.say(first)
    assert talk.reply.stage == "intake"
    assert talk.say(then)
    assert talk.reply.stage == stage


def test_a_question_for_a_child_is_answered_and_not_written_into_the_parent_s_history(
    consultation: Consultation,
) -> None:
    talk = Talk(consultation)
    assert "瑞氏" in talk.say("孩子2岁发烧能吃阿司匹林吗")
    assert "fever" not in talk.present()


def test_a_question_after_the_advice_is_answered_too(consultation: Consultation) -> None:
    talk = Talk(consultation, sex="male")
    talk.say("流清鼻涕打喷嚏两天了", None)
    assert talk.reply.guidance is not None
    assert "重复" in talk.say("感冒灵和泰诺能一起吃吗")
    assert talk.reply.guidance is not None


def test_what_is_taken_together_reaches_the_page_the_note_and_an_opinion(
    consultation: Consultation, knowledge: Knowledge
) -> None:
    talk = Talk(consultation, sex="male", age=50)
    talk.say("我在吃辛伐他汀和克拉霉素，流清鼻涕打喷嚏两天了", None)
    state = talk.known
    assert talk.reply.guidance is not None
    assert talk.reply.stage == "guided"
    assert any("辛伐他汀" in line and "克拉霉素" in line for line in talk.reply.guidance.now)
    assert any(opinion.caution is not None and "辛伐他汀" in opinion.caution.zh for opinion in state.opinions)
    record = record_of(state, _provenance(), knowledge.graph, record_id="0" * 32, revision=1)
    assert "用药提醒" in record.note.plan
    assert "禁忌" in record.note.plan


def _provenance() -> Provenance:
    fields: Sequence[str] = tuple(Provenance.model_fields)
    return Provenance.model_construct(**dict.fromkeys(fields, ""))


def test_a_state_with_medicines_travels(consultation: Consultation) -> None:
    talk = Talk(consultation, sex="male")
    talk.say("我在吃华法林，这两天头晕")
    assert ConsultationState.from_bytes(talk.known.to_bytes()) == talk.known


def test_photographed_boxes_are_told_and_checked(consultation: Consultation, knowledge: Knowledge) -> None:
    state = Talk(consultation, sex="male").known
    text = "立普妥 阿托伐他汀钙片 国药准字H20051408\n通用名称：克拉霉素片\n国药准字H20033044 处方药"
    seen = boxes(knowledge, state, text, turn=1)
    assert seen is not None
    assert "阿托伐他汀" in seen.messages[0]
    assert "克拉霉素" in seen.messages[0]
    assert "小心" in seen.messages[1]
    assert set(seen.state.contributions[-1].medicines) == {"atorvastatin", "clarithromycin"}
    assert boxes(knowledge, state, "血常规检验报告 白细胞 5.6", turn=1) is None
    unknown = boxes(knowledge, state, "通用名称：某某安神片 国药准字Z12345678", turn=1)
    assert unknown is not None
    assert "没有资料" in unknown.messages[0]
