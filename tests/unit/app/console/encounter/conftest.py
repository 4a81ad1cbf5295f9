"""An encounter as the commission's API answers it, and its page in Streamlit's own test harness."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app.console.errors import Away, NoLonger, Stale

ENCOUNTER = "0123456789abcdef0123456789abcdef"
TRICK = "好些了\n\n![x](https://evil.test/p.png)"


class Commission:
    """One encounter, as the commission's API answers it, with a switch for being away."""

    def __init__(self) -> None:
        self.away = False
        self.version = 3
        self.note = {"subjective": "胸闷两天", "objective": "", "assessment": "", "plan": ""}
        self.signed: list[int] = []
        self.sent: list[str] = []
        self.ids: set[str] = set()
        self.status = "open"
        self.letters = 0
        self.lost = False
        self.author = ""
        self.gone = False
        self.actions: list[dict] = []
        self.told: list[str] = []
        self.record: dict = {}
        self.effects: list[str | None] = []
        self.tasks: list[dict] = []
        self.withdrawn_at_ms: int | None = None

    def _reach(self) -> None:
        if self.away:
            raise Away("the commission does not answer")
        if self.gone:
            raise NoLonger("not_found")

    def encounter(self, encounter_id: str) -> dict:
        self._reach()
        person = {"sex": "male", "age_days": 20454, "pregnant": None}
        turn = {"turn": 1, "who": "resident", "text": TRICK, "at_ms": 0, "attachment_id": None}
        wrong = {
            "kind": "reported_wrong",
            "text": TRICK,
            "direction": "from_resident",
            "from_name": "",
            "sent_at_ms": 0,
        }
        sent = {"kind": "message", "text": "", "direction": "to_resident", "from_name": "王医生", "sent_at_ms": 0}
        return {
            "encounter_id": encounter_id,
            "version": self.version,
            "status": self.status,
            "signed_by": "王医生",
            "signed_at_ms": 0,
            "received_at_ms": 0,
            "note": dict(self.note),
            "note_author": self.author,
            "urgency": None,
            "attended_ms": 65_000,
            "follow_ups": [dict(task) for task in self.tasks],
            "addenda": [],
            "withdrawn_at_ms": self.withdrawn_at_ms,
            "advice": {"held_revision": None, "held_since_ms": None, "due_ms": None, "releases": []},
            "diagnosis": {"icd10": "I20.0", "name": "不稳定型心绞痛"},
            "resident": {"name": "测老汉", "phone": "", "relation": "self"},
            "messages": [wrong, *([sent] * self.letters)],
            "actions": list(self.actions),
            "ratings": [],
            "attachments": [],
            "record": {
                "person": person,
                "urgency": "urgent",
                "stage": "guided",
                "chief_complaint": "胸闷",
                "lang": "zh",
                "transcript": [turn],
                "report_items": [],
                "urgency_reasons": [],
                "guidance": None,
                "differential": [],
                "disagreements": [],
                "opinions": [],
                "unexplained": 0.0,
                "provenance": {"software": "jiayi", "graph_version": "1", "language_model": None},
                **self.record,
            },
        }

    def save_note(self, encounter_id: str, note: dict, version: int, urgency: str | None) -> int:
        del encounter_id, urgency
        self._reach()
        self._require(version)
        self.note, self.version = dict(note), version + 1
        return self.version

    def sign(self, encounter_id: str, version: int) -> None:
        del encounter_id
        self._reach()
        self._require(version)
        self.signed.append(version)
        if self.lost:
            self.lost, self.status = False, "signed"
            raise Away("the answer was lost")

    def note_history(self, encounter_id: str) -> list[dict]:
        """The assistant's draft, and a version by another hand for each effect; every one adds a word to the plan."""
        del encounter_id
        versions = [{"author": "", "effect": None}]
        versions += [
            {"author": f"{letter}医生", "effect": effect}
            for letter, effect in zip("王李赵钱", self.effects, strict=False)
        ]
        said = {"written_at_ms": 0, "urgency": None}
        return [{**said, **one, "note": {**self.note, "plan": "复诊" * number}} for number, one in enumerate(versions)]

    def signature(self, encounter_id: str) -> dict:
        del encounter_id
        return {"valid": True}

    def message(self, encounter_id: str, text: str, message_id: str) -> None:
        del encounter_id
        self._reach()
        if message_id not in self.ids:
            self.sent.append(text)
            self.ids.add(message_id)
        if self.lost:
            self.lost = False
            raise Away("the answer was lost")

    def act(
        self, encounter_id: str, kind: str, text: str, tell: str, *, detail: dict, action_id: str | None = None
    ) -> None:
        del encounter_id
        self._reach()
        if action_id in self.ids:
            return
        self.ids.add(str(action_id))
        blank = {"outcome": None, "at_ms": None, "place": "", "hospital": "", "department": ""}
        at = {"action_id": action_id, "clinician": "王医生", "acted_at_ms": 0}
        self.actions.append({"kind": kind, "text": text, "detail": {**blank, **detail}, **at})
        self.told += [tell] if tell else []
        if self.lost:
            self.lost = False
            raise Away("the answer was lost")

    def reopen_follow_up(self, encounter_id: str, follow_up_id: str, done_at_ms: int) -> None:
        del encounter_id
        self._reach()
        (task,) = [one for one in self.tasks if (one["follow_up_id"], one["done_at_ms"]) == (follow_up_id, done_at_ms)]
        task |= {"done_at_ms": None, "done_by": None, "reopened_at_ms": done_at_ms + 60_000, "reopened_by": "李医生"}

    def _require(self, version: int) -> None:
        if version != self.version:
            raise Stale("stale")


def script(client, encounter_id):
    from app.console import encounter  # noqa: PLC0415 - the harness runs this function's text alone

    encounter.show(client, encounter_id)


@pytest.fixture
def commission() -> Commission:
    return Commission()


@pytest.fixture
def page(commission) -> AppTest:
    app = AppTest.from_function(script, kwargs={"client": commission, "encounter_id": ENCOUNTER}, default_timeout=30)
    app.run()
    assert not app.exception
    return app


def subjective(page: AppTest):
    return next(area for area in page.text_area if area.label.startswith("S "))


def button(page: AppTest, label: str):
    return next(one for one in page.button if one.label == label)
