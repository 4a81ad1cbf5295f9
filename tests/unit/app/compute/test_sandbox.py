"""The sandbox, tried from inside a process of its own: what it must refuse is refused by the kernel."""

from __future__ import annotations

import json
import subprocess
import sys

PROBE = """
import json, logging, os, socket, sqlite3, subprocess, sys, tempfile, threading, urllib.request
from app.compute.sandbox import lock_down

listed, other = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
sandbox = lock_down([listed.getsockname()[1]])

def database():
    sqlite3.connect(sys.argv[1] + "/x.db").execute("create table t(a)")

def in_a_thread():
    failed = []
    def write():
        try:
            open(sys.argv[1] + "/thread", "w")
        except OSError as error:
            failed.append(error)
    thread = threading.Thread(target=write); thread.start(); thread.join()
    if failed:
        raise failed[0]

acts = {
    "write": lambda: open(sys.argv[1] + "/w", "w"),
    "append": lambda: open(sys.argv[1] + "/existing", "a"),
    "truncate": lambda: os.truncate(sys.argv[1] + "/existing", 0),
    "unlink": lambda: os.unlink(sys.argv[1] + "/existing"),
    "mkdir": lambda: os.mkdir(sys.argv[1] + "/d"),
    "shm": lambda: open("/dev/shm/jiayi-test", "w"),
    "temporary": lambda: tempfile.NamedTemporaryFile(dir=sys.argv[1]),
    "log file": lambda: logging.FileHandler(sys.argv[1] + "/x.log"),
    "sqlite": database,
    "thread": in_a_thread,
    "program": lambda: subprocess.run(["/bin/true"], check=True),
    "bind": lambda: socket.create_server(("127.0.0.1", 0)),
    "connect elsewhere": lambda: socket.create_connection(other.getsockname(), 1),
    "connect listed": lambda: socket.create_connection(listed.getsockname(), 1),
    "read": lambda: open(sys.argv[1] + "/existing").read(),
}
answers = {}
for name, act in acts.items():
    try:
        act()
        answers[name] = "allowed"
    except (OSError, sqlite3.Error) as error:
        answers[name] = "refused"
import resource
answers["core"] = resource.getrlimit(resource.RLIMIT_CORE)[0]
print(json.dumps(answers))
"""


def test_the_kernel_refuses_what_a_compute_node_must_not_do(tmp_path):
    existing = tmp_path / "existing"
    existing.write_text("left alone")
    done = subprocess.run([sys.executable, "-c", PROBE, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert {name for name, answer in answers.items() if answer == "allowed"} == {"connect listed", "read"}
    assert answers["core"] == 0
    assert existing.read_text() == "left alone"
    assert list(tmp_path.iterdir()) == [existing]


def test_threads_that_run_already_would_stay_outside_so_it_refuses():
    code = "import threading, time; threading.Thread(target=time.sleep, args=(5,), daemon=True).start()\n"
    code += "from app.compute.sandbox import lock_down; lock_down([80])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "SandboxError: 2 threads" in done.stderr


def test_the_command_starts_no_thread_before_the_sandbox_is_entered():
    code = "import os, app.cli.main, app.compute.serve; print(len(os.listdir('/proc/self/task')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
