"""`jiayi demo`: up soon, keeps its data, says which port is taken, stops cleanly."""

from __future__ import annotations

import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import httpx

from app.bench.ports import free_port

UP_WITHIN_S = 120
"""Sixteen to eighteen on two quiet cores; what else the machine does is not the demo's fault."""


class Demo:
    """A demo in a process of its own, with what it printed."""

    def __init__(self, data: Path, *more: str) -> None:
        self.ports = [free_port() for _ in range(3)]
        names = ("--commission-port", "--compute-port", "--console-port")
        options = [word for name, port in zip(names, self.ports, strict=True) for word in (name, str(port))]
        self.output = data.parent / f"{self.ports[0]}.out"
        started = time.monotonic()
        with self.output.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "demo", "--data", str(data), *options, *more], stdout=out, stderr=out
            )
        while "Ctrl-C" not in self.text and self.process.poll() is None and time.monotonic() - started < UP_WITHIN_S:
            time.sleep(0.1)
        if self.process.poll() is not None or "Ctrl-C" not in self.text:
            self.process.kill()
            self.process.wait()
            raise AssertionError(self.text)

    @property
    def text(self) -> str:
        return self.output.read_text()

    @property
    def link(self) -> str:
        found = re.search(r"https?://\S+/m/\S+", self.text)
        assert found, self.text
        return found.group()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


def left_running(data: Path) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if str(data) in line]


def test_the_demo_is_up_soon_keeps_its_data_and_stops_cleanly(tmp_path):
    data = tmp_path / "var"
    with Demo(data) as first:
        password = re.search(r"password: (\S+)", first.text)
        assert password
        with httpx.Client(base_url=first.link.split("/m/")[0], trust_env=False) as client:
            assert client.get("/v1/magnets/" + first.link.split("/m/")[1].split("#")[0]).status_code == 200
            login = client.post("/v1/session", json={"username": "wang", "password": password.group(1)})
            assert login.status_code == 200
            # Whoever has the doctor's password sees the other pages, too.
            for role in ("supervisor", "administrator", "auditor"):
                found = re.search(rf"{role}: (\S+)", first.text)
                assert found
                account = {"username": found.group(1), "password": password.group(1)}
                assert client.post("/v1/session", json=account).json()["role"] == role
        assert first.stop() == 0
        assert left_running(data) == []

    with Demo(data, "--empty") as second:
        assert second.link.split("/m/")[1] == first.link.split("/m/")[1]  # the same magnet, the same pin
        assert second.stop() == 0

    with Demo(data, "--reset", "--empty") as third:
        assert third.link.split("#")[1] != first.link.split("#")[1]
        assert third.stop() == 0
    assert left_running(data) == []


def test_a_taken_port_is_named_with_the_option_that_moves_it(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "app.cli",
            "demo",
            "--data",
            str(tmp_path / "var"),
            "--console-port",
            str(port),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=UP_WITHIN_S, check=False)
    assert done.returncode == 1
    assert f"port {port} is taken" in done.stderr
    assert "--console-port" in done.stderr


def test_reset_deletes_nothing_that_the_demo_did_not_make(tmp_path):
    (tmp_path / "precious").write_text("mine")
    command = [sys.executable, "-m", "app.cli", "demo", "--data", str(tmp_path), "--reset"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=UP_WITHIN_S, check=False)
    assert done.returncode == 1
    assert (tmp_path / "precious").read_text() == "mine"


def test_on_the_network_everything_is_https(tmp_path):
    with Demo(tmp_path / "var", "--empty", "--lan", "--lan-address", "127.0.0.1") as demo:
        assert demo.link.startswith("https://127.0.0.1:")
        context = ssl.create_default_context(cafile=tmp_path / "var" / "tls" / "local-ca.crt")
        with httpx.Client(verify=context, trust_env=False) as client:
            page = client.get(demo.link.split("#")[0])
            assert page.status_code == 200
            node = client.get(f"https://127.0.0.1:{demo.ports[1]}/healthz").json()
            assert node["status"] == "serving"
            offered = client.get(demo.link.split("/m/")[0] + "/local-ca.crt")
            assert b"BEGIN CERTIFICATE" in offered.content
        assert demo.stop() == 0
