"""What the work list shows of tasks whose day has come, in words: the longest overdue first, and a kind line when there is none."""

from __future__ import annotations

from typing import Any, Final

from app.console import words

Json = dict[str, Any]

MOST_ROWS: Final = 20
"""So many are fetched: each opens a name and a text."""
NONE: Final = "今天没有到期的待办，安心看下面的咨询就好。"


def just_done(task: Json, done: Json) -> Json:
    """Answer what is said of a task that was noted as done a moment ago, so that a slip of the finger can be taken back."""
    when = words.moment(done["done_at_ms"])
    said = f"{task['name']}：{words.short(task['text'], 40)}（{done['done_by']} {when} 办好）"
    return {"id": task["follow_up_id"], "text": said}


def due(found: Json, *, several: bool, names: dict[str, str], undo: Json | None = None) -> Json:
    """Answer the tasks as rows of text, and a line below them where there are more; `several` communities are named.

    `undo` is `just_done` of the one that may be taken back here.
    """
    more = found["total"] - len(found["items"])
    return {
        "total": found["total"],
        "rows": [_row(item, several=several, names=names) for item in found["items"]],
        "empty": NONE,
        "undo": undo,
        "more": f"还有 {more} 条，办好上面的就会补上来。" if more > 0 else "",
    }


def _row(item: Json, *, several: bool, names: dict[str, str]) -> Json:
    late = item["overdue_days"] > 0
    return {
        "id": item["follow_up_id"],
        "encounter": item["encounter_id"],
        "when": f"过了 {item['overdue_days']} 天" if late else "今天",
        "day": item["due_on"],
        "late": late,
        "who": item["name"],
        "person": f"{words.SEX[item['sex']]} {words.age(item['age_days'])}",
        "place": names.get(item["community_id"], "") if several else "",
        "text": item["text"],
        "by": f"{item['clinician']} 安排",
    }
