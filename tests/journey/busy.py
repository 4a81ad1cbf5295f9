"""Two communities with ten days behind them: for the supervisor's pages, which are bare where little happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from app.commission.medicine import GraphMedicine
from records.model import RecordFinding, RecordUrgency, Text
from records.store import cockpit
from records.store.admin import Administration
from records.store.oversight.marks import mark_changed
from records.store.policy import Actor, Role
from tests.journey.city import City
from tests.journey.seeding import Seeds

DAY_MS: Final = 86_400_000
_SUPERVISOR: Final = "dudao"
_GROUPS: Final = (("cough", "咳嗽"), ("diarrhea", "腹泻"), ("rash", "皮疹"), ("dizziness", "头晕"))
_LEVELS: Final = (*RecordUrgency, None)


@dataclass
class Busy:
    """What was made: who supervises both communities, and who has still to be answered, so that the list is left as it was."""

    city: City
    seeds: Seeds
    supervisor: str = _SUPERVISOR
    open: list[tuple[Actor, str]] = field(default_factory=list)

    @classmethod
    def make(cls, city: City, seeds: Seeds) -> Busy:
        """Let ten days pass: answered in time, late or not at all; ratings; missed urgency; and a surge since yesterday."""
        made = cls(city, seeds)
        admin = Administration.open(city.world.database_url, city.data / "keys", migrate=False)
        try:
            (doctor,) = [each for each in admin.list_clinicians() if each.username == city.login.username]
            near, far = doctor.communities[0], admin.create_community("西河镇社区", "West River")
            account = {"password": city.login.password, "phone": ""}
            stranger = admin.create_clinician(
                username="xihe", name="何医生", role="doctor", communities=(far,), **account
            )
            admin.create_clinician(
                username=made.supervisor, name="督导", role="supervisor", communities=(near, far), **account
            )
            (magnet,) = admin.issue_magnets(far, "xihe", 1)
        finally:
            admin.close()
        made._days(Actor(Role.DOCTOR, doctor.id, frozenset({near}), doctor.name), city.login.magnet)
        made._days(Actor(Role.DOCTOR, stranger, frozenset({far}), "何医生"), magnet)
        while mark_changed(seeds.database, GraphMedicine(), everything=True):
            pass
        return made

    def _days(self, actor: Actor, magnet: str) -> None:
        number = 0
        for days_ago in range(9, -1, -1):
            for _ in range(6 if days_ago <= 1 else 1):
                self._one(actor, magnet, number, days_ago)
                number += 1

    def _one(self, actor: Actor, magnet: str, number: int, days_ago: int) -> None:
        name, zh = _GROUPS[0 if days_ago <= 1 else number % len(_GROUPS)]
        findings = (RecordFinding(id=name, name=Text(zh=zh, en=name), kind="symptom", status="present"),)
        level = _LEVELS[number % len(_LEVELS)]
        encounter_id = self.seeds.encounter(
            f"忙社区{number}", phone=f"137{actor.id[:4]}{number:04d}", magnet=magnet, findings=findings, urgency=level
        )
        back_ms = days_ago * DAY_MS
        with self.seeds.database.transaction() as unit:
            unit.connection.exec_driver_sql(
                "update encounter set received_at_ms = received_at_ms - %s where id = %s", (back_ms, encounter_id)
            )
            if number % 3 == 0:
                word = "dangerous" if number % 2 else "poor"
                cockpit.rate(unit, actor, encounter_id, "guidance", word, "没有问最近有没有出过远门")
        if number % 4 == 1:
            self.open.append((actor, encounter_id))
        else:
            self._sign(actor, encounter_id, "I21.9" if number % 5 == 0 else "I20.0")

    def _sign(self, actor: Actor, encounter_id: str, code: str) -> None:
        with self.seeds.database.transaction() as unit:
            version = cockpit.confirm_diagnosis(unit, actor, encounter_id, code, "诊断")
        with self.seeds.database.transaction() as unit:
            cockpit.sign(unit, actor, encounter_id, version, signer=self.seeds.keys.receipt, enqueue=lambda *_: None)

    def answer(self) -> None:
        """Sign what is open still."""
        for actor, encounter_id in self.open:
            self._sign(actor, encounter_id, "I20.0")
