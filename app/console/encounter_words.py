"""Every word of the encounter page that is not data."""

from __future__ import annotations

from typing import Any

from app.console import words

NOTE = {"subjective": "S 主观资料", "objective": "O 客观资料", "assessment": "A 评估", "plan": "P 处置计划"}
EFFECT = {"improved": "改得更好", "unchanged": "没有变化", "worsened": "改得更差"}
OUTCOME = {"reached": "已通话", "no_answer": "没有人接", "wrong_number": "号码不对", "call_back": "约好再打"}
OUTCOME_HINT = {
    "no_answer": "居民还在等：这一份留在列表里，等候照算。也可以发一条消息。",
    "wrong_number": "居民还在等：这一份留在列表里，等候照算。请发消息问正确的号码。",
    "call_back": "居民还在等：这一份留在列表里。约的是别的日子，请再记一条待办。",
}
"""What follows from a call in which it was not talked over."""
IN_DAYS = {"明天": 1, "三天后": 3, "一周后": 7, "两周后": 14, "一个月后": 30, "三个月后": 91}
ANOTHER_DAY = "别的日子"
RATING_WHY = {
    "poor": "哪里不好（可不填）",
    "dangerous": "为什么危险（必填，会送给督导）",
}
NO_LONGER_YOURS = "这份记录已不在您的社区，或已经没有了。您写的还在页面上，可以复制下来。"
AWAY = "现在连不上卫健委的服务，不知道刚才的操作有没有完成。您写的还在页面上；请稍后再按一次，不会重复。"
SIGNED_AFTER_ALL = "您刚才的签署已经生效，没有重复签署。"
TOO_OFTEN = "请求太多，请稍等一会儿再试。您写的还在页面上。"
REFUSED = {
    "why": "请写明为什么危险。",
    "empty_note": "病历四个部分都是空的，没有保存。",
    "past": "日期或时间已经过了，请改一改。",
    "far": "日期在两年以后，请核对。",
    "signed": "这份记录已经签署，只能补记。",
    "not_signed": "还没有签署：请直接改病历。",
    "empty": "还没有写内容。",
    "held": "建议还在等您放行：先放行，或记下已经当面说了，再签署。",
    "released": "已经放行过了，或者是急症、当场就告诉了居民。请看过页面。",
    "withdrawn": "居民撤回了同意，准备好的建议不能再发。请打电话后选“已经当面或电话说了”记下，或选“换成我的话”自己写。",
    "used": "刚才那次已经记下了。请看过页面，再写新的。",
}


WITHDRAWN = "撤回同意：不要再用这以前的内容分析，依法要保存的除外。有危险时仍可打电话，或用您自己的话写给居民。"

UNPROVEN = (
    "收到一条撤回同意的话，但没有证明是居民自己的手机发的，所以还没有生效。请打电话问本人；"
    "真要撤回，请居民在手机上再按一次“撤回同意”。"
)

ARCHIVE_BEHIND = "签署在这以前：档案里还写着同意有效，您补记一次就会改成已撤回。"


def refusal(code: str) -> str:
    """Answer what a refusal means on this page."""
    return REFUSED.get(code) or words.refusal(code)


def minutes(milliseconds: int) -> str:
    """Answer a length of work as it is said."""
    whole = round(milliseconds / 60_000)
    return f"{whole} 分钟" if whole else "不到 1 分钟"


def task(one: dict[str, Any]) -> str:
    """Answer a task as one line: for which day, what, who planned it, who did it, and who said that it had not been done."""
    done, reopened = one["done_at_ms"], one["reopened_at_ms"]
    parts = [f"{one['clinician']} 安排"]
    if reopened:
        parts.append(f"{one['reopened_by']} {words.moment(reopened)} 撤回过“办好了”")
    if done:
        parts.append(f"{one['done_by']} {words.moment(done)} 办好")
    return f"{'✓ 已办' if done else '待办'} · {one['due_on']}：{one['text']}（{'；'.join(parts)}）"


def invitation(encounter: dict[str, Any], when: str, place: str) -> str:
    """Answer the draft of an invitation, in the resident's language."""
    name = encounter["resident"]["name"]
    if encounter["record"]["lang"] == "en":
        return f"Hello {name}, please come to {place} on {when}. If that does not suit you, just write back here."
    return f"{name}您好，请您 {when} 到{place}来一趟。时间不方便的话，直接在这里回复我就好。"


def referral(encounter: dict[str, Any], hospital: str, department: str) -> str:
    """Answer the draft of what the resident is told of a referral, in the resident's language."""
    if encounter["record"]["lang"] == "en":
        return (
            f"I am referring you to {hospital} {department}. Please take your earlier test results with you.".replace(
                "  ", " "
            )
        )
    return f"我给您开了转诊单，请去{hospital}{department}看一看，把以前的检查单一起带上。"


def draft(encounter: dict[str, Any]) -> str:
    """Answer the draft of a first message, from what stands in the record; nothing is sent without the doctor's click."""
    record = encounter["record"]
    if any(one["direction"] == "to_resident" for one in encounter["messages"]):
        return ""
    if encounter["withdrawn_at_ms"] is not None:
        # A draft is made of what the resident told, which may not be used any more: the doctor's own words are left.
        return ""
    # What waits for its release does not slip out as a message.
    guidance = None if encounter["advice"]["held_revision"] else record["guidance"]
    if record["lang"] == "en":
        start = "Hello, I have read what you told us."
        return f"{start} {guidance['headline']}" if guidance else start
    start = f"您好，您说的“{words.short(record['chief_complaint'], 30)}”我看过了。"
    return f"{start}{guidance['headline']}" if guidance else start
