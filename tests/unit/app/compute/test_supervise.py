"""Several nodes on one machine: what dies is started again, more slowly each time, and all of it ends together."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.bench.ports import free_port, free_ports
from app.compute.errors import WrongProcesses
from app.compute.supervise import Supervisor, origins
from records.trust.directory import verify_directory
from tests.journey.city import City
from tests.unit.app.compute.conftest import now_ms, wait_until


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://127.0.0.1:9000", ["http://127.0.0.1:9000", "http://127.0.0.1:9001"]),
        ("https://[::1]:443/", ["https://[::1]:443/", "https://[::1]:444/"]),
        ("https://node{number}.example", ["https://node0.example", "https://node1.example"]),
    ],
)
def test_each_process_has_a_port_and_an_address_of_its_own(origin: str, expected: list[str]) -> None:
    assert origins(origin, 8701, 2) == tuple(zip((8701, 8702), expected, strict=True))


@pytest.mark.parametrize(("origin", "port"), [("https://node.example", 8701), ("http://127.0.0.1:9000", 65535)])
def test_processes_that_could_not_be_told_apart_are_refused(origin: str, port: int) -> None:
    with pytest.raises(WrongProcesses):
        origins(origin, port, 2)


class Fake:
    """A process that dies when told."""

    pid = 1

    def __init__(self) -> None:
        self.code: int | None = None

    def poll(self) -> int | None:
        return self.code


def test_what_keeps_dying_is_started_more_and_more_slowly() -> None:
    started: list[tuple[float, Fake]] = []
    clock = [0.0]

    def start() -> Any:
        started.append((clock[0], Fake()))
        return started[-1][1]

    supervisor = Supervisor((start,), now_s=lambda: clock[0])
    supervisor.look()
    for _ in range(8):
        started[-1][1].code = -9
        supervisor.look()
        until, count = clock[0] + 70, len(started)
        while len(started) == count and clock[0] < until:
            clock[0] += 0.5
            supervisor.look()
    pauses = [later[0] - earlier[0] for earlier, later in pairwise(started)]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    clock[0] += 61  # it lived long enough: whatever killed it was something else
    started[-1][1].code = 1
    supervisor.look()
    clock[0] += 1
    supervisor.look()
    assert len(started) == 10


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    made = City(tmp_path_factory.mktemp("city"))
    try:
        made.start("commission")
        yield made
    finally:
        made.close()


def nodes_of(city: City) -> dict[str, str]:
    """The nodes of the directory: key id by address."""
    response = httpx.get(f"{city.commission}/v1/directory", timeout=60, trust_env=False).json()
    verified = verify_directory(response, city.login.root_fingerprint, now_ms=now_ms(), production=False)
    return {node.url: node.channel_key.kid for node in verified.directory.nodes}


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.server
@pytest.mark.enable_socket
def test_two_nodes_stand_in_the_directory_and_one_that_is_killed_comes_back_as_another(
    city: City, tmp_path: Path
) -> None:
    port = free_ports(2)
    environment = {
        **os.environ,
        **city.environment,
        "JIAYI_READ_REPORTS": "0",
        "JIAYI_COMPUTE_PORT": str(port),
        "JIAYI_COMPUTE_ORIGIN": f"http://127.0.0.1:{port}",
    }
    errors = tmp_path / "errors"
    with errors.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve", "compute", "--processes", "2"], env=environment, stderr=sink
        )
    try:
        wait_until(lambda: process.poll() is None and len(nodes_of(city)) == 2, timeout_s=180)
        first = nodes_of(city)
        assert set(first) == {f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"}
        assert len(set(first.values())) == 2
        status = Path(f"/proc/{process.pid}/status").read_text()
        assert "NoNewPrivs:\t1" in status
        assert "Seccomp:\t2" in status
        victim = children_of(process.pid)[0]
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: len(set(nodes_of(city).values()) - set(first.values())) == 1, timeout_s=180)
        assert set(nodes_of(city)) == set(first)
        died = [json.loads(line) for line in errors.read_text().splitlines() if '"process died"' in line]
        assert [(line["code"], line["pause_s"]) for line in died] == [(-9, 1.0)]
        children = children_of(process.pid)
        assert len(children) == 2
        process.kill()  # even so, no node is left without one who looks after it
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), timeout_s=60)
    finally:
        process.kill()
        process.wait()


CONFINED = """
import ctypes, json, os, socket, subprocess, sys
from app.compute.serve import keep_logs_alone
from app.compute.supervise import confine
out = os.dup(1); os.set_inheritable(out, True)
confine((int(sys.argv[1]),), (9,))
acts = {
    "write": lambda: open(sys.argv[2] + "/w", "w"),
    "other program": lambda: subprocess.run(["/bin/true"], check=True),
    "shell": lambda: os.posix_spawn("/bin/sh", ["sh", "-c", "true"], {}),
    "other port": lambda: socket.create_server(("127.0.0.1", 0)),
    "connect elsewhere": lambda: socket.create_connection(("127.0.0.1", 7), 1),
    "signal outside": lambda: os.kill(os.getppid(), 0),
    "memory of another": lambda: open(f"/proc/{os.getppid()}/mem", "rb"),
    "ptrace": lambda: ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), None, None) and (_ for _ in ()).throw(PermissionError()),
    "interpreter": lambda: subprocess.run([sys.executable, "-c", ""], check=True),
    "own port": lambda: socket.create_server(("127.0.0.1", int(sys.argv[1]))),
}
answers = {}
for name, act in acts.items():
    try:
        act(); answers[name] = True
    except PermissionError:
        answers[name] = False
