"""The forms in which a danger word may hide, folded back so that it is found: width, script, sound, and what is put between.

People under pressure, and adolescents on a watched phone, write around the word: spaced out, with a picture inside, in
traditional characters, in pinyin, in characters that sound alike. Folding serves detection only; what is kept and shown is what was
written. Every folded text remembers where each of its characters came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_TRADITIONAL: Final = str.maketrans(
    "殺樓農藥遺書輕結這沒無著為說話覺過還給嗎們個來後會麼從與對開關門時間點現邊裡頭腦氣員學習爾見聽寫讀買賣車東飛鳥魚"
    "馬龍難離歡體醫療腫經驗檢單讓誰許該應處備準燒煙燭繩橋慘壓強懷孫媽爺婦兒歲傷斷臟暈嘔麥疊僅剛幾樣實發熱溫臉腳針鐵壞"
    "緊鬆脹癢瀉膽腎靜動臥墜撲號喚鐘鄰貓雞鴨餓飯麵湯鹽濕幹癱軟顫驚嚇憂鬱煩惱淚嚨塵腸帶臺國廣長閉歷藝網電線機場錢銀鎮縣"
    "鄉種類級總統決變轉換達遠進運選擇認識試證詞評訴語誤請諒談論課調",
    "杀楼农药遗书轻结这没无着为说话觉过还给吗们个来后会么从与对开关门时间点现边里头脑气员学习尔见听写读买卖车东飞鸟鱼"
    "马龙难离欢体医疗肿经验检单让谁许该应处备准烧烟烛绳桥惨压强怀孙妈爷妇儿岁伤断脏晕呕麦叠仅刚几样实发热温脸脚针铁坏"
    "紧松胀痒泻胆肾静动卧坠扑号唤钟邻猫鸡鸭饿饭面汤盐湿干瘫软颤惊吓忧郁烦恼泪咙尘肠带台国广长闭历艺网电线机场钱银镇县"
    "乡种类级总统决变转换达远进运选择认识试证词评诉语误请谅谈论课调",
)
_SOUNDS: Final = (
    (re.compile(r"(?<!文)[自字紫孜渍姿][杀沙砂鲨刹煞纱](?![壶锅杯茶泥煲陶盆发裙巾])"), "自杀"),
    (re.compile(r"想(?:4|s(?![a-z])|亖|鼠(?!标)|四(?![处川个周天年月季次面肢点十百分]))"), "想死"),
    (re.compile(r"(?:不想|不能)[火货祸](?=了|着|下去|$)"), "不想活"),
    (re.compile(r"[火货][不卜]下去"), "活不下去"),
    (re.compile(r"割(?:碗|晚|万)(?![饭上])"), "割腕"),
    (re.compile(r"跳(?:搂|娄|lou)"), "跳楼"),
    (re.compile(r"寻(?:思路|4)"), "寻死"),
    (re.compile(r"[想要去](?:重开|噶了|嘎了|开席|领盒饭)(?!一[局把盘]|游戏)"), "想死"),
)
_SYLLABLES: Final = {
    "zi": "自", "sha": "杀", "si": "死", "huo": "活", "xiang": "想", "bu": "不", "le": "了", "tiao": "跳", "lou": "楼",
    "qing": "轻", "sheng": "生", "ge": "割", "wan": "腕", "wo": "我", "zhe": "着", "xia": "下", "qu": "去", "yao": "药",
    "nong": "农", "he": "喝", "mei": "没", "yi": "意", "ji": "己", "xun": "寻", "zhen": "真", "de": "的", "hao": "好",
}  # fmt: skip
_TELLING: Final = frozenset("杀死活楼腕生")
_LATIN: Final = re.compile(r"[a-z]+(?:[ '’]+[a-z]+)*")
_SPACED: Final = re.compile(r"\b(?:[a-z][ .*_-]){2,}[a-z]\b")
_LEET: Final = str.maketrans("013457@$", "oieastas")


@dataclass(frozen=True)
class Folded:
    """A folded text. `places[i]` is where character i came from in the text as written; `squeezed` had something taken out."""

    text: str
    places: tuple[int, ...]

    def start(self, index: int) -> int:
        """Answer where a character of the folded text stands in the written one."""
        return self.places[index] if index < len(self.places) else (self.places[-1] + 1 if self.places else 0)


def plain(text: str) -> str:
    """Answer the text in one width, one case and simplified characters; each character stays in its place."""
    words = simplified(text)
    low = words.lower()
    if len(low) == len(words) and "\u03a3" not in words:  # the only letter that lowers by what stands around it
        return low
    return "".join(low if len(low := character.lower()) == 1 else character for character in words)


def simplified(text: str) -> str:
    """Answer the text in one width and in simplified characters, its case kept; each character stays in its place."""
    if unicodedata.is_normalized("NFKC", text):  # then every character by itself is, and keeps its width
        return text.translate(_TRADITIONAL)
    folded = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(f if len(f) == 1 else c for f, c in zip(folded, text, strict=True)).translate(_TRADITIONAL)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def squeezed(text: str) -> Folded:
    """Answer the plain text without anything that is no letter and no digit, as when a word is spaced or dotted out."""
    kept = [(c, i) for i, c in enumerate(plain(text)) if c.isalnum()]
    return Folded("".join(c for c, _ in kept), tuple(i for _, i in kept))


_JUNK: Final = re.compile(r"(?<=[\u3400-\u9fff])(?:[^\w，。；！？：,;!?\n]|_)+(?=[\u3400-\u9fff])")


def unjunked(text: str) -> str:
    """Answer the plain text without what stands between two characters and ends no clause: blanks, dots, pictures."""
    return _JUNK.sub("", plain(text))


def forms(text: str) -> tuple[str, ...]:
    """Answer the ways in which a text may be read for what it asks or tells: without junk, and with figures read as letters."""
    bare = unjunked(text)
    return tuple(dict.fromkeys((bare, unleeted(bare))))


def sounded(text: str) -> str:
    """Answer the plain text with what only sounds like a danger word, or spells it in pinyin, written as that word."""
    words = _LATIN.sub(_from_pinyin, plain(text))
    for pattern, word in _SOUNDS:
        words = pattern.sub(word, words)
    return words


def _from_pinyin(match: re.Match[str]) -> str:
    """Answer a run of Latin letters as characters, when all of it is pinyin of a few syllables that tell something."""
    run = match.group()
    letters = re.sub(r"[ '’]", "", run)
    found: list[str] = []
    while letters:
        size = next((n for n in range(min(5, len(letters)), 1, -1) if letters[:n] in _SYLLABLES), 0)
        if not size:
            return run
        found.append(_SYLLABLES[letters[:size]])
        letters = letters[size:]
    around = match.string[max(0, match.start() - 1) : match.start()] + match.string[match.end() : match.end() + 1]
    touching = any(_is_han(c) for c in around)
    return "".join(found) if _TELLING.intersection(found) and (len(found) > 1 or touching) else run


def unleeted(text: str) -> str:
    """Answer English with figures for letters written as letters, and single letters that were spaced out joined."""
    words = re.sub(r"(?<=[a-z@$])[013457@$]|[013457@$](?=[a-z])", lambda m: m.group().translate(_LEET), plain(text))
    joined = _SPACED.sub(lambda match: re.sub(r"[ .*_-]", "", match.group()), words)
    return re.sub(r"(?<=[a-z]) {2,}(?=[a-z])", " ", joined)
