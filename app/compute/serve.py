"""Starts a compute node: bind, enter the sandbox, and only then load what reads patients' words.

The composition root of the process. The order is the point: the socket is bound first because the sandbox forbids binding, and the
sandbox is entered before any thread exists, so that every thread that later touches a turn is inside.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import sys
from collections.abc import MutableMapping

from app.compute.addresses import Commission
from app.compute.attest.attester import needs_of, prepare_attester
from app.compute.sandbox import SandboxError, lock_down, lock_down_where_possible
from app.compute.supervise import Supervisor, confine, origins, starter
from app.language.endpoint import endpoint_from
from app.logs import configure_logs, log, silence_everything_else
from app.settings import ComputeSettings, LanguageSettings
from records.trust.measurement import measurement

BACKLOG = 1024
CONNECTIONS = 800
"""Connections at once, below the usual limit of 1024 open files; more are answered 503."""
_STUCK_MS = 60_000
"""A peer that takes no byte of its answer for so long loses the connection: the kernel ends it (tcp(7), TCP_USER_TIMEOUT)."""
_TELLTALES = ("LANGSMITH_", "LANGCHAIN_", "SSLKEYLOGFILE", "OPENAI_")
"""Variables that make libraries send traces of what they handle, write down the keys of TLS connections, or log more than they should."""
_QUIET = {"ORT_DISABLE_TELEMETRY": "1"}
"""onnxruntime for Linux reports to its maker since 1.29, unless told not to before it is loaded (microsoft/onnxruntime,
pull request 27379)."""


class Listening(socket.socket):
    """A socket that listens already. The event loop tells it to once more, which the sandbox forbids and which would change nothing."""

    @classmethod
    def on(cls, host: str, port: int) -> Listening:
        """Bind and listen; raises OSError where the port is taken."""
        made = socket.create_server((host, port), backlog=BACKLOG, reuse_port=False)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _STUCK_MS)
        return cls(fileno=made.detach())

    def listen(self, backlog: int = BACKLOG, /) -> None:
        """Do nothing."""
        del backlog


def quieten(environment: MutableMapping[str, str]) -> None:
    """Take out of the environment what would make a library tell others what it sees, and put in what keeps it from that.

    The sandbox's port rules know ports and no addresses: with a commission on 443 a tracing service on 443 could be reached.
    """
    for name in [name for name in environment if name.startswith(_TELLTALES)]:
        del environment[name]
    environment.update(_QUIET)


def keep_logs_alone() -> None:
    """Leave standard error to this process's logs: what native code prints by itself goes nowhere, and neither does standard output.

    Every other file that was inherited is closed: Landlock leaves open files usable, so each would be a way out.
    """
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    # A file is written at its end only, and the sandbox lets nobody change that: what it says already stays.
    fcntl.fcntl(2, fcntl.F_SETFL, fcntl.fcntl(2, fcntl.F_GETFL) | os.O_APPEND)
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    # Standard input as well: a terminal or a socket there can be written to.
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def serve(settings: ComputeSettings, language: LanguageSettings) -> None:
    """Serve until a signal.

    Raises:
        SandboxError: the kernel cannot enforce the sandbox and this is not a development machine, or the node proves itself by hardware
            and its memory cannot be locked.
        HardwareUnusable: the hardware that is to prove this node cannot be used.
        LanguageSettingsWrong: the language model that is set cannot be used.
        OSError: the port is taken.
        CommissionUnknown: the commission's name does not resolve.
    """
    quieten(os.environ)
    keep_logs_alone()
    configure_logs("compute")
    listening = Listening.on(settings.host, settings.compute_port)
    # Resolved now: inside, no name can be looked up. The model's trust roots are loaded as well.
    commission = Commission.at(settings.commission_url)
    endpoint = endpoint_from(language)
    # Measured before it is loaded, and told to the hardware before anything else runs; its device stays open.
    attester = prepare_attester(settings.hardware, measurement(), settings.ek_certificate)
    ports = [commission.port] + ([endpoint.port] if endpoint is not None else [])
    enter = lock_down_where_possible if settings.development else lock_down
    # A node whose evidence production takes says by it that nothing of a turn is kept: that holds of swap as well.
    sandbox = enter(ports, attester.writes, must_lock=attester.kind != "development")
    log().info(
        "sandbox",
        enforced=sandbox.enforced,
        landlock_abi=sandbox.landlock_abi,
        memory_locked=sandbox.memory_locked,
        tried=list(sandbox.tried),
    )

    import uvicorn  # noqa: PLC0415 - imported inside the sandbox, see above

    from app.compute.protocol import PromptProtocol  # noqa: PLC0415
    from app.compute.service import create_app  # noqa: PLC0415

    app = create_app(settings, sandbox, language, endpoint, commission, attester)
    silence_everything_else()
    config = uvicorn.Config(
        app,
        http=PromptProtocol,
        # Python's own: uvloop listens in native code, see `Listening`.
        loop="asyncio",
        ws="none",
        limit_concurrency=CONNECTIONS,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
    )
    uvicorn.Server(config).run(sockets=[listening])


def serve_many(settings: ComputeSettings, language: LanguageSettings, processes: int) -> None:
    """Run so many nodes until a signal, each a process with a port of its own from `compute_port` on.

    Raises:
        SandboxError: the kernel refuses the supervisor's own confinement, and this is not a development machine.
        WrongProcesses: they cannot be told apart.
        CommissionUnknown, LanguageSettingsWrong: what each of them would say.
    """
    places = origins(settings.compute_origin, settings.compute_port, processes)
    connect = [Commission.at(settings.commission_url).port]
    endpoint = endpoint_from(language)
    connect += [endpoint.port] if endpoint is not None else []
    keep_logs_alone()
    configure_logs("compute-supervisor")
    errors = sys.stderr.fileno()
    starts = [
        starter({"JIAYI_COMPUTE_PORT": str(port), "JIAYI_COMPUTE_ORIGIN": origin}, errors) for port, origin in places
    ]
    supervisor = Supervisor(tuple(starts))
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: supervisor.stopped.set())
    confined = confine(tuple(port for port, _ in places), tuple(connect), needs_of(settings.hardware))
    if not confined and not settings.development:
        raise SandboxError("this kernel offers no Landlock with network rules (Linux 6.7)")
    log().info("supervisor", confined=confined, processes=processes)
    supervisor.run()
