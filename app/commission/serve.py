"""Starts the commission's API: settings to configuration, the archive's queue, the ICD-10 codes. The process's composition root."""

from __future__ import annotations

import gc
import socket

import uvicorn

from app.commission.config import CommissionConfig
from app.commission.medicine import graph_codes
from app.commission.oidc.settings import provider_config
from app.commission.service import create_app
from app.cores import leave_no_core
from app.keys import settings_secrets
from app.logs import configure_logs, silence_everything_else
from app.settings import WEB_DIST, CommissionSettings, ProviderSettings
from records.archive.worker import ArchiveQueue, ensure_queue
from records.paper.typesetting import use_fonts
from records.store.admission import Allowance
from records.store.embedded import EmbeddedPostgres


def serve(settings: CommissionSettings) -> None:
    """Serve until a signal, with one process."""
    if settings.database_url is not None:
        serve_on(settings, None)
        return
    with EmbeddedPostgres(settings.data_dir / "postgres") as postgres:
        postgres.keep()
        serve_on(settings.model_copy(update={"database_url": postgres.url}), None)


def serve_on(settings: CommissionSettings, sockets: list[socket.socket] | None) -> None:
    """Serve on listening sockets, or on the port that is set, until a signal; `database_url` is set."""
    leave_no_core()
    configure_logs("commission")
    silence_everything_else()
    assert settings.database_url is not None
    if settings.font_folder is not None:
        use_fonts((settings.font_folder,))
    sign_in = ProviderSettings()
    config = CommissionConfig(
        database_url=settings.database_url,
        key_folder=settings.key_folder,
        web_dist=WEB_DIST,
        public_origin=settings.public_origin,
        environment=settings.environment,
        suite=settings.suite,
        name_zh=settings.commission_name_zh,
        name_en=settings.commission_name_en,
        second_factor_required=settings.needs_second_factor,
        provider=provider_config(sign_in, development=settings.environment == "development"),
        local_sign_in=sign_in.local_sign_in,
        allowance=Allowance(settings.admission_burst, max(1, round(settings.admission_refill_s * 1000))),
        key_secrets=settings_secrets(settings),
        development_keys=settings.environment == "development",
        local_ca=settings.commission_ca if settings.environment == "development" else None,
    )
    queue = ArchiveQueue()
    app = create_app(
        config,
        enqueue_archive=queue.enqueue,
        codes=graph_codes,
        prepare_queue=ensure_queue,
        enqueue_fetch=queue.enqueue_fetch,
    )
    # What lives as long as the process need not be walked through by every collection.
    gc.collect()
    gc.freeze()
    uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.commission_port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
            forwarded_allow_ips=settings.trusted_proxies,
            ssl_certfile=settings.tls_certificate,
            ssl_keyfile=settings.tls_key,
        )
    ).run(sockets=sockets)
