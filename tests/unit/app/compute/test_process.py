"""A compute node as a real process beside a real commission: it gives itself up, writes nothing, and tells nobody."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from app.bench.drawing import draw_token
from app.bench.ports import free_port
from app.compute.serve import quieten
from records.seal.frames import FrameKind
from records.seal.keys import KemPublicKey
from records.trust.directory import verify_directory
from tests.fakes.hostile_cloud import HostileCloud
from tests.fakes.report_images import Line, draw_report
from tests.journey.city import City
from tests.journey.wire import hits
from tests.unit.app.compute.conftest import START, Answered, Phone, now_ms, say, wait_until

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
PHRASE = "窗台上的搪瓷缸子"
WORDS = f"胸闷两天，爬楼梯加重，{PHRASE}"


@dataclass
class Running:
    """A compute process with folders of its own, and what it wrote to standard error."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int
    errors: Path
    before: dict[str, tuple[int, int]] = field(default_factory=dict)

    def proc(self, name: str) -> str:
        return Path(f"/proc/{self.process.pid}/{name}").read_text()

    def files(self) -> dict[str, tuple[int, int]]:
        """Every file and folder below cwd, TMPDIR and HOME with its size and time of change."""
        found = {}
        for path in sorted(self.folder.rglob("*")):
            if path != self.errors:
                stat = path.lstat()
                found[str(path.relative_to(self.folder))] = (stat.st_size, stat.st_mtime_ns)
        return found

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


def start(
    command: list[str], folder: Path, environment: dict[str, str], *, port: int, keep: tuple[int, ...] = ()
) -> Running:
    for name in ("cwd", "tmp", "home"):
        (folder / name).mkdir(parents=True)
    errors = folder / "stderr"
    places = {"TMPDIR": str(folder / "tmp"), "HOME": str(folder / "home"), "XDG_CACHE_HOME": str(folder / "home")}
    root = Path(__file__).parents[4]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JIAYI_")}
    with errors.open("wb") as sink:
        process = subprocess.Popen(
            command,
            cwd=folder / "cwd",
            env={**kept, **environment, **places, "JIAYI_COMPUTE_PORT": str(port), "PYTHONPATH": str(root)},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            pass_fds=keep,
        )
    return Running(process, folder, port, errors)


