"""The commission's API as one FastAPI application."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import Depends, FastAPI

from app.commission import problems
from app.commission.access import services as services_of
from app.commission.config import CodeSource, CommissionConfig
from app.commission.described import describe
from app.commission.housekeeping import Housekeeping
from app.commission.http import Observed, OneKeeper, SecurityHeaders
from app.commission.limits import BodyLimit
from app.commission.routes import (
    administration,
    admission,
    archive,
    auditing,
    clinicians,
    health,
    identities,
    log,
    magnets,
    nodes,
    page,
    papers,
    provider,
    public,
    quality,
    residents,
    review,
    shares,
    sign_in,
    work_list,
)
from app.commission.schemas import Problem
from app.commission.services import Services
from app.version import SOFTWARE
from records.store.archive_essentials import EnqueueFetch
from records.store.signatures import EnqueueArchive


def create_app(
    config: CommissionConfig,
    *,
    enqueue_archive: EnqueueArchive,
    codes: CodeSource,
    prepare_queue: Callable[[str], None] | None = None,
    enqueue_fetch: EnqueueFetch | None = None,
) -> FastAPI:
    """Assemble the service. Raises `KeyStoreError` for unusable keys.

    `enqueue_archive` runs inside the transaction that signs, `enqueue_fetch` inside the one that reads essentials;
    `prepare_queue` makes its tables, given the database's URL.
    The database need not be there yet: until it is, requests are answered with 503.
    """
    services = Services(
        config,
        enqueue_archive=enqueue_archive,
        codes=codes,
        prepare_queue=prepare_queue,
        enqueue_fetch=enqueue_fetch,
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        # A thread without a connection only waits for one: as many threads as connections.
        anyio.to_thread.current_default_thread_limiter().total_tokens = 2 * config.pool_size
        housekeeping = Housekeeping(services)
        housekeeping.start()
        services.intake.start()
        threading.Thread(target=services.codes.warm, name="codes", daemon=True).start()
        try:
            yield
        finally:
            services.intake.stop()
            housekeeping.stop()
            services.close()

    app = FastAPI(
        title="Jiayi commission",
        version=SOFTWARE.rpartition(" ")[2],
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        dependencies=[Depends(services_of)],
        responses={code: {"model": Problem} for code in (422, 500, 503)},
    )
    app.state.services = services
    problems.install(app)
    for part in (
        health,
        public,
        admission,
        nodes,
        log,
        clinicians,
        papers,
        sign_in,
        provider,
        identities,
        work_list,
        review,
        residents,
        quality,
        archive,
        shares,
        administration,
        magnets,
        auditing,
        page,
    ):
        app.include_router(part.router)
    describe(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders, https=config.public_origin.startswith("https://"))
    app.add_middleware(Observed, metrics=services.metrics)
    app.add_middleware(OneKeeper)
    return app
