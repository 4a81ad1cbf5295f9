"""General questions on health that tell no complaint: food, exercise, heredity, vaccines, giving up, the intimate.

Each has a short word that is true for everybody, says who decides for this person, and names what can be done here. Nothing is noted as
a complaint because of them, and the open question stays.

Sources: 国家卫生健康委 成人高血压、高脂血症食养指南 (2023); WHO guidelines on physical activity and sedentary behaviour (2020);
NICE CG115 (alcohol withdrawal, 2011); WHO Family planning: a global handbook (2022); WHO guidelines on HIV post-exposure prophylaxis
(2024); 中国临床戒烟指南 (2015); 国家免疫规划疫苗儿童免疫程序 (2021); 狂犬病暴露预防处置工作规范 (2023).
"""

from __future__ import annotations

import re
from typing import Final

from agents.intake import phrases
from agents.intake.normal_ranges import normal_of
from agents.intake.smalltalk import LATER
from agents.knowledge import Knowledge
from agents.state import ConsultationState
from agents.words import local
from kg.schema import LocalText

_CAN: Final = local(
    "您问的我记下了，医生能看到。我能帮的是：哪里不舒服、化验单怎么看、几种药能不能一起用，都可以问我。",
    "I have noted your question for the doctor. What I can help with: a complaint, a report, and whether medicines go together.",
)
_OPEN: Final = (
    r"(?:[？?]|吗|么|嘛|不$|没$|呢|咋|啥|怎么|怎样|如何|什么|多少|多久|多大|几[个岁天月次]|哪|能不能|可不可以|可以不|行不行|好不好"
    r"|够不够|会不会|要不要|是不是|该不该"
    r"|有没有|有办法|请教|想问|(?:^|[.,!;:]\s*)(?:can|could|should|is|are|do|does|will|what|how|when|which|why|may)\b)"
)
_FOOD: Final = (
    r"(?:能|可以|该|要|宜|敢|多|少|怎么|如何|别|不能|适合)(?:不能|不可以)?[^，。？?]{0,4}(?:吃|喝|忌口)(?!药)"
    r"|吃[^，。？?药片]{1,8}(?:好|行|可以|有用|补)"
    r"|忌口|饮食|食谱|食物|营养|补钙|补铁|辅食|主食|水果|\b(?:eat|eating|drink|diet|foods?|eggs?|fruit|salt|coffee|tea|meat|sugar)\b"
)
_MOVING: Final = (
    r"跑步|运动|锻炼|走路|散步|健走|爬山|爬楼|游泳|健身|打球|瑜伽|太极|跳操|跳绳|广场舞|深蹲|骑车|万步|减肥|减重"
    r"|\b(?:exercise|run|running|jog|jogging|walk|walking|swim|swimming|gym|yoga|workouts?|lose weight|steps a day)\b"
)
_KINDS: Final[tuple[tuple[str, re.Pattern[str], LocalText], ...]] = tuple(
    (id_, re.compile(pattern, re.IGNORECASE), local(zh, en))
    for id_, pattern, zh, en in (
        (
            "lick",
            r"(?:狗|猫|兔子|仓鼠)[^，。]{0,6}舔|舔[^，。]{0,4}(?:狗|猫)|\b(?:dog|cat|puppy|kitten)\b[^.]{0,20}\blick",
            (
                "皮肤没破，只是被猫狗舔了一下，用肥皂和清水洗干净就行，一般不用打狂犬病疫苗。舔到伤口、抓痕、嘴或眼睛，或者被咬、被抓破，"
                "哪怕没出血，先用肥皂水和流动清水冲15分钟，今天就去狂犬病门诊。"
            ),
            (
                "A lick of a dog or cat on whole skin wants soap and water and usually no rabies vaccine. If it met a wound, a scratch, "
                "the mouth or an eye, or with a bite or broken skin even without blood, wash 15 minutes with soap under running water "
                "and go to a rabies clinic today."
            ),
        ),
        (
            "contraception_failed",
            (
                r"(?:避孕套|安全套|套子?)[^，。]{0,4}(?:破|掉|滑|漏)|没(?:戴套|避孕|做措施)|无套|\bcondom\b[^.]{0,10}\b(?:broke|split"
                r"|burst|slipped|came off)"
            ),
            (
                "这件事要赶时间：不想怀孕的话，紧急避孕越早越管用，最好三天以内，今天就去妇科或者问药师。担心艾滋病，"
                "三天（72小时）以内去感染科或疾控问阻断药。"
            ),
            (
                "Time matters here. To prevent a pregnancy, emergency contraception works best early, within three days: see a clinic or "
                "pharmacist today. If HIV is a worry, ask an infection clinic about preventive medicine within 72 hours."
            ),
        ),
        (
            "alcohol",
            (
                r"(?:戒酒|断酒|不喝(?:酒)?了?|停了?酒)|(?:酒|喝)[^，。]{0,6}(?:戒|停不下|上瘾|瘾)|\b(?:quit|stop|give up|giving up"
                r"|cut down)\b[^.]{0,12}\b(?:drinking|alcohol|booze)"
            ),
            (
                "想少喝是好事。可天天喝、喝得多的人，别自己一下子全停：停酒后手抖、出汗、心慌，今天就去医院；看见不存在的东西、糊涂、"
                "抽搐，马上打120。在医生看护下戒，安全得多。"
            ),
            (
                "Wanting to drink less is good. But who drinks a lot every day should not stop all at once alone: shaking, sweating, a "
                "racing heart "
                "after stopping need a hospital today; seeing things, confusion or a fit, call 120. With a doctor's care it is much safer."
            ),
        ),
        (
            "smoking",
            (
                r"戒烟|(?:烟|抽)[^。]{0,10}戒|电子烟|烟瘾|\b(?:quit|stop|give up|giving up)\b[^.]{0,12}\b(?:smok\w+|vap\w+"
                r"|cigarettes?)\b|\bvap(?:e|ing)\b"
            ),
            (
                "烟和电子烟里的尼古丁都会让人上瘾，一次戒不成很常见，不丢人。定个日子、告诉家里人、把烟收走，会容易些；"
                "社区医院和戒烟门诊能给帮助，成功的机会大得多。"
            ),
            (
                "Nicotine in cigarettes and e-cigarettes is addictive; failing at first is common and no shame. A set day, family who "
                "know, and no "
                "cigarettes around make it easier; a community clinic or stop-smoking clinic raises the chances a great deal."
            ),
        ),
        (
            "habit",
            (
                r"(?:打游戏|手机|赌|刷视频|网购|彩票)[^。]{0,10}(?:停不下|控制不住|上瘾|瘾|戒|病)|吸毒|毒瘾|戒毒|\b(?:addict\w*"
                r"|gambling|gaming)\b"
            ),
            "停不下来、耽误了吃饭睡觉和正事，就值得找人帮一把，这不是意志不坚强。精神心理科、家庭医生都可以谈，说的话会替您保密。",
            (
                "When it cannot be stopped and eats into sleep, meals and duties, help is worth having; it is no weakness of will. A "
                "mental health "
                "clinic or your family doctor will listen in confidence."
            ),
        ),
        (
            "vaccine",
            r"疫苗|预防针|加强针|\b(?:vaccin\w+|jabs?|flu shot|booster)\b",
            (
                "打哪种、什么时候打，看年龄、身体和以前打过没有，社区的预防接种门诊能查到记录、当场定。正发烧、以前打针过敏、怀孕，"
                "去之前先说。"
            ),
            (
                "Which vaccine and when depends on age, health and earlier doses; the community vaccination clinic has the records and "
                "decides with "
                "you. Tell them first about a fever, an earlier reaction or a pregnancy."
            ),
        ),
        (
            "heredity",
            (
                r"遗传|(?:我|孩子|以后|将来)[^，。]{0,8}(?:也会|会不会|会也?)(?:也)?(?:得|有|患)|\b(?:inherit\w*|hereditary|genetic"
                r"|run(?:s)? in (?:the|my) famil\w+"
                r"|will i (?:get|have)|my chances of)\b"
            ),
            "家里有人得，自己的机会可能大一些，可大多数病不是注定的。请把谁得的、几岁得的告诉家庭医生，由医生看要不要早点查、怎么查。",
            (
                "When it is in the family the chance may be greater, yet most illnesses are not certain to follow. Tell your family "
                "doctor who had "
                "it and at what age; the doctor decides whether and how to check early."
            ),
        ),
        (
            "contagion",
            r"(?:传染|传给|被传上)|\b(?:contagious|catch|infectious|get \w+ from (?:sharing|kissing|a))\b",
            (
                "传不传、怎么传，每种病不一样：一起吃饭、握手多数不传血里带的病；咳嗽、疱疹、拉肚子这些，少接触、勤洗手、"
                "东西分开用更稳妥。拿不准的，请家庭医生看要不要查。"
            ),
            (
                "How an illness passes on differs: what is carried in blood mostly does not pass by shared meals or hands; with "
                "coughs, cold sores "
                "or diarrhoea, less contact, washed hands and separate things are wise. If unsure, ask your family doctor about a test."
            ),
        ),
        (
            "intimate",
            (
                r"自慰|手淫|性生活|房事|同房|做爱|梦遗|遗精|排卵期|避孕|备孕|要孩子|生孩子|处女膜|\b(?:masturbat\w+|sex|contracepti\w+"
                r"|ovulat\w+|fertile)\b"
            ),
            (
                "这种事很多人想问，不用难为情。不疼、不出血、不影响日子，多半不用担心；有疼、出血、流脓、长东西，或者备孕、避孕拿不准，"
                "可以看妇科、男科或问家庭医生，说的话会保密。"
            ),
            (
                "Many people want to ask this; there is no need to be embarrassed. Without pain, bleeding or trouble in daily life it "
                "is mostly no "
                "worry; with pain, bleeding, discharge or a lump, or for planning or preventing a child, see a clinic or your family "
                "doctor, in confidence."
            ),
        ),
        (
            "moving",
            _MOVING,
            (
                "多数人慢慢加、能说话不喘的运动是好的，走路就算。胸口闷、头晕、关节肿疼就停下来，告诉医生。您适合多大的量，要看心脏、"
                "关节和在吃的药，请家庭医生帮您定。"
            ),
            (
                "For most people exercise that grows slowly and still lets you talk is good; walking counts. With chest tightness, "
                "dizziness or a "
                "swollen joint, stop and tell a doctor. How much suits you depends on heart, joints and medicines; your family doctor "
                "can say."
            ),
        ),
        (
            "travel",
            r"坐(?:飞机|高铁|长途)|出远门|去高原|泡温泉|泡澡|蒸桑拿|旅游|\b(?:fly|flying|flight|travel|altitude|sauna|hot spring)\b",
            "能不能去，看最近稳不稳：新近住过院、放过支架、做过手术、胸闷气短还没好的，先问医生再动身。药放随身包，够用还要多几天的。",
            (
                "It depends on how stable things are: after a recent hospital stay, stent or operation, or with chest tightness or "
                "short breath, ask "
                "the doctor first. Keep medicines in the hand luggage, with some days to spare."
            ),
        ),
        (
            "food",
            _FOOD,
            (
                "大多数人吃得杂一点、淡一点，油盐糖少一点，就不会错。得了病能不能吃哪一样、吃多少，要看化验结果和在吃的药，"
                "请家庭医生或营养科帮您定。"
            ),
            (
                "For most people varied, plain food with less fat, salt and sugar is right. Whether and how much of a certain food "
                "suits an illness "
                "depends on results and medicines; your family doctor or a dietitian can say."
            ),
        ),
        (
            "caring",
            r"(?:照顾|照料|护理|伺候)[^。]{0,10}(?:注意|怎么|什么|啥|哪)|\b(?:look after|looking after|care for|caring for)\b",
            (
                "照顾长期有病的家人，记住三样：药按医生写的吃、定期量（血压、血糖）记下来、有变化早说。想按他（她）的情况细问，"
                "请回到第一步选上这位家人。"
            ),
            (
                "In caring for somebody with a long illness three things matter: medicines as the doctor wrote, readings written down, "
                "and changes "
                "told early. To ask for them in particular, please start again and choose this person."
            ),
        ),
    )
)
_ASKING: Final = re.compile(_OPEN, re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?<=[。！？!?\n])|(?<=\.)\s")
_TOLD_IN_PASSING: Final = frozenset({"food", "moving"})
_MEDICINE: Final = re.compile(
    r"药|片|胶囊|头孢|布洛芬|阿司匹林|胰岛素|\b(?:medicine|medication|pills?|tablets?|antibiotics?|ibuprofen|aspirin|insulin)\b",
    re.IGNORECASE,
)
_DANGEROUS: Final = re.compile(
    r"死|下毒|毒死|毒药|毒品|中毒|炸|杀|绝食|不吃饭|催吐|怎么.{0,4}(?:没人|不被)|\b(?:die|kill|poison|starv\w+|purge)\b",
    re.IGNORECASE,
)


