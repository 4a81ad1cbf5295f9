"""What a process does besides answering: get ready, open what waits, count, anchor the audit chain, forget old sessions."""

from __future__ import annotations

import threading
import time

from sqlalchemy import func, select

from app.commission.medicine import GraphMedicine
from app.commission.services import Services
from app.logs import log
from records.store.admission import forget_whole_allowances
from records.store.anchors import AnchorFile
from records.store.audit import AuditTrail
from records.store.errors import KeyStoreError, SchemaBehind, StoreUnavailable
from records.store.keyfolder.events import tell_waiting
from records.store.keyfolder.rotation import end_epochs
from records.store.nodes import count_nodes
from records.store.oversight.keeping import drop_old_failed, erase_expired
from records.store.oversight.marks import mark_changed
from records.store.provider_flows import forget_old_flows
from records.store.sessions import forget_old_sessions
from records.store.shares import forget_old_shares
from records.store.tables.care import Delivery
from records.store.tables.encounters import Encounter
from records.store.tables.intake import Intake
from records.store.throttle import forget_old_tries

_HOURLY_S = 3600.0
_SWEEP = 200
_MARK_BATCHES = 10
_SETTLED_MS = 2 * 60 * 1000
_NOT_READY_S = 0.5
"""Until the store is ready nobody is served: this is how soon it is looked again."""


class Housekeeping:
    """One thread that goes round until it is stopped; what fails in one round is tried in the next."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)
        self._last_hourly = float("-inf")

    def start(self) -> None:
        """Get ready now if the database is there, and go round from then on; raises `SchemaBehind`."""
        try:
            self._services.prepare()
        except StoreUnavailable:
            log().warning("the database is away; the service answers 503 until it is back")
        self._thread.start()

    def stop(self) -> None:
        """Stop after the current round."""
        self._stop.set()
        self._thread.join(10.0)

    def round(self) -> None:
        """Do one round; raises `StoreUnavailable`."""
        services = self._services
        services.prepare()
        _ = services.admissions
        while opened := services.opener.sweep(limit=_SWEEP):
            log().info("swept", **opened)
            if sum(opened.values()) < _SWEEP or self._stop.is_set():
                break
        self._tell_of_keys()
        self._count()
        self._mark(everything=False)
        if time.monotonic() - self._last_hourly >= _HOURLY_S:
            self._hourly()
            self._last_hourly = time.monotonic()

    def _run(self) -> None:
        while True:
            try:
                self.round()
            except StoreUnavailable:
                self._services.metrics.database_up.set(0)
            except SchemaBehind as error:
                log().error("wrong tables", exc_info=error)
            except Exception as error:  # noqa: BLE001 - the thread must outlive a bug; the next round tries again
                log().error("housekeeping failed", exc_info=error)
            every_s = self._services.config.sweep_every_s
            if self._stop.wait(every_s if self._services.ready else min(every_s, _NOT_READY_S)):
                return

    def _tell_of_keys(self) -> None:
        keys = self._services.keys
        try:
            if ended := end_epochs(keys):
                log().info("state keys ended", count=ended)
            if told := tell_waiting(self._services.database, keys):
                log().info("key events", told=told)
        except KeyStoreError as error:
            log().warning("key events wait", why=str(error))
        if keys.trouble is not None:
            log().error(
                "the key folder cannot be read again; this process works on with the keys it has", why=keys.trouble
            )

    def _mark(self, *, everything: bool) -> None:
        """Mark what came or changed, for a while at most: intake goes first."""
        for _ in range(_MARK_BATCHES):
            if self._stop.is_set() or not mark_changed(
                self._services.database, GraphMedicine(), settled_ms=_SETTLED_MS, everything=everything
            ):
                return

    def _count(self) -> None:
        services, metrics = self._services, self._services.metrics
        now_ms = services.database.clock()
        unfinished = Intake.state.in_(("received", "deferred"))
        with services.database.reading() as connection:
            waiting, oldest = connection.execute(
                select(func.count(), func.min(Intake.received_at_ms)).where(unfinished)
            ).one()
            metrics.failed.set(connection.execute(select(func.count()).where(Intake.state == "failed")).scalar_one())
            metrics.unlinked.set(
                connection.execute(
                    select(func.count()).where(Encounter.resident_id.is_(None), Encounter.revision > 0)
                ).scalar_one()
            )
            metrics.deliveries_failed.set(
                connection.execute(select(func.count()).where(Delivery.state == "failed")).scalar_one()
            )
            metrics.nodes.set(count_nodes(connection, now_ms))
        metrics.waiting.set(waiting)
        metrics.oldest_waiting.set(0 if oldest is None else max(0, (now_ms - oldest) / 1000))
        metrics.database_up.set(1)

    def _hourly(self) -> None:
        services = self._services
        self._mark(everything=True)
        with services.database.transaction() as unit:
            forget_old_sessions(unit)
            forget_old_flows(unit)
            forget_old_tries(unit)
            forget_whole_allowances(unit)
            forget_old_shares(unit)
            if dropped := drop_old_failed(unit):
                log().warning("envelopes that never opened were dropped", count=dropped)
        if erased := erase_expired(services.database):
            log().warning("residents whose records' time is over were erased", count=erased)
        services.log_page()
        with services.database.reading() as connection:
            head = AuditTrail(services.database.vault).head(connection)
        if AnchorFile(services.keys.folder).append(head):
            log().info("audit anchor", seq=head.seq, mac=head.mac)
