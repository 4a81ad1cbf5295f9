"""The parts of one commission process, wired together: the composition behind the routes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property

from app.commission.codes import CodeSearch
from app.commission.config import CodeSource, CommissionConfig
from app.commission.limits import FailureLimit
from app.commission.metrics import CommissionMetrics
from app.commission.oidc.provider import Provider
from app.logs import log
from app.version import SOFTWARE
from records.store import schema, translog
from records.store.admissions import Admissions
from records.store.announcing import Announcer
from records.store.archive_essentials import EnqueueFetch
from records.store.database import Database
from records.store.errors import StoreUnavailable
from records.store.gathering import Gathering
from records.store.keystore import KeyStore
from records.store.opener import Opener
from records.store.signatures import EnqueueArchive
from records.trust.digests import page_files
from records.trust.directory import Commission
from records.trust.log.entries import PageFile
from records.trust.measurement import measurement


class Services:
    """Everything that a request may need. `prepare` must succeed once before requests are let through."""

    def __init__(
        self,
        config: CommissionConfig,
        *,
        enqueue_archive: EnqueueArchive,
        codes: CodeSource,
        prepare_queue: Callable[[str], None] | None,
        enqueue_fetch: EnqueueFetch | None = None,
    ) -> None:
        self.config = config
        self.metrics = CommissionMetrics()
        self.keys = KeyStore.open(
            config.key_folder, config.key_secrets, production=not config.development_keys, clock=config.clock
        )
        self.database = Database(
            config.database_url,
            self.keys.vault(config.suite),
            clock=config.clock,
            pool_size=config.pool_size,
            application="jiayi-commission",
        )
        self.opener = Opener(self.database, self.keys.records.find, self._observe)
        self.intake = Gathering(self.database, self.opener, lambda: self.keys.receipt)
        self.announcer = Announcer(
            self.database,
            self.keys,
            config.environment,
            Commission(name_zh=config.name_zh, name_en=config.name_en),
            config.suite,
        )
        self.codes = CodeSearch(codes)
        self.provider = Provider(config.provider, config.clock) if config.provider is not None else None
        self.enqueue_archive = enqueue_archive
        self.enqueue_fetch = enqueue_fetch
        self.bad_envelopes = FailureLimit(failures=60, window_s=60.0)
        self.bad_essentials = FailureLimit(failures=20, window_s=60.0)
        self.node_asks = FailureLimit(failures=240, window_s=60.0)
        self.releases = FailureLimit(failures=30, window_s=900.0)
        self.shares_made = FailureLimit(failures=40, window_s=600.0)
        self.bad_shares = FailureLimit(failures=30, window_s=300.0)
        self.provider_asks = FailureLimit(failures=240, window_s=300.0)
        self._prepare_queue = prepare_queue
        self._ready = threading.Event()

    @cached_property
    def admissions(self) -> Admissions:
        """Decides which nodes are admitted. Made when it is first needed: measuring this software takes seconds."""
        return Admissions(self.database, self.config.environment, self.config.measurements or (measurement(),))

    @property
    def ready(self) -> bool:
        """Tell whether the database was found to have this version's tables."""
        return self._ready.is_set()

    def prepare(self) -> None:
        """Bring the tables up to date, or check that they are; raises `StoreUnavailable`, `SchemaBehind`."""
        if self.ready:
            return
        if not self.database.alive():
            raise StoreUnavailable("the database is away")
        with self.database.translated():
            if not self.config.migrate:
                schema.require_newest(self.database.engine)
            elif not schema.is_newest(self.database.engine):
                schema.upgrade(self.database.engine)
        if self._prepare_queue is not None:
            self._prepare_queue(self.config.database_url)
        self.log_page()
        self._ready.set()

    def log_page(self) -> None:
        """Append the page that is served to the transparency log, unless it stands there; raises `StoreUnavailable`."""
        try:
            found = page_files(self.config.web_dist)
            files = [PageFile(path=path, digest=digest.hex()) for path, digest in found.items()]
            if not files:
                log().warning("the page was not built")
                return
            with self.database.transaction() as unit:
                if translog.note_page(unit, SOFTWARE, files):
                    log().info("page logged", files=len(files))
        except (OSError, ValueError) as error:
            # A file whose name or number no entry takes: the service goes on, and an auditor finds the page missing.
            log().error("the page cannot be logged", error=type(error).__name__)

    def require_ready(self) -> None:
        """Refuse requests before `prepare` succeeded; raises `StoreUnavailable`."""
        if not self.ready:
            raise StoreUnavailable("the store is starting")

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()

    def _observe(self, kind: str, outcome: str) -> None:
        self.metrics.envelopes.labels(kind, outcome).inc()
