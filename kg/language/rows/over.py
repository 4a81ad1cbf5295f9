"""Words that a phrase is read over: of place (耳朵里头有蝉叫), portions (喝了半瓶农药), and qualifiers in reports (肩胛骨粉碎性骨折).

Denials that reports put inside a name are found here too (胸腔未见积液).
Knows Chinese words only. What the words themselves mean is nobody's business here: the name is the same without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLACES: Final = """
里头 里面 里边 上头 上面 上边 那儿 那里 那块 那边 那片 这儿 这里 这块 这边 这片 跟前
"""
_OF_REPORTS: Final = """
粉碎性 陈旧性 陈旧 新鲜 多发性 多发 单发 散在 数枚 局限性 弥漫性 部分 广泛 轻度 中度 重度 轻-中度 轻中度 中-重度 中重度 明显
不完全性 完全性 不全性 闭合性 开放性 撕脱性 压缩性 嵌插性 病理性 创伤性 外伤性 化脓性 浅表性 增生性 复发性 原发性 继发性 老年性
低分化 中分化 高分化 低-中分化 中-低分化 中低分化 浸润性 占位性 混合性 囊实性 实性 囊性 低回声 高回声 等回声 稍低回声 不规则 菜花样
下壁 侧壁 左侧壁 右侧壁 前间壁 高侧壁 三角区 顶部 头部 尾部 钩突 胃窦 胃体 节段性 局部 区 处 见 可见
后角 前角 内侧 外侧 上段 中段 下段 上端 下端 近端 远端 上叶 中叶 下叶 左叶 右叶 左右叶 前段 后段 前壁 后壁 球部 体部 底部 窦部
肌壁间 浆膜下 黏膜下 粘膜下 腔内 内 左侧 右侧 双侧 单侧 向后 向左后 向右后 急性 慢性 亚急性 早期 晚期 可疑
少量 大量 微量 中量 中等量 微小 小 较大 巨大
"""
_TAKEN: Final = frozenset("喝吃服吞咽灌抿舔吐呕咳咯拉屙饮了咗来")
_HOW_MANY: Final = frozenset("一二两三四五六七八九十几半大小好多整")
_PORTIONS: Final = frozenset("口瓶杯碗把片粒颗勺滴袋包支盒板罐桶盅克斤两盆缸滩摊")
_MOST_NUMERALS: Final = 3
_PLACE_WORDS: Final = frozenset(_PLACES.split())
_PLACE_ENDS: Final = frozenset("头面边")
_INSIDE: Final = frozenset("里上")
_QUALIFIERS: Final = frozenset(_OF_REPORTS.split())
_FIRST: Final = frozenset(word[0] for word in _QUALIFIERS)
_LONGEST: Final = max(map(len, _QUALIFIERS))
_REFUSALS: Final = frozenset(
    f"{denial}{more}"
    for denial in ["未见", "未及", "未探及", "未发现", "未触及", "未扪及", "未闻及", "未显示", "无", "没有", "没见"]
    for more in ("", "明显", "明确", "确切", "显著")
)
_REFUSING: Final = frozenset("未无没")
_LONGEST_REFUSAL: Final = max(map(len, _REFUSALS))
_SITES: Final = frozenset("左右上下中内外前后双单侧叶段部区壁支尖底窦体头颈角型期轻重度约、-")
_MOST_IN_BRACKETS: Final = 8
"""Tokens of a place in brackets, as reports give it behind an organ: 肺（左上叶）腺癌, 脂肪肝（轻度）."""
_NAME: Final = 8
"""Tokens within which the name of a tumour ends."""
_MOST: Final = 2
"""Qualifiers that may follow one another."""


def read_over(forms: Sequence[str]) -> dict[int, int]:
    """Answer where such words stand: from the index of the first token to the index after the word.

    头 of 里头 counts alone too, where the phrase itself has 里.
    """
    answer: dict[int, int] = {}
    for index in range(1, len(forms) - 1):
        form = forms[index]
        if form + forms[index + 1] in _PLACE_WORDS:
            after = index + 2
            answer[index] = after + 1 if after < len(forms) and forms[after] == "儿" else after
        elif form in _PLACE_ENDS and forms[index - 1] in _INSIDE:
            answer[index] = index + 1
        elif form == "(" and (after := _bracketed(forms, index)) > index:
            answer[index] = after
        elif form == ")" and _tumour(forms, index + 1):
            answer[index] = index + 1
        elif forms[index - 1] in _TAKEN:
            answer.update(_over(index, _portion(forms, index)))
        elif form in _FIRST:
            answer.update(_over(index, _qualified(forms, index)))
    return answer


def refusals(forms: Sequence[str]) -> dict[int, int]:
    """Answer where a report denies inside a name, 胸腔未见积液: from the index of the first token to the index after the denial."""
    answer: dict[int, int] = {}
    for index in range(1, len(forms) - 1):
        if forms[index] in _REFUSING:
            for size in range(min(_LONGEST_REFUSAL, len(forms) - index), 0, -1):
                if "".join(forms[index : index + size]) in _REFUSALS:
                    answer[index] = index + size
                    break
    return answer


def _bracketed(forms: Sequence[str], index: int) -> int:
    """Answer the index after a bracket that holds nothing but a place or a degree; the index itself where it holds more."""
    for at in range(index + 1, min(len(forms), index + 2 + _MOST_IN_BRACKETS)):
        if forms[at] == ")":
            return at + 1
        if forms[at] not in _SITES:
            break
    return index


def _tumour(forms: Sequence[str], index: int) -> bool:
    """Say whether a tumour is named here: pathologists write the organ in brackets before it, （右肺上叶）腺癌."""
    return "癌" in "".join(forms[index : index + _NAME])


def _over(index: int, after: int) -> dict[int, int]:
    return {index: after} if after > index else {}


def _portion(forms: Sequence[str], index: int) -> int:
    """Answer the index after a portion that begins at a token (半瓶, 一大口, 30片); the index itself where none does."""
    after = index
    while (
        after < len(forms) and after - index < _MOST_NUMERALS and (forms[after] in _HOW_MANY or forms[after].isdigit())
    ):
        after += 1
    # "两" is a number and a measure: 二两.
    return after + 1 if index < after < len(forms) and forms[after] in _PORTIONS else index


def _qualified(forms: Sequence[str], index: int) -> int:
    """Answer the index after the qualifiers that begin at a token; the index itself where none does."""
    for _ in range(_MOST):
        for size in range(min(_LONGEST, len(forms) - index), 0, -1):
            if "".join(forms[index : index + size]) in _QUALIFIERS:
                index += size
                break
        else:
            break
    return index
