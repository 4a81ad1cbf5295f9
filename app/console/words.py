"""Every word of the console that is not data, in one place; and how numbers and times are said."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.console.refusals import REFUSAL as OVERSIGHT

CHINA = ZoneInfo("Asia/Shanghai")
_MARKUP = re.compile(r"[!-/:-@\[-`{-~]")
_ADDRESS = re.compile(r"\\[:.@]")

URGENCY: dict[str | None, tuple[str, str]] = {
    "emergency": ("紧急", "#b3261e"),
    "urgent": ("今天", "#a84300"),
    "soon": ("一至三天", "#7a5a00"),
    "routine": ("预约", "#1f5fa8"),
    "self_care": ("居家", "#2c6e36"),
    None: ("问诊中", "#555555"),
}
"""Word and colour (contrast 4.5 and more under white); the icon is drawn in `parts`: never colour alone."""

SEX = {"male": "男", "female": "女"}
RELATION = {"self": "本人", "child": "孩子", "parent": "父母", "other": "其他人"}
STATUS = {"present": "有", "absent": "无", "unsure": "不确定"}
FLAG = {
    "high": "↑",
    "low": "↓",
    "critical_high": "↑↑",
    "critical_low": "↓↓",
    "abnormal": "异常",
    "normal": "",
    "unknown": "?",
}
RATING = {"good": "好", "poor": "不好", "dangerous": "危险"}
ACTION = {"call": "打电话", "invite": "请来就诊", "refer": "转诊"}
STAGE = {"intake": "问诊中", "emergency": "紧急", "guided": "已给出建议"}
AWAY = "现在连不上卫健委的服务，刚才的操作没有完成。您写的还在页面上，请稍后再按一次。"
NO_LONGER = "没有成功：居民的手机没有留下信箱（请打电话），或者这份内容已不在您的社区。"
REFUSED = {
    "too_short": "请写完整的姓名（两个字以上），或完整的电话号码（七位以上）。",
    "wrong_code": "验证码不对，或已经用过。",
    "name": "诊断的名称是空的，或超过 200 字。",
    "empty": "消息是空的。",
    "too_long": "文字太长，请写短一些。",
    "not_allowed": "您的角色不能做这件事。",
    "invalid": "填写的内容太长或格式不对，请改一改。",
    "no_diagnosis": "请先确认诊断，再签署。",
    "signed": "这份记录已经签署。",
    "stale": "您看这一页之后，记录有了新的内容。请看过再按一次。",
    "done_again": "这条待办撤回过，又有人记了一次办好。请看过再决定。",
    "icd10": "ICD-10 编码的格式不对，例如 I20.0。",
}


def plain(text: str) -> str:
    """Answer somebody's words for a place that takes Markdown (labels, captions, notices): nothing in them is markup or a link.

    Addresses are made into links after escapes are undone: a mark that is not seen (U+2060) parts them.
    """
    escaped = _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
    return _ADDRESS.sub("\\g<0>\u2060", escaped)


def refusal(code: str) -> str:
    """Answer what a refusal means, in words."""
    return REFUSED.get(code) or OVERSIGHT.get(code) or f"没有成功（{code}）。"


def age(days: int) -> str:
    """Answer an age as it is said: days, months or years."""
    if days < 60:  # noqa: PLR2004 - two months
        return f"{days}天"
    if days < 3 * 365:
        return f"{days // 30}个月"
    return f"{int(days / 365.25)}岁"


def ago(seconds: float) -> str:
    """Answer a length of time as it is said."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return "不到 1 分钟"
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes} 分钟"
    if minutes < 48 * 60:
        return f"{minutes // 60} 小时"
    return f"{minutes // (24 * 60)} 天"


def moment(time_ms: int) -> str:
    """Answer a time as China reads it."""
    return f"{datetime.fromtimestamp(time_ms / 1000, CHINA):%m-%d %H:%M}"


def number(value: float | None) -> str:
    """Answer a number without needless zeros; a missing one as a dash."""
    return "—" if value is None else f"{value:g}"


def size(count: int) -> str:
    """Answer a number of bytes as it is said."""
    million = 1_000_000
    return f"{count / million:.1f} MB" if count >= million else f"{count / 1000:.0f} kB"


def short(text: str, characters: int) -> str:
    """Answer at most so many characters."""
    return text if len(text) <= characters else text[: characters - 1] + "…"


def eight(text: str) -> str:
    """Answer about eight words of a text: sixteen characters of Chinese, eight words of English."""
    spaced = text.split()
    if text.isascii() and len(spaced) > 1:
        return text if len(spaced) <= 8 else " ".join(spaced[:8]) + "…"  # noqa: PLR2004 - as the name says
    return short(text, 17)


def both(text: dict[str, Any]) -> str:
    """Answer the Chinese of a text in both languages."""
    return str(text["zh"])
