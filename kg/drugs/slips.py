"""Near misses of medicine names: one character wrong, lost, added or swapped. What is near is asked back, never corrected.

Chinese names of three characters are near only where the wrong character sounds like the right one, because one character in
three is much; from four on any one slip counts. English follows `kg.language.rows.spelling`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from kg.language.rows.spelling import Corrector, distance

SHORTEST: Final = 3
LONG: Final = 4
LONGEST: Final = 10
MOST_MEANT: Final = 3
_ALIKE: Final = (
    "分芬酚份粉纷氛 林淋霖磷临琳 西希昔息吸喜溪 平评瓶苹屏 他她它塔 汀丁叮定订停町 沙莎杀砂纱 坦谈毯弹潭 洛络罗落萝骆 拉啦喇 "
    "唑做坐作座挫错措 "
    "匹皮披批 酮同铜桐通 胺安氨铵按案桉 普扑朴谱 利力立丽历里理莉 米咪迷密 替提体题梯 啶定 星兴型 霉梅煤美每镁 头投 孢包胞抱泡 克可课刻科 "
    "肟污握卧沃 曲区屈趋 松送嵩 地帝第敌低 塞赛色 双霜爽 氯绿录率 硝消销 苯笨本奔 那纳娜拿钠 格隔革阁 列烈裂劣 酯脂指 康抗亢 泰太钛 "
    "诺若洛络 宁柠凝咛 灵零领铃 阿啊 莫默末漠 布部步补 洛罗 奥澳傲 美每 咯各 卡咖喀 马码吗玛 多朵度 非飞菲 辛心新欣 华化花 法发 依伊衣一 "
    "司斯思私丝 考靠 素宿 孟梦 鲁路陆 特忒 氨胺 溴嗅秀 索锁所 右又 甲夹假 双 硫流琉 氢轻青 可柯 贝倍北背 缬协 厄额恶 瑞锐 舒书叔 伐乏罚 "
    "格 仑轮伦 佐左 艾爱碍 坎砍侃 培陪 哚朵多 赖来 螺罗 呋夫福 吲引 达答打大 帕怕 文纹 度杜 恩嗯 净静 列 脂 醇纯 别憋 嘌飘漂 碱减简 仙先鲜 "
    "秋丘 冬东 芘 维唯为 散三 片偏 痛同通 快块 白百 感敢 息悉 敏闵 伪尾 麻马 黄皇 连莲联 清青 瘟温 银引 翘俏"
)
_HAN: Final = re.compile(r"[㐀-鿿]{3,}")
_LATIN: Final = re.compile(r"[a-z][a-z-]{3,}[a-z]")


def _sounds() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in _ALIKE.split():
        for character in group:
            found.setdefault(character, set()).update(group)
    return {character: frozenset(those) for character, those in found.items()}


_SOUNDS: Final = _sounds()


class Slips:
    """Answers the names near to passages of a text. `names` maps each name to its id."""

    def __init__(self, names: Mapping[str, str], common: frozenset[str]) -> None:
        self._ids = names
        self._near: dict[str, list[str]] = {}
        for name in names:
            if SHORTEST <= len(name) <= LONGEST and _HAN.fullmatch(name):
                for shorter in _shortened(name):
                    self._near.setdefault(shorter, []).append(name)
        latin = {name for name in names if name.isascii() and _LATIN.fullmatch(name)}
        self._corrector = Corrector(latin, common)
        self._common = common

    def near(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Answer the passages that are nearly a name (start, end, ids that may be meant), in a folded text."""
        for run in _HAN.finditer(text):
            yield from self._near_han(run[0], run.start())
        for word in _LATIN.finditer(text):
            meant = self._corrector.correct(word[0])
            if meant is not None and meant != word[0]:
                yield word.start(), word.end(), (self._ids[meant],)

    def _near_han(self, run: str, offset: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        at = 0
        while at < len(run):
            best = self._best_at(run, at)
            if best is None:
                at += 1
                continue
            end, names = best
            yield offset + at, offset + end, tuple(dict.fromkeys(self._ids[name] for name in names))[:MOST_MEANT]
            at = end

    def _best_at(self, run: str, at: int) -> tuple[int, list[str]] | None:
        """Answer where the nearest passage from here ends and the names near it: same length first, then the longest."""
        found: list[tuple[bool, int, str]] = []
        for size in range(SHORTEST, min(LONGEST, len(run) - at) + 1):
            word = run[at : at + size]
            for shorter in (word, *_shortened(word)):
                names = (name for name in self._near.get(shorter, ()) if _one_slip(word, name))
                found += [(len(name) != size, -size, name) for name in names]
        if not found:
            return None
        unlike, size, _ = min(found)
        nearest = sorted({name for other, other_size, name in found if (other, other_size) == (unlike, size)})
        return at - size, sorted(nearest, key=lambda name: not _sounds_alike(run[at : at - size], name))


def _shortened(word: str) -> set[str]:
    return {word[:index] + word[index + 1 :] for index in range(len(word))} | {word}


def _sounds_alike(word: str, name: str) -> bool:
    return len(word) == len(name) and all(
        one == other or other in _SOUNDS.get(one, ()) for one, other in zip(word, name, strict=True)
    )


def _one_slip(word: str, name: str) -> bool:
    if word == name or distance(word, name, 1) > 1:
        return False
    if len(name) == SHORTEST:
        return _sounds_alike(word, name)
    # A lost or added character at the edge is a name beside another word, not a slip inside one.
    return len(word) == len(name) >= LONG or (word[0] == name[0] and word[-1] == name[-1])
