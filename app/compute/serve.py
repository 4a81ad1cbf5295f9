"""Starts a compute node: bind, enter the sandbox, and only then load what reads patients' words.

The composition root of the process. The order is the point: the socket is bound first because the sandbox forbids binding, and the
sandbox is entered before any thread exists, so that every thread that later touches a turn is inside.
"""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from app.compute.sandbox import lock_down, lock_down_where_possible
from app.logs import configure_logs, log
from app.settings import ComputeSettings

BACKLOG = 1024


def commission_port(url: str) -> int:
    """Answer the TCP port of a URL, with the scheme's default."""
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)


def serve(settings: ComputeSettings) -> None:
    """Serve until a signal.

    Raises:
        SandboxError: the kernel cannot enforce the sandbox and this is not a development machine.
        OSError: the port is taken.
    """
    configure_logs("compute")
    listening = socket.create_server((settings.host, settings.compute_port), backlog=BACKLOG, reuse_port=False)
    enter = lock_down_where_possible if settings.development else lock_down
    sandbox = enter([commission_port(settings.commission_url)])
    log().info(
        "sandbox", enforced=sandbox.enforced, landlock_abi=sandbox.landlock_abi, memory_locked=sandbox.memory_locked
    )

    import uvicorn  # noqa: PLC0415 - imported inside the sandbox, see above

    from app.compute.service import create_app  # noqa: PLC0415

    config = uvicorn.Config(
        create_app(settings, sandbox),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
    )
    uvicorn.Server(config).run(sockets=[listening])
