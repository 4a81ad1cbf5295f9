"""Guards on what a resident writes, before anything is reasoned with it.

Pain makes people swear and forms make them paste odd things, so a message that holds something medical is never refused
for its tone or for what else it holds. What blocks here is answered with a kind word, and the open question stands.
"""

from __future__ import annotations

import re
from typing import Final

from agents.errors import GuardBlocked
from agents.guard.base import AllOf
from agents.guard.heard import Heard
from kg.schema import Status

_INJECTION: Final = re.compile(
    r"(忽略|无视|忘记|忘掉).{0,12}(指令|提示|规则|设定|要求|之前|以上)"
    r"|(你现在是|你将扮演|假装你是|进入).{0,12}(模式|角色|管理员|开发者|越狱)"
    r"|(系统|隐藏)(提示词|指令|prompt)"
    r"|(ignore|disregard|forget|override)\b.{0,30}\b(instructions?|prompts?|rules?|guidelines?|everything above)"
    r"|\b(system prompt|developer mode|jailbreak|do anything now)\b"
    r"|\byou are now\b|\bact as (an?|the)\b(?! .{0,10}doctor)"
    r"|<\|?(system|im_start|assistant)\|?>|\[/?INST\]",
    re.IGNORECASE,
)
_ABUSE: Final = re.compile(
    r"傻[逼比叉屄]|煞笔|他妈的|操你|草你|去死吧|滚蛋|滚开|废物|垃圾(东西|机器|软件|玩意)|王八蛋|混蛋|妈了个|狗东西|神经病吧"
    r"|\b(fuck|fucking|shit|bitch|asshole|bastard|idiot|stupid (bot|machine|thing)|piece of (crap|junk)|moron)\b",
    re.IGNORECASE,
)
_NOT_MEDICAL: Final = re.compile(
    r"股票|彩票|天气(怎么样|预报|如何)|几点了|写(一?[首篇个段])|作文|翻译|笑话|讲个故事|写代码|编程|做题|数学题|足球|比分|新闻|电影|买什么手机|贷款|房价|政治"
    r"|\b(weather|stocks?|lottery|poem|essay|homework|translate|joke|write (me )?(a|an|some)|code|python|javascript|football"
    r"|who won|movie|recipe|politic(s|al)|president|bitcoin|crypto)\b",
    re.IGNORECASE,
)


def gives_orders(text: str) -> bool:
    """Answer whether a text gives orders to a machine."""
    return _INJECTION.search(text) is not None


class Injection:
    """Blocks attempts to steer the machine. They would change nothing, as the engine follows no text; but such a message is
    not a history, and must not be written down as one.
    """  # noqa: D205 - the reason belongs to the statement

    id = "injection"

    def verify(self, value: Heard) -> None:
        """Raise GuardBlocked when the message gives orders to the machine and nothing medical was understood."""
        if gives_orders(value.text) and not value.findings:
            raise GuardBlocked(self.id, "orders")


class Abuse:
    """Blocks mere insults."""

    id = "abuse"

    def verify(self, value: Heard) -> None:
        """Raise GuardBlocked when the message insults and nothing medical was understood."""
        if _ABUSE.search(value.text) and not value.findings:
            raise GuardBlocked(self.id, "insult")


class NotMedical:
    """Blocks what has nothing to do with health."""

    id = "not_medical"

    def verify(self, value: Heard) -> None:
        """Raise GuardBlocked when the message asks for something else and nothing medical was understood."""
        if _NOT_MEDICAL.search(value.text) and not value.findings:
            raise GuardBlocked(self.id, "off_topic")


class OtherPerson:
    """Blocks a message about another person than the consultation's: age and sex would be wrong for every conclusion.

    What is told of a relative beside one's own complaint is family history or contact, and passes.
    """

    id = "other_person"

    def verify(self, value: Heard) -> None:
        """Raise GuardBlocked when complaints of somebody else are told, and none of the person it is for."""
        if value.others and not any(finding.status is Status.PRESENT for finding in value.own):
            raise GuardBlocked(self.id, "someone_else")


def guards_before() -> AllOf[Heard]:
    """Answer the guards that every message passes."""
    return AllOf[Heard](Injection(), Abuse(), NotMedical(), OtherPerson())
