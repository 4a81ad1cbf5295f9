"""What was told in free words for the sections of a history that the graph holds no finding for: told words, put where they belong.

Allergies with what they do, medicines as taken, the last period, pregnancies, vaccination, birth and feeding, work, tobacco and
alcohol with amounts, who one lives with, illnesses of the family. Words are kept as told and judged by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from agents.state import Section, ToldItem
from agents.words import local
from kg.graph import Graph
from kg.schema import Finding, FindingKind, Lang, Person, Sex, Status

MOST_WORDS: Final = 80
"""Characters of one item."""
MOST_ITEMS: Final = 12
"""Items of one message."""
CHILD_YEARS: Final = 14.0
BEARS_FROM_YEARS: Final = 10.0

_CLAUSE: Final = re.compile(r"[^，。；;！!？?\n、,.]+(?:\.(?=\d)[^，。；;！!？?\n、,.]+)*")
_GOES_ON: Final = re.compile(
    r"^\s*(?:一?[天日]|每[天日晚早次周]|早晚|早上|晚上|饭[前后]|睡前|一次|[一二两三半\d]+[片粒颗支次袋毫mM包两斤瓶根]"
    r"|(?:吃|用)了?.{0,4}[\d一二两三四五六七八九十几半多]+[年个天月周]|[\d一二两三四五六七八九十]+年|已经"
    r"|once|twice|three times|daily|every|\d+ ?(?:mg|tablets?|pills?|a day|per day|years?)|a day|at night|in the morning)",
    re.IGNORECASE,
)
"""What begins so belongs to the medicine or habit before it: "二甲双胍，一天两次"."""
_REACTS: Final = re.compile(
    r"^\s*(?:会|就|一[吃用打]就|吃了|用了|打了|起|出|长|浑身|全身|脸|嘴|喘|休克|皮疹|疹子|红|肿|痒|荨麻疹|拉肚子|恶心|呕吐|晕"
    r"|(?:i |it )?(?:get|got|gave|gives|had|have|causes?|makes?)\b|rash|hives|swelling|anaphylaxis|itching|wheez)",
    re.IGNORECASE,
)
_ALLERGY: Final = re.compile(
    r"过敏(?!性|源|原|科|药|季|体质)|皮试(?:阳性|没过)"
    r"|一[吃用打碰].{0,4}就(?:起|出|长|浑身|喘|肿|痒|吐|晕|休克)|\ballerg(?:y|ies|ic)\b",
    re.IGNORECASE,
)
_PERIOD: Final = re.compile(
    r"月经|例假|大姨妈|姨妈|身上(?:没来|来了)|末次|经期|痛经|绝经|停经|闭经"
    r"|\b(?:periods?|lmp|menstruat\w*|menopaus\w*)\b(?! of time)",
    re.IGNORECASE,
)
_BEARING: Final = re.compile(
    r"怀孕(?!过)|怀了|孕\d|孕[期早中晚]|备孕|验孕|早孕|哺乳|喂奶|上环|[带戴放]环|避孕|结扎"
    r"|\b(?:pregnan(?:t|cy)|contracept\w*|the pill|iud|breast-?feeding)\b",
    re.IGNORECASE,
)
_BIRTHS: Final = re.compile(
    r"怀过|怀孕过|生过|生了[一二两三\d]|顺产|剖[宫腹]|流产|人流|药流|刮[过了]?宫|宫外孕|[gG]\d[pP]\d"
    r"|\b(?:pregnancies|births?|miscarr\w*|abortions?|ca?esarean|c-section|ectopic)\b",
    re.IGNORECASE,
)
_VACCINE: Final = re.compile(r"疫苗|预防针|接种|卡介苗|\bvaccin\w*|\bimmuni[sz]\w*|\bjabs?\b", re.IGNORECASE)
_CHILD: Final = re.compile(
    r"早产|足月|出生(?:时|体重)|顺产|剖[宫腹]|母乳|奶粉|混合喂养|辅食|断奶|吃奶|身高|体重|长得|发育|会走"
    r"|会说话|学会|幼儿园|托班|学校|班[里上]|同学"
    r"|\b(?:premature|born at|full term|birth weight|breast-?fed|formula|weaned|nursery|kindergarten|school|classmates?|milestones?)\b",
    re.IGNORECASE,
)
_SOCIAL: Final = re.compile(
    r"(?:抽|吸|戒|嗦)(?:了)?.{0,6}烟|烟龄|[包根支]烟|(?:喝|戒)(?:点|了)?.{0,6}酒|[两斤瓶]酒|酒龄|(?:不|从不|没)(?:抽烟|吸烟|喝酒|饮酒)"
    r"|(?:一个人|独自|单独)(?:住|过|生活)|独居|离婚|离异|丧偶|守寡|未婚|已婚|单身|没结婚|住(?:校|养老院|宿舍)|和.{1,6}一起住"
    r"|(?:做|干|从事).{1,10}(?:的|工作|活)(?!了)|上[夜白]班|倒班|工地|务农|种地|下地干|打工|退休|下岗"
    r"|(?:是|当|干|职业|工作)[^，。]{0,5}(?:厨师|司机|教师|老师|护士|医生|农民|工人|程序员|快递|外卖|矿工|焊工|木工|装修|保洁|保安|会计)"
    r"|\b(?:smok(?:e[sd]?|ing|er)|cigarettes?|packs?|drink(?:s|ing)? (?:\w+ ){0,3}(?:beer|wine|alcohol|spirits|units)|alcohol"
    r"|live alone|living alone|divorced|widow\w*|married|retired|night shifts?|work(?:s|ing)? (?:as|in|at)"
    r"|(?:i am|i'm) (?:a|an) (?:\w+ )?(?:farmer|driver|teacher|nurse|cook|builder|miner|welder|student|clerk))\b",
    re.IGNORECASE,
)
_FAMILY: Final = re.compile(
    r"家族史|家里(?:人)?(?:有|都)|(?:我)?(?:爸|妈|父亲|母亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|哥|姐|弟|妹|兄弟"
    r"|叔|舅|姑|姨).{0,8}(?:有|得|患|也是|走了|去世|病|中风|脑梗|脑出血|心梗|高血压|糖尿|冠心|癌|肿瘤|肝炎|哮喘|痛风|偏瘫|抑郁|结核)"
    r"|\b(?:family history|runs in (?:my|the) family|my (?:father|mother|dad|mum|mom|brother|sister|grand\w+"
    r"|uncle|aunt) (?:has|had|have|died|is diabetic))",
    re.IGNORECASE,
)
_CONCERN: Final = re.compile(
    r"会不会(?:是|得|变)|怕(?:是|得|有|自己|我)|担心|很怕|害怕|\b(?:worried|afraid|scared|could (?:it|this) be)\b",
    re.IGNORECASE,
)
_MEDICATION: Final = re.compile(
    r"(?:在|一直|正在|平时|每天|长期|天天)(?:都)?(?:吃|服|用|打).{1,16}(?:药|片|胶囊|颗粒|丸|素|针|剂|林"
    r"|平|汀|坦|尔|脲|胍|唑)|打胰岛素|吃着.{1,12}"
    r"|\b(?:taking|i take|on) (?:\w+ ){0,3}(?:tablets?|pills?|medicines?|medication|insulin|inhaler|drops)\b",
    re.IGNORECASE,
)


def _end(text: str, end: int, goes_on: re.Pattern[str]) -> int:
    """Answer where a clause that ends at `end` ends with those right after it that only say more of it."""
    while end < len(text):
        following = _CLAUSE.match(text, end + 1) if text[end] in "，,、 " else None
        if following is None or not goes_on.search(following[0]):
            break
        end = following.end()
    return end


def _sections(
    graph: Graph, person: Person, findings: Iterable[Finding]
) -> list[tuple[Section, Callable[[str], object], re.Pattern[str]]]:
    """Answer the sections that fit this person, each with what tells its clauses, and how they go on."""
    # No pattern is made of these: `re` keeps what it compiled, and nothing that a resident said stays in a process (decision 22).
    names = [
        each.text.casefold()
        for each in findings
        if each.text and each.status is Status.PRESENT and graph.findings[each.id].kind is FindingKind.MEDICINE
    ]

    def of_medicines(clause: str) -> bool:
        return _MEDICATION.search(clause) is not None or any(name in clause.casefold() for name in names)

    sections: list[tuple[Section, Callable[[str], object], re.Pattern[str]]] = [
        ("allergies", _ALLERGY.search, _REACTS),
        ("medicines", of_medicines, _GOES_ON),
        ("family", _FAMILY.search, _GOES_ON),
        ("social", _SOCIAL.search, _GOES_ON),
        ("vaccination", _VACCINE.search, _GOES_ON),
        ("concern", _CONCERN.search, _GOES_ON),
    ]
    if person.age_years < CHILD_YEARS:
        sections.append(("child", _CHILD.search, _GOES_ON))
    if person.sex is Sex.FEMALE and person.age_years >= BEARS_FROM_YEARS:
        sections += [
            ("women", _PERIOD.search, _GOES_ON),
            ("women", _BEARING.search, _GOES_ON),
            ("births", _BIRTHS.search, _GOES_ON),
        ]
    return sections


_FOLLOWED: Final = {
    "intake.follow_up.figures": local("自测", "measured"),
    "intake.follow_up.taking": local("服药", "medicines"),
    "intake.follow_up.living": local("生活", "habits"),
    "intake.follow_up.checked": local("上次复查", "last check"),
}


_HABITUAL: Final = re.compile(
    r"一[吃用打碰]|吃了?就|打了?就|用了?就|会|以前|曾经|过去|小时候|那年|那次|\b(?:get|got|had|gave|gives"
    r"|cause[sd]?|years? ago|used to|always)\b",
    re.IGNORECASE,
)
_NOW: Final = re.compile(
    r"今天|现在|刚|这次|昨天|正在|这两天|\b(?:today|now|just|yesterday|this (?:morning|time))\b", re.IGNORECASE
)


def of_an_old_allergy(text: str, findings: Iterable[Finding], *, background: bool) -> frozenset[Finding]:
    """Answer the findings that are what a medicine does to this person, told as an allergy: "青霉素过敏，起疹子".

    Only where it is plain that it is not so now: in answer to the question on old illness and allergies (`background`), or told as
    what always happens or once happened. A reaction of today stays a complaint.
    """
    spans: list[tuple[int, int]] = []
    for clause in _CLAUSE.finditer(text):
        if _ALLERGY.search(clause[0]):
            end = _end(text, clause.end(), _REACTS)
            words = text[clause.start() : end]
            if not _NOW.search(words) and (background or _HABITUAL.search(words)):
                spans.append((clause.start(), end))
    return frozenset(
        each
        for each in findings
        if each.span is not None
        and not each.id.startswith(("hx.", "medicine."))
        and any(start <= each.span.start and each.span.end <= end for start, end in spans)
    )


def followed_items(question: str, said: str, lang: Lang) -> tuple[ToldItem, ...]:
    """Answer what an answer to a question of a follow-up tells for the note; nothing for any other question."""
    label = _FOLLOWED.get(question)
    if label is None or not said:
        return ()
    return (ToldItem(section="follow_up", words=f"{label.in_(lang)}: {said}"[:MOST_WORDS]),)


def told_items(graph: Graph, person: Person, text: str, findings: Iterable[Finding]) -> tuple[ToldItem, ...]:
    """Answer what a message tells for the sections of a history, each in the words that were said.

    `findings` are those understood of the message, with the words they came from.
    """
    sections = _sections(graph, person, findings)
    items: dict[tuple[Section, str], None] = {}
    taken: dict[Section, int] = {}
    for clause in _CLAUSE.finditer(text):
        for section, holds, goes_on in sections:
            if clause.start() < taken.get(section, 0) or not holds(clause[0]):
                continue
            taken[section] = end = _end(text, clause.end(), goes_on)
            items.setdefault((section, text[clause.start() : end].strip(" ，,、")[:MOST_WORDS]))
            if section == "allergies":
                break  # 青霉素过敏 is no medicine that is taken
    return tuple(ToldItem(section=section, words=words) for section, words in list(items)[:MOST_ITEMS])
