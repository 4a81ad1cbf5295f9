"""What the work list shows, in words: the commission's answer turned into choices with counts, and rows of text for the component."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from app.console import parts, words

Json = dict[str, Any]
Filters = dict[str, Any]

NO_FILTERS: Final[Filters] = {
    "status": "open",
    "urgency": "",
    "community": "",
    "whose": "all",
    "unread": False,
    "overdue": False,
    "unsure": False,
    "held": False,
    "failed": False,
}
_NO_BREAK: Final = "\u00a0"
_URGENCY_NAMES: Final = ("emergency", "urgent", "soon", "routine", "self_care", "not_known")
_MARKS: Final = {"unread": "新消息", "overdue": "超时", "unsure": "不确定", "held": "建议待放行", "failed": "送档失败"}
_WHOSE: Final = {"all": "全部医生", "mine": "我的", "nobody": "社区待领"}
_STATUS: Final = {"open": "待处理", "signed": "已签署"}
HELP: Final = (
    ("j / k 或 ↓ / ↑", "下一份 / 上一份"),
    ("回车", "打开这一份"),
    ("/", "按姓名或电话查找"),
    ("t", "由我来看 / 交回社区"),
    ("n / p", "下一页 / 上一页"),
    ("Esc", "退出查找，关闭这张表"),
    ("?", "这张表"),
)


def change(filters: Filters, name: str, value: str) -> Filters:
    """Answer the filters after a click: a mark goes on and off, anything else is chosen."""
    if name in _MARKS:
        return {**filters, name: not filters[name]}
    return {**filters, name: value} if name in NO_FILTERS else filters


def is_known(name: str, value: str, communities: Collection[str]) -> bool:
    """Tell whether a click, which comes from a browser, asks for something that there is."""
    return (
        name in _MARKS
        or (name == "urgency" and value in ("", *_URGENCY_NAMES))
        or (name == "whose" and value in _WHOSE)
        or (name == "status" and value in _STATUS)
        or (name == "community" and value in ("", *communities))
    )


def groups(filters: Filters, found: Json, communities: list[Json]) -> list[Json]:
    """Answer the choices with their counts, in the order in which they are shown."""
    facets = found["facets"]
    urgency = [("", "全部", sum(facets["urgency"].values()))]
    for name in _URGENCY_NAMES:
        word, _ = words.URGENCY[None if name == "not_known" else name]
        urgency.append((name, word, facets["urgency"][name]))
    shown = [_group("urgency", "紧急程度", filters, urgency)]
    shown.append(_group("status", "状态", filters, [(name, word, None) for name, word in _STATUS.items()]))
    shown.append(
        _group("whose", "谁的", filters, [(name, word, facets["whose"][name]) for name, word in _WHOSE.items()])
    )
    marks = [
        {"name": name, "value": "", "label": word, "count": facets[name], "on": filters[name], "mark": name}
        for name, word in _MARKS.items()
        # What hardly ever is, or is not this house's policy, takes no room.
        if name not in ("failed", "held") or facets[name] or filters[name]
    ]
    shown.append({"label": "只看", "options": marks})
    if len(communities) > 1:
        choices = [("", "全部社区", sum(facets["community"].values()))]
        choices += [(one["id"], one["name_zh"], facets["community"].get(one["id"], 0)) for one in communities]
        shown.append(_group("community", "社区", filters, choices))
    return shown


def _group(name: str, label: str, filters: Filters, choices: list[tuple[str, str, int | None]]) -> Json:
    options = [
        {"name": name, "value": value, "label": word, "count": count, "on": filters[name] == value}
        for value, word, count in choices
    ]
    return {"label": label, "options": options}


def row(item: Json, *, several: bool, names: dict[str, str]) -> Json:
    """Answer one row in words; `several` communities are named."""
    word, colour = words.URGENCY[item["urgency"]]
    wait, late = _wait(item)
    unsure = "、".join(words.both(text) for text in item["unsure"][:3])
    more = len(item["unsure"]) - 3
    marks = []
    if item["new_messages"]:
        marks.append({"kind": "unread", "text": f"新消息 {item['new_messages']}"})
    if item["held"]:
        marks.append({"kind": "held", "text": "建议待放行"})
    if item["withdrawn"]:
        marks.append({"kind": "withdrawn", "text": "撤回了同意"})
    if item["delivery_failed"]:
        marks.append({"kind": "failed", "text": "送档失败"})
    if item["status"] == "signed":
        marks.append({"kind": "plain", "text": "已签署"})
    complaint = item["chief_complaint"] or words.STAGE[item["stage"]]
    return {
        "id": item["encounter_id"],
        "urgency": {"word": word, "colour": colour, "icon": parts.ICONS[item["urgency"] or "none"]},
        "wait": wait,
        "late": late,
        "who": item["name"],
        "person": f"{words.SEX[item['sex']]} {words.age(item['age_days'])}",
        "place": names.get(item["community_id"], "") if several else "",
        "complaint": words.eight(complaint),
        "whole": complaint,
        "unsure": f"{unsure} 等 {len(item['unsure'])} 项" if more > 0 else unsure,
        "marks": marks,
        "doctor": "我" if item["mine"] else item["doctor"] or ("待领" if item["status"] == "open" else ""),
        "mine": item["mine"],
        "nobody": item["doctor"] is None,
    }


def _wait(item: Json) -> tuple[str, bool]:
    if item["answered"]:
        return f"已回复 · {words.ago(item['waiting_s'])}前来", False
    if item["overdue"]:
        return f"超时 {words.ago(item['waiting_s'] - item['target_s'])}", True
    # A number stays beside its unit where the narrow column breaks the line.
    waited, target = (words.ago(item[name]).replace(" ", _NO_BREAK) for name in ("waiting_s", "target_s"))
    return f"等了{_NO_BREAK}{waited} / {target}", False


def found_row(item: Json, *, names: dict[str, str]) -> Json:
    """Answer a resident whom a search met, with the newest encounters as buttons."""
    encounters = []
    for one in item["encounters"]:
        word, colour = words.URGENCY[one["urgency"]]
        state = "已签署" if one["status"] == "signed" else word
        encounters.append(
            {"id": one["encounter_id"], "text": f"{words.moment(one['received_at_ms'])} {state}", "colour": colour}
        )
    return {
        "who": item["name"],
        "phone": item["phone"] or "未留电话",
        "birth": f"{item['birth_date']} 出生" if item["birth_date"] else "",
        "place": names.get(item["community_id"], ""),
        "encounters": encounters,
    }