def general_answer(knowledge: Knowledge, state: ConsultationState, text: str) -> tuple[str, ...]:
    """Answer what is said to a general question on health, nothing when a message asks none."""
    if _DANGEROUS.search(text):
        return ()
    normal = normal_of(knowledge, state, text)
    if normal is not None:
        return (normal,)
    if not _ASKING.search(text) or _MEDICINE.search(text):
        return ()
    said = next((said for kind, pattern, said in _KINDS if _asks_of(kind, pattern, text)), None)
    if said is None:
        return ()
    space = "" if state.lang == "zh" else " "
    return (f"{said.in_(state.lang)}{space}{_CAN.in_(state.lang)}",)


def _asks_of(kind: str, pattern: re.Pattern[str], text: str) -> bool:
    """Say whether a text asks of this; what somebody eats or does while they tell of something else is not asked of."""
    parts = _SENTENCE.split(text) if kind in _TOLD_IN_PASSING else [text]
    return any(pattern.search(part) and (len(parts) == 1 or _ASKING.search(part)) for part in parts)


_SAID_FOR_WANT_OF_BETTER: Final = (
    phrases.NOT_UNDERSTOOD,
    phrases.NOT_UNDERSTOOD_MOVING_ON,
    phrases.SOMEONE_ELSE,
    LATER,
)


def in_place_of(messages: tuple[str, ...], answer: tuple[str, ...], state: ConsultationState) -> tuple[str, ...]:
    """Answer the messages with a general answer where nothing better was said; what was said of danger or medicines stands alone."""
    stock = {each.in_(state.lang) for each in _SAID_FOR_WANT_OF_BETTER}
    return answer if answer and all(each in stock for each in messages) else messages
