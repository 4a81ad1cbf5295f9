"""What a word means, when a resident asks: in plain words, from the graph's own where it has them. Explains; judges nobody.

Plain meanings: 人民卫生出版社《诊断学》第 9 版 (2018), symptoms; MedlinePlus Medical Encyclopedia (U.S. National Library of Medicine).
"""

from __future__ import annotations

import re
from typing import Final

from agents.knowledge import Knowledge
from agents.state import Asked
from agents.words import in_sentence, listed, local
from kg.schema import FindingId, Lang, LocalText
from kg.text import diseases_named, understand

_ASKS: Final = re.compile(
    r"^(?:请问|那|这个|你说的|您说的|啥|什么)?(?:什么|啥|咋)(?:叫做?|是|子?叫)(?P<a>[^，。？?！!,]{1,16}?)(?:呢|啊|呀|嘛)?$"
    r"|^(?:请问|那|这个|你说的|您说的|刚才说的)?[“\"「]?(?P<b>[^，。？?！!,]{0,16}?)[”\"」]?(?:这个词|这词)?(?:是|指的是|指)?(?:什么|啥|咋个)(?:东西)?(?:意思|意义)(?:啊|呀|呢|嘛)?$"
    r"|^(?P<c>[^，。？?！!,]{2,12}?)(?:是(?:什么|啥)|怎么理解)(?:东西|症状|感觉)?(?:啊|呀|呢)?$"
    r"|^what (?:does|do|is meant by|is the meaning of) (?P<d>.{2,40}?)(?: mean)?$"
    r"|^what(?:'s| is| are) (?:an? |the )?(?P<e>.{2,40}?)$"
    r"|^(?P<f>.{2,40}?) (?:means what|meaning)$",
    re.IGNORECASE,
)
_THIS: Final = re.compile(
    r"^(?:这|这个|这句|这句话|那|那个|它|你问的|您问的|this|that|it|the question|you)?$", re.IGNORECASE
)
_REST: Final = re.compile(
    r"^(?:这|那|它|我这|这个|怎么回事|原因|病|药|医生|什么|the matter|wrong|going on|causing|the cause|my )",
    re.IGNORECASE,
)
"""What follows "what is" and is no word to be explained, but the complaint itself."""
_WHY: Final = re.compile(
    r"^(?:为什么|为啥|干嘛|干啥|咋)(?:要)?(?:问|管)|^why (?:do|are) you ask|^why does (?:it|that) matter", re.IGNORECASE
)
_SENTENCES: Final = re.compile(r"[。！!？?；;\n]+")

_WORDS: Final[tuple[tuple[re.Pattern[str], LocalText], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), local(zh, en))
    for pattern, zh, en in (
        (
            r"放射|radiat",
            "疼从一个地方窜到另一个地方，比如胸口疼牵到左胳膊、后背",
            "pain that spreads from one place to another, as from the chest to the left arm or back",
        ),
        (
            r"牵涉|referred",
            "毛病在一处，疼却在另一处，比如胆囊有事、右肩疼",
            "pain felt away from where the trouble is, as a gallbladder felt in the right shoulder",
        ),
        (
            r"绞痛|colic|cramping",
            "一阵一阵拧着疼，过一会儿松一点，又来",
            "pain that comes in twisting waves and eases in between",
        ),
        (r"压榨|压迫感|crushing|pressing", "像被石头压住、勒住的那种疼", "a pain like a heavy weight or a tight band"),
        (
            r"里急后重|tenesmus",
            "总想解大便，蹲下去又解不出多少",
            "feeling the need to pass stool again and again, with little coming",
        ),
        (
            r"柏油|黑便|tarry|black stool",
            "大便又黑又亮又黏，像修路的柏油，可能是胃肠里出过血",
            "stool that is black, shiny and sticky like tar; it may come from bleeding inside",
        ),
        (r"腹股沟|groin", "大腿根，肚子和大腿交界的那道沟", "the fold where the belly meets the thigh"),
        (
            r"上腹|心窝|epigastr",
            "肚脐往上、肋骨往下，中间那一块",
            "the middle of the belly, above the navel and below the ribs",
        ),
        (
            r"收缩压|高压|systolic",
            "血压两个数里大的那个，心脏收紧时的压力",
            "the larger of the two blood pressure numbers, when the heart squeezes",
        ),
        (
            r"舒张压|低压|diastolic",
            "血压两个数里小的那个，心脏放松时的压力",
            "the smaller of the two blood pressure numbers, when the heart rests",
        ),
        (
            r"糖化血红蛋白|糖化|hba1c|a1c",
            "抽一次血，看近两三个月血糖的平均水平",
            "a blood test that shows the average sugar of the last two to three months",
        ),
        (
            r"空腹|fasting",
            "八小时以上没吃东西，一般是早起还没吃饭的时候",
            "after eight hours or more without food, mostly before breakfast",
        ),
        (r"末次月经|last menstrual", "最近一次月经来的第一天", "the first day of the most recent period"),
        (
            r"寒战|rigor|shaking chill",
            "冷得浑身发抖、牙齿打颤，自己控制不住",
            "shaking with cold, teeth chattering, beyond control",
        ),
        (r"盗汗|night sweat", "睡着了出汗，醒来衣服被子都湿了", "sweating in sleep so that clothes and sheets are wet"),
        (r"先兆|aura", "发作之前先出现的感觉，比如眼前闪光", "what is felt before an attack, as flashing lights"),
        (
            r"随访|follow.?up",
            "隔一段时间联系一次，看看病情稳不稳、药合不合适",
            "keeping in touch at intervals to see whether things are stable",
        ),
    )
)
_EXPLICIT: Final = re.compile(r"意思|意义|什么叫|啥叫|\bmean", re.IGNORECASE)
MEANS: Final = local("“{word}”是说：{meaning}。", "“{word}” means: {meaning}.")
ALSO: Final = local("“{word}”也就是平常说的{words}。", "“{word}” is what people also call {words}.")
UNKNOWN: Final = local(
    "“{word}”这个词我讲不准，您可以请医生给您讲讲。", "I cannot explain “{word}” surely; your doctor can."
)
ASKED: Final = local("我想问的是：{question} {why}", "What I would like to know is: {question} {why}")