def health(running: Running, *, serving: bool, timeout_s: float = 180) -> dict[str, Any]:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        assert running.process.poll() is None, running.errors.read_text()
        try:
            answer = httpx.get(f"http://127.0.0.1:{running.port}/healthz", timeout=2, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
            continue
        if answer.is_success or not serving:
            return answer.json()
        time.sleep(0.1)
    raise AssertionError(running.errors.read_text())


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    made = City(tmp_path_factory.mktemp("city"))
    try:
        made.start("commission")
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def running(city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A node in an environment that tries to make it talk: tracing to the one port that it may reach, and an open file."""
    folder = tmp_path_factory.mktemp("node")
    telltales = {
        "LANGSMITH_TRACING": "true",
        "LANGSMITH_API_KEY": "lsv2_test",
        "LANGSMITH_ENDPOINT": city.commission,
        "LANGCHAIN_TRACING_V2": "true",
        "LANGCHAIN_ENDPOINT": city.commission,
        "LANGCHAIN_API_KEY": "lsv2_test",
    }
    left_open = os.open(folder / "left-open", os.O_CREAT | os.O_WRONLY, 0o600)
    environment = {**city.environment, **telltales}
    port = city.ports["compute"]
    made = start(
        [sys.executable, "-m", "app.cli", "serve", "compute"], folder, environment, port=port, keep=(left_open,)
    )
    os.close(left_open)
    try:
        told = health(made, serving=True)
        assert told["sandbox_enforced"] is True
        assert "connect by fast open" in told["sandbox_tried"]
        made.before = made.files()
        yield made
    finally:
        made.stop()


def direct(city: City) -> str:
    """The node itself, and not the tap before it."""
    return f"http://127.0.0.1:{city.ports['compute']}"


def phone(city: City) -> Phone:
    """A phone that knows the pin, and finds the node in the commission's directory."""
    response = httpx.get(f"{city.commission}/v1/directory", timeout=60, trust_env=False).json()
    verified = verify_directory(response, city.login.root_fingerprint, now_ms=now_ms(), production=False)
    ours = [node for node in verified.directory.nodes if node.url == city.compute]
    entry = max(ours, key=lambda node: node.expires_at)
    node: Any = SimpleNamespace(channel_key=KemPublicKey(entry.channel_key.public_bytes))
    kid = entry.channel_key.kid
    magnet = urlsplit(city.login.magnet_url).path.rpartition("/")[2]
    with httpx.Client(timeout=60, trust_env=False) as client:
        token = draw_token(client, city.commission, magnet, kid, verified.directory)
    assert token is not None
    return Phone(node, tokens={kid: token})


def take(city: City, one: Phone, given: dict[str, Any], *blobs: bytes) -> Answered:
    body = one.seal(given, *blobs)
    answer = httpx.post(f"{direct(city)}/v1/turns", content=body, timeout=60, trust_env=False)
    assert answer.status_code == 200, answer.text
    answered = one.read(body, [answer.content])
    one.capsule, one.turn = answered.body(FrameKind.CAPSULE), one.turn + 1
    return answered


def metrics_of(city: City) -> str:
    return httpx.get(f"{direct(city)}/metrics", timeout=60, trust_env=False).text


def taken(city: City) -> float:
    """Records that the commission has taken from this node."""
    lines = [
        line for line in metrics_of(city).splitlines() if line.startswith('jiayi_records_pushed_total{outcome="taken')
    ]
    return float(lines[0].split()[1]) if lines else 0.0


def status(running: Running, name: str) -> str:
    (line,) = [line for line in running.proc("status").splitlines() if line.startswith(f"{name}:")]
    return line.split(":")[1].strip()


def test_the_process_gave_itself_up(running: Running) -> None:
    assert status(running, "NoNewPrivs") == "1"
    assert status(running, "Seccomp") == "2"
    (core,) = [line for line in running.proc("limits").splitlines() if line.startswith("Max core file size")]
    assert core.split()[4:6] == ["0", "0"]
    # Every thread is inside, those of the models and the server as well.
    threads = list(Path(f"/proc/{running.process.pid}/task").iterdir())
    assert len(threads) > 2
    for thread in threads:
        text = (thread / "status").read_text()
        assert "Seccomp:\t2" in text
        assert "NoNewPrivs:\t1" in text


def test_no_file_is_open_for_writing_but_the_log(running: Running) -> None:
    writable = {}
    for descriptor in Path(f"/proc/{running.process.pid}/fd").iterdir():
        flags = running.proc(f"fdinfo/{descriptor.name}").split("flags:")[1].split()[0]
        target = str(descriptor.readlink())
        if int(flags, 8) & os.O_ACCMODE and target.startswith("/"):
            writable[int(descriptor.name)] = target
    assert writable == {0: "/dev/null", 1: "/dev/null", 2: "/dev/null", 3: str(running.errors)}


def test_libraries_are_told_to_be_quiet() -> None:
    environment = {
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_API_KEY": "key",
        "SSLKEYLOGFILE": "/tmp/keys",
        "ORT_DISABLE_TELEMETRY": "0",
        "PATH": "/bin",
    }
    quieten(environment)
    assert environment == {"ORT_DISABLE_TELEMETRY": "1", "PATH": "/bin"}


def test_a_consultation_leaves_nothing_behind(running: Running, city: City) -> None:
    one, before = phone(city), taken(city)
    photo = draw_report(
        [Line("肌钙蛋白I", "0.85", "↑", "ng/mL", "0-0.04"), Line("葡萄糖", "5.1", "", "mmol/L", "3.9-6.1")]
    )
    digest = hashlib.sha256(photo).hexdigest()
    picture = {"kind": "photo", "attachment_id": "1" * 32, "media_type": "image/png", "digest": digest, "blob": 0}
    take(city, one, START)
    assert take(city, one, say(WORDS)).reply.turn == 1
    report = take(city, one, picture, photo).reply.report
    assert report is not None
    assert report.what == "lab_report"
    guidance = take(city, one, {"kind": "finish"}).reply.guidance
    assert guidance is not None

    wait_until(lambda: taken(city) == before + 4)
    metrics = metrics_of(city)

    assert running.files() == running.before
    logged = running.errors.read_bytes()
    foreign = [line for line in logged.splitlines() if not line.startswith(b"{")]
    assert foreign == []
    lines = [json.loads(line) for line in logged.splitlines()]
    assert [line["outcome"] for line in lines if line["event"] == "turn"][-4:] == ["answered"] * 4
    # Everything that the node sent to the one port that the sandbox leaves open; tracing would be among it.
    heard = bytes(city.taps["commission"].recorded)
    assert hits(PHRASE, [("log", logged), ("metrics", metrics.encode()), ("wire", heard)]) == []
    assert b"/v1/envelopes" in heard
    assert b"/runs" not in heard
    assert b"langsmith" not in heard.lower()


def test_a_phone_that_hangs_up_is_pushed_for_all_the_same(running: Running, city: City) -> None:
    one, before = phone(city), taken(city)
    take(city, one, START)
    take(city, one, say("胸口压榨样疼痛半小时"))
    wait_until(lambda: taken(city) == before + 2)
    body = one.seal({"kind": "finish"})
    with httpx.stream("POST", f"{direct(city)}/v1/turns", content=body, timeout=60, trust_env=False) as answer:
        next(answer.iter_raw(1))
    wait_until(lambda: taken(city) == before + 3)
    assert running.process.poll() is None


def test_a_node_that_starts_before_a_hostile_cloud_serves_by_no_directory_from_before(
    city: City, tmp_path: Path
) -> None:
    """Everything is forwarded but the directory, which is the one of before this node came: signed, logged, unexpired."""
    port = free_port()
    with HostileCloud(city.ports["commission"], kept="/v1/directory") as cloud:
        environment = city.environment | {
            "JIAYI_COMMISSION_URL": f"http://127.0.0.1:{cloud.port}",
            "JIAYI_COMPUTE_ORIGIN": f"http://127.0.0.1:{port}",
            "JIAYI_READ_REPORTS": "0",
        }
        made = start([sys.executable, "-m", "app.cli", "serve", "compute"], tmp_path, environment, port=port)
        try:
            health(made, serving=False, timeout_s=180)
            wait_until(lambda: b'"reason": "rollback"' in made.errors.read_bytes(), timeout_s=180)
            assert health(made, serving=False)["status"] == "waiting for admission"
            cloud.kept = ""
            health(made, serving=True)
        finally:
            made.stop()
    said = [line for line in map(json.loads, made.errors.read_text().splitlines()) if line["event"] == "not admitted"]
    before = verify_directory(json.loads(cloud.answer), city.login.root_fingerprint, now_ms=now_ms(), production=False)
    assert {(line["error"], line["reason"]) for line in said} == {("CannotOpen", "rollback")}
    assert {line["floor"] > before.directory.serial for line in said} == {True}


# A kernel without Landlock, made by a filter that answers ENOSYS to landlock_create_ruleset(2), as such a kernel does.
WITHOUT_LANDLOCK = """
import ctypes, errno, os, struct, sys
steps = [(0x20, 0, 0, 0), (0x15, 0, 1, 444), (0x06, 0, 0, 0x00050000 | errno.ENOSYS), (0x06, 0, 0, 0x7FFF0000)]
code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
program = Program(len(steps), ctypes.cast(code, ctypes.c_void_p))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.byref(program), 0, 0) == 0
os.execv(sys.executable, [sys.executable, "-m", "app.cli", "serve", "compute"])
"""


@pytest.mark.parametrize("development", [False, True])
def test_without_landlock_it_serves_on_a_development_machine_alone(tmp_path: Path, *, development: bool) -> None:
    environment = {
        "JIAYI_ROOT_FINGERPRINT": "A" * 43,
        "JIAYI_READ_REPORTS": "0",
        "JIAYI_COMMISSION_URL": f"http://127.0.0.1:{free_port()}",
        **({"JIAYI_DEVELOPMENT": "1"} if development else {}),
    }
    made = start([sys.executable, "-c", WITHOUT_LANDLOCK], tmp_path, environment, port=free_port())
    if not development:
        assert made.process.wait(60) == 1
        said = made.errors.read_text()
        assert "the sandbox cannot be enforced" in said
        assert "Landlock ABI 0" in said
        assert "Traceback" not in said
        return
    try:
        told = health(made, serving=False)
        assert told == {
            "status": "waiting for admission",
            "sandbox_enforced": False,
            "sandbox_tried": [],
            "report_reader": False,
        }
        (line,) = [line for line in map(json.loads, made.errors.read_text().splitlines()) if line["event"] == "sandbox"]
        assert (line["enforced"], line["landlock_abi"]) == (False, 0)
    finally:
        made.stop()
