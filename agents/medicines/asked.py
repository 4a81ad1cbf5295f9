"""What a message asks of medicines: which are named, which are already taken, and which kind of question it is.

Reads one message and nothing of the consultation. A message that only tells what is taken asks nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from agents.medicines.unknown import unknown_names
from kg.drugs.amounts import Amount, doubtful
from kg.drugs.names import Mention, Names, Suspect
from kg.drugs.pharmacy import Pharmacy

Kind = Literal[
    "together",
    "may",
    "duplicate",
    "effects",
    "missed",
    "meal",
    "driving",
    "dose",
    "stop",
    "check",
    "what",
    "more",
    "which",
]

Role = Literal["taken", "asked", "allergen", "tolerated", "none"]
_WORDS: Final[tuple[tuple[Kind, str], ...]] = (
    (
        "missed",
        (
            r"(忘|漏)(了|记|掉)?.{0,8}(吃|服|打|用|喝|点)|(忘|漏)(吃|服|打)|(吃|服|打)忘|漏服|(忘|漏)了?一(次|顿|天|针)|(忘|漏)[^，。]{0,8}(补|咋办|怎么办)|少(吃|服)了?一(次|顿)"
            r"|\b(miss(ed)?|forg[eo]t(ten)?|skipped)\b.{0,40}"
        ),
    ),
    (
        "more",
        (
            r"(?:多|又|重复|连着)(?:吃|喂|服|打|喝|用)了(?:一|两|半|几|\d)?(?:次|片|粒|颗|倍|遍|支|针|顿|袋|包|回)|(?:吃|喂|服|打|喝|用)(?:多|重)了"
            r"|(?:吃|喂|服|打|喝)了(?:两|双)(?:份|倍|遍)"
            r"|\b(?:took|taken|gave|had|given)\b.{0,30}\b(?:twice(?! (?:a|per|each|every) day)(?! daily)|double|too "
            r"much|too many|an extra|one extra|two doses)\b"
        ),
    ),
    (
        "dose",
        (
            r"(吃|喝|服|用|打|含|抹|喂)(多少|几(片|粒|颗|丸|支|袋|毫升|次)|多大量)|几(片|粒|颗)|多少(片|粒|毫克|"
            r"mg|ml|毫升)|剂量|用量|(一天|每天|一日|每次|一次)[^，。]{0,4}(几|多少)|最多(吃|用|几|多少)|怎么(吃|服用?|喂|用)"
            r"|加(量|一片|到)|减(量|半)|(能|可以|要不要|可不可以).{0,6}(多|少)(吃|服).{0,4}(片|粒|点|次)|吃两片(行|可以)"
            r"|\bhow (much|many|often)\b|\bdos(e|age)\b|\bhow (do|should) i take\b|\b(double|increase|reduce|"
            r"halve|cut)\b.{0,20}\b(dose|tablet|pill|it)\b"
        ),
    ),
    (
        "stop",
        (
            r"(能|可以|要|该|可不可以|能不能|要不要|需要).{0,6}(停|不吃)(药|了|掉|一停|用)?|停药(?!(几|多久|后|之后|一周|多少))|换成|换药|改吃"
            r"|\b(can|should|may) i (stop|come off|quit|switch|change)\b|\bstop taking\b"
        ),
    ),
    (
        "meal",
        (
            r"饭前|饭后|空腹|餐前|餐后|睡前(吃|服)|随餐|(什么时候|几点|早上还是晚上|早上吃还是晚上).{0,6}(吃|服|打)|(吃|服).{0,6}什么时候|早上吃还是|晚上吃还是"
            r"|\b(before|after|with|without) (food|meals?|breakfast|eating)\b|\bempty stomach\b|\bwhat "
            r"time\b|\bwhen (should|do|to) (i )?take\b|\bmorning or (at )?(night|evening)\b"
        ),
    ),
    ("driving", r"开车|驾驶|驾车|骑(电动)?车|开电动车|开机器|高空作业|\bdriv(e|ing)\b|\boperate machin"),
    (
        "duplicate",
        (
            r"重复|一样|(是不是|是否)(一样|同一种|一种|一个)|同一种(药)?(吗|么)?|有(什么|啥)?区别|一回事|\b(same "
            r"(thing|medicine|drug)|duplicat|difference between)\b"
        ),
    ),
    (
        "effects",
        (
            r"副作用|不良反应|注意(什么|些什么|啥|哪些|事项)|(要|需要|应该)注意|有什么反应|伤(胃|肝|肾)(吗|么|不)"
            r"|\bside[- ]effects?\b|\bwatch (out )?for\b|\badverse\b|\bbad for (my|the) (liver|kidneys?|stomach)\b"
        ),
    ),
    (
        "check",
        (
            r"查一?下|查查|帮(我|忙)(看|查|核对)|核对|看看(有没有|有无|行不行)|(有没有|有无|有什么)(冲突|问题|相互作用|不能一起)|药单"
            r"|\b(check|review|go over|look over)\b.{0,30}(medicines?|medications?|meds|pills|tablets|list|these|"
            r"them|interactions?)|\bany interactions?\b"
        ),
    ),
    (
        "together",
        (
            r"一起(吃|用|服|喝)?|同时(吃|用|服|喝)?|同(吃|服)|合用|搭配|混(着|合|在一起)|相克|冲突|犯冲|相互作用|(隔|间隔)(多久|多长时间|几个小时)"
            r"|\b(together|at the same time|along with|combine[ds]?|mix(ed|ing)?|interact(s|ion|ions)?|alongside)\b"
        ),
    ),
    (
        "what",
        (
            r"(是|属于)(什么|啥|哪种|哪类)药|(有没有|有|含)[^，。]{0,3}西药|(是|干|做)(什么|啥)用的|治(什么|啥)"
            r"(病|的)|含(什么|啥|哪些)成分|有没有.{0,6}成分|\bwhat is\b.{0,30}\b(for|used)\b|\bwhat does\b.{0,30}\b(do|contain|treat)\b"
        ),
    ),
    (
        "which",
        (
            r"(?:吃|用|买|喝|服)(?:点|些)?(?:什么|啥|哪种|哪个|哪些)药|有(?:什么|啥)药(?:能|可以)?(?:吃|用)|什么药(?:好|管用|有效|能吃)"
            r"|\b(?:what|which) (?:medicine|medicines|medication|painkiller|tablets?|pills?|drug)\b.{0,20}\b(?:can|should|may|to|is)\b"
            r"|\bwhat (?:can|should|may) i take\b"
        ),
    ),
    (
        "may",
        (
            r"(能不能|可不可以|能否|可否|可以|适不适合|适合|该不该|要不要|敢不敢|能)[^，。；]{0,12}(吃|喝|用|服|打|抹|擦|涂|含|喂|给|碰|做)"
            r"|(吃|喝|用|服|打|抹|含|喂)[^，。；]{0,14}(行吗|行不行|可以吗|可以不|能行吗|没事吧|没事吗|有事吗|"
            r"要紧吗|有影响吗|有没有影响|影响.{0,6}吗|危险吗|安全吗|安不安全|好吗|对不对|可以么|行么|有关系吗|怎么办|咋办)"
            r"|(能|可以)(吗|不|么)|\b(can|may|could|should|is it (ok|okay|safe|fine|alright|all right))"
            r"\b.{0,60}\b(take|use|have|give|drink|eat|to)\b"
            r"|\b(safe|ok|okay|allowed|fine)\b.{0,30}\b(with|in|during|while|for|to)\b"
        ),
    ),
)
_PATTERNS: Final = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS)
_QUESTION: Final = re.compile(
    r"[?？]\s*$|(吗|么|嘛|呢|吧|不)[。.！!]*$|怎么办|咋办|^\s*(can|is|are|do|does|should|may|what|how|which|when)\b",
    re.IGNORECASE,
)
_ABOUT_MEDICINES: Final = re.compile(
    r"药|片|胶囊|\b(medicines?|medications?|meds|pills?|tablets?|drugs?)\b", re.IGNORECASE
)
_TAKES: Final = re.compile(
    r"(?:我|他|她|孩子|宝宝|老人|爸|妈|一直|正|在|每天|天天|平时|长期|还|目前|现在|最近|昨天|今天|刚|刚刚|"
    r"已经|早上|晚上|不小心)[^，,。；;？?能]{0,6}(?:吃着|在吃|吃了|服着|服用|用着|打着|打了|喝了|吃|服|用|打)[^，,。；;？?]{0,4}$"
    r"|(?:吃着|在吃|正吃|吃了|喝了|服了|打了|用了|服用着|用着|打着|误服了?|误吃了?|吞了|刚吃过?|长期吃|一直吃|正在吃|正在用)[^，,。；;？?]{0,8}$"
    r"|(?:\b(?:i|he|she|we|they|my \w+)\b[^,.;?]{0,14}\b(?:take|takes|taking|took|taken|on|use|using|had|"
    r"drank|swallowed)\b|\b(?:taking|took|already on|been on|i'?m on|am on|is on|having taken|after)"
    r"\b)[^,.;?]{0,30}$",
    re.IGNORECASE,
)
_ASKS_BEFORE: Final = re.compile(
    r"(?:能不能|能否|可不可以|可以|能|要不要|该不该|还能|敢|想|打算|准备|should|can|could|may|safe|ok|"
    r"okay|want to|going to)[^，,。；;]{0,18}$|\b(?:should|can|could|may|safe|ok|okay)\b[^,.;]{0,45}$",
    re.IGNORECASE,
)
_NOT_TAKEN: Final = re.compile(
    r"(?:没|没有|不|从不|从来不|停了|以前|之前)(?:在|再)?(?:吃|用|服|打|喝)[^，,。；;]{0,6}$|\b(?:not|"
    r"never|no longer|stopped|used to)\b[^,.;]{0,20}$",
    re.IGNORECASE,
)
_ALLERGIC: Final = re.compile(
    r"^[^，,。；;？?能可吃用]{0,12}(?:过敏(?!药|性|原|源)|皮试阳性|皮试(?:没|不)过)|^\s*allerg", re.IGNORECASE
)
_ALLERGIC_BEFORE: Final = re.compile(
    r"\ballerg(?:ic|y|ies)\s+(?:to|is|are|:)?(?:(?!\b(?:can|may|should|is|do|could)\b)[^.;?]){0,40}$", re.IGNORECASE
)
_NO_ALLERGY: Final = re.compile(
    r"不过敏|没有?过敏|无过敏|不是过敏|\b(?:no|not|never)\b[^.;?]{0,16}\ballerg", re.IGNORECASE
)
_PART: Final = re.compile(r"[，,。；;]|但是?|不过(?!敏)|\bbut\b|\.(?=\s|$)", re.IGNORECASE)
_SAYS_ALLERGY: Final = re.compile(r"过敏|皮试|\ballerg", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """What one message says of medicines. `taken` and `asked` hold ids; one is never in both, nor an allergen in either.

    `told_twice`: ids named under two different names in one message. `absurd`: amounts that cannot be right or are too much.
    """

    text: str
    kinds: frozenset[Kind]
    taken: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    roles: tuple[Role, ...] = ()
    """Of each mention what is said of it; `tolerated`: an allergy to it is denied."""
    told_twice: tuple[str, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    unknown: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """Answer all ids that are taken or asked for, medicines told under two names twice."""
        return (*self.taken, *self.asked, *self.told_twice)

    @property
    def is_question(self) -> bool:
        """Answer whether it is a question about medicines."""
        something = bool(self.mentions or self.suspects or self.unknown or _ABOUT_MEDICINES.search(self.text))
        about_food_alone = self.mentions and all(each.kind == "substance" for each in self.mentions)
        if about_food_alone and not (self.unknown or self.suspects or _ABOUT_MEDICINES.search(self.text)):
            return False
        return something and (bool(self.kinds) or (bool(self.mentions) and bool(_QUESTION.search(self.text))))


def read_asked(pharmacy: Pharmacy, names: Names, text: str) -> Asked:
    """Answer what a message says and asks of medicines. Never raises, whatever the text."""
    named = names.find(text)
    taken: list[str] = []
    asked: list[str] = []
    allergens: list[str] = []
    surfaces: dict[str, set[str]] = {}
    roles: list[Role] = []
    for number, mention in enumerate(named.mentions):
        role = _role(text, mention)
        # 华法林、阿司匹林和地高辛: what joins a list has the role of what stands before it.
        if role == "asked" and number and _joined(text, named.mentions[number - 1], mention):
            role = "asked" if roles[-1] in {"allergen", "tolerated"} else roles[-1]
        roles.append(role)
        {"taken": taken, "asked": asked, "allergen": allergens}.get(role, []).append(mention.id)
        if role in {"taken", "asked"} and mention.kind == "medicine":
            surfaces.setdefault(mention.id, set()).add(mention.text.casefold())
    kinds = frozenset(kind for kind, pattern in _PATTERNS if pattern.search(text))
    return Asked(
        text=text,
        kinds=kinds,
        taken=tuple(dict.fromkeys(taken)),
        asked=tuple(each for each in dict.fromkeys(asked) if each not in taken),
        allergens=tuple(dict.fromkeys(allergens)),
        mentions=named.mentions,
        roles=tuple(roles),
        told_twice=tuple(some_id for some_id, words in surfaces.items() if _two_products(words)),
        suspects=named.suspects,
        unknown=unknown_names(text, named),
        amounts=doubtful(pharmacy, text, named.mentions),
    )


def _two_products(words: set[str]) -> bool:
    """Answer whether these are two names; one inside the other (布洛芬, 布洛芬缓释胶囊) is the same said again."""
    return any(one not in other and other not in one for one in words for other in words)


def _joined(text: str, before: Mention, mention: Mention) -> bool:
    between = text[before.end : mention.start].strip().casefold()
    return between in {
        "、",
        "，",
        ",",
        "和",
        "跟",
        "与",
        "加",
        "及",
        "还有",
        "and",
        "&",
        "+",
        "加上",
        ", and",
        "以及",
        "",
    }


def _role(text: str, mention: Mention) -> Role:
    before, after = text[: mention.start], text[mention.end :]
    clause = re.split(r"[。；;！!？?\n]", before)[-1]
    if _ALLERGIC.search(after) or _ALLERGIC_BEFORE.search(clause):
        # 青霉素不过敏，磺胺过敏: a part that says it of its own is judged by itself, any other by what it goes on from.
        part = _PART.split(clause)[-1] + mention.text + _PART.split(after)[0]
        whole = part if _SAYS_ALLERGY.search(part) else clause + mention.text + after[:12]
        return "tolerated" if _NO_ALLERGY.search(whole) else "allergen"
    if _NOT_TAKEN.search(clause):
        return "none"
    if _TAKES.search(clause) and not _ASKS_BEFORE.search(re.split(r"[，,]", clause)[-1]):
        return "taken"
    return "asked"