print(json.dumps(answers))
"""


@pytest.mark.enable_socket
def test_the_supervisor_may_start_the_interpreter_and_little_else(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CONFINED, str(free_port()), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert {name for name, allowed in answers.items() if allowed} == {"interpreter", "own port"}
    assert len(answers) == 10


WITH_HARDWARE = """
import json, os, socket, sys
from pathlib import Path
from app.compute.attest import attester
from app.compute.supervise import confine
folder = Path(sys.argv[2])
attester.FOLDER = folder / "report"
confine((), (9,), attester.needs_of(sys.argv[1]))
def make():
    entry = folder / "report" / "jiayi-1"
    entry.mkdir()
    os.open(folder / "report" / "inblob", os.O_WRONLY)
acts = {
    "device": lambda: os.open(folder / "tpm", os.O_RDWR),
    "another file": lambda: os.open(folder / "other", os.O_RDWR),
    "entry": make,
    "folder elsewhere": lambda: (folder / "elsewhere").mkdir(),
    "port": lambda: socket.create_connection(("127.0.0.1", int(sys.argv[3])), 1),
    "another port": lambda: socket.create_connection(("127.0.0.1", 7), 1),
}
allowed = []
for name, act in acts.items():
    try:
        act(); allowed.append(name)
    except PermissionError:
        pass
print(json.dumps(allowed))
"""


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("hardware", "allowed"),
    [
        ("{folder}/tpm", ["device"]),
        ("tsm", ["entry"]),
        ("tcp:127.0.0.1:{port}", ["port"]),
        ("{folder}/missing", []),
        ("tcp:nonsense", []),
    ],
)
def test_the_supervisor_leaves_its_nodes_their_hardware_and_nothing_beside_it(
    tmp_path: Path, hardware: str, allowed: list[str]
) -> None:
    (tmp_path / "report").mkdir()
    for name in ("tpm", "other", "report/inblob"):
        (tmp_path / name).touch()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        command = [sys.executable, "-c", WITH_HARDWARE, hardware.format(folder=tmp_path, port=port), str(tmp_path)]
        done = subprocess.run([*command, str(port)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == allowed


def test_time_to_look_is_short() -> None:
    supervisor = Supervisor(())
    supervisor.stopped.set()
    begun = time.monotonic()
    supervisor.run()
    assert time.monotonic() - begun < 10  # what does not stop is waited for longer