def _word_asked(sentence: str) -> str | None:
    """Answer the word whose meaning a sentence asks for, "" for the open question itself, None when it asks for none."""
    words = sentence.strip().strip("，, ")
    if _WHY.search(words):
        return ""
    found = _ASKS.match(words)
    if found is None:
        return None
    word = next((each for each in found.groups() if each is not None), "").strip("“”\"「」 '")
    if _THIS.match(word):
        return ""
    return None if _REST.match(word) else word


def meaning(knowledge: Knowledge, word: str, lang: Lang) -> str | None:
    """Answer a sentence with what a word means in plain words, None when neither the list nor the graph knows it."""
    for pattern, text in _WORDS:
        if pattern.search(word):
            return MEANS.in_(lang).format(word=word, meaning=text.in_(lang))
    told = understand(knowledge.lexicon, word, lang=lang)
    for disease in diseases_named(told)[:1]:
        lay = in_sentence(knowledge.graph.diseases[disease].lay, lang)
        return MEANS.in_(lang).format(word=word, meaning=lay.rstrip("。."))
    for finding in told.findings[:1]:
        return _other_words(knowledge, finding.id, word, lang)
    return None


def _other_words(knowledge: Knowledge, finding: FindingId, word: str, lang: Lang) -> str | None:
    concept = knowledge.graph.findings[finding]
    words = concept.words.zh if lang == "zh" else concept.words.en
    names = (*concept.name.zh.split("、"), *words) if lang == "zh" else (in_sentence(concept.name, "en"), *words)
    other = [each for each in dict.fromkeys(names) if each.casefold() != word.casefold()][:3]
    return ALSO.in_(lang).format(word=word, words=listed(other, lang)) if other else None


def explained(knowledge: Knowledge, text: str, asked: Asked | None, lang: Lang) -> tuple[tuple[str, ...], str]:
    """Answer what is said to the questions for a word's meaning that a message holds, and the message without them."""
    said: list[str] = []
    rest: list[str] = []
    for sentence in _SENTENCES.split(text):
        word = _word_asked(sentence)
        if word is None:
            rest.append(sentence)
        elif word:
            found = meaning(knowledge, word, lang)
            if found is not None:
                said.append(found)
            elif _EXPLICIT.search(sentence):
                said.append(UNKNOWN.in_(lang).format(word=word))
            else:
                rest.append(sentence)
        elif asked is not None:
            why = (asked.why or asked.question.why).in_(lang)
            said.append(ASKED.in_(lang).format(question=asked.question.text.in_(lang), why=why))
        else:
            rest.append(sentence)
    if not said:
        return (), text
    return tuple(said), "。".join(each for each in rest if each.strip())
