"""The sandbox, tried from inside a process of its own: what it must refuse is refused by the kernel."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
import tempfile

import pytest

PROBE = """
import ctypes, json, logging, os, platform, socket, sqlite3, subprocess, sys, tempfile, threading, urllib.request
from app.compute.sandbox import lock_down

listed, other = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
sandbox = lock_down([listed.getsockname()[1]])

def database():
    sqlite3.connect(sys.argv[1] + "/x.db").execute("create table t(a)")

libc = ctypes.CDLL(None, use_errno=True)
ADD_KEY = {"x86_64": 248, "aarch64": 217}[platform.machine()]

def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")

def run_from_memory():
    program = os.memfd_create("program")
    os.write(program, open("/bin/true", "rb").read())
    os.execve(program, ["true"], {})

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
    "mptcp": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262).connect(other.getsockname()),
    "unix socket": lambda: socket.socket(socket.AF_UNIX).connect(sys.argv[2]),
    "raw socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1),
    "system v memory": lambda: checked(libc.shmget(0, 4096, 0o1600)),
    "message queue": lambda: checked(libc.mq_open(b"/jiayi-test", os.O_CREAT | os.O_RDWR, 0o600, None)),
    "keyring": lambda: checked(libc.syscall(ADD_KEY, b"user", b"jiayi-test", b"word", ctypes.c_size_t(4), -1)),
    "attribute": lambda: os.setxattr(sys.argv[1] + "/existing", "user.jiayi", b"word"),
    "program from memory": run_from_memory,
    "io_uring": lambda: checked(libc.syscall(425, 4, ctypes.create_string_buffer(120))),
    "other process": lambda: checked(libc.ptrace(16, os.getppid(), None, None)),
    "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close(),
    "fast open": lambda: socket.socket().sendto(b"word", 0x20000000, other.getsockname()),
    "fast open in a message": lambda: socket.socket().sendmsg([b"word"], [], 0x20000000, other.getsockname()),
    "listen": lambda: socket.socket().listen(1),
    "datagram pair": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"word", sys.argv[2] + "d"),
    "child": lambda: os.fork() or os._exit(0),
    "truncate by opening": lambda: os.open(sys.argv[1] + "/existing", os.O_RDONLY | os.O_TRUNC),
    "rename": lambda: os.rename(sys.argv[1] + "/existing", sys.argv[1] + "/other"),
    "hard link": lambda: os.link(sys.argv[1] + "/existing", sys.argv[1] + "/other"),
    "symbolic link": lambda: os.symlink("word", sys.argv[1] + "/other"),
    "fifo": lambda: os.mkfifo(sys.argv[1] + "/other"),
    "mode": lambda: os.chmod(sys.argv[1] + "/existing", 0o640),
    "time": lambda: os.utime(sys.argv[1] + "/existing", (1, 1)),
    "dumpable": lambda: checked(libc.prctl(4, 1, 0, 0, 0)),
    "lock": lambda: __import__("fcntl").flock(open(sys.argv[1] + "/existing"), 2),
    "priority of another": lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19),
    "signal to another": lambda: os.kill(os.getppid(), 0),
    "memory of another": lambda: open(f"/proc/{os.getppid()}/mem", "rb"),
    "unlocked memory": lambda: checked(libc.munlockall()),
    "socket pair": lambda: [end.close() for end in socket.socketpair()],
    "connect listed": lambda: socket.create_connection(listed.getsockname(), 1),
    "read": lambda: open(sys.argv[1] + "/existing").read(),
}
reasons = {}
answers = {}
for name, act in acts.items():
    try:
        act()
        answers[name] = "allowed"
    except (OSError, sqlite3.Error) as error:
        answers[name] = "refused"
        reasons[name] = getattr(error, "errno", None)
answers["name"] = [libc.prctl(15, b"word", 0, 0, 0), open("/proc/self/comm").read().strip() == "word"]
answers["tried"] = sandbox.tried
answers["capabilities"] = next(line for line in open("/proc/self/status") if line.startswith("CapEff:")).split()[1]
import resource
answers["core"] = resource.getrlimit(resource.RLIMIT_CORE)[0]
answers["reasons"] = reasons
print(json.dumps(answers))
"""


def test_the_kernel_refuses_what_a_compute_node_must_not_do(tmp_path):
    existing = tmp_path / "existing"
    existing.write_text("left alone")
    # Its path is short: a UNIX socket's address has 107 bytes.
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as service:
        service.bind(f"{short}/s")
        service.listen()
        log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        log.bind(f"{short}/sd")
        command = [sys.executable, "-c", PROBE, str(tmp_path), f"{short}/s"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        log.setblocking(False)
        with log, pytest.raises(BlockingIOError):
            log.recv(10)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    allowed = {name for name, answer in answers.items() if answer == "allowed"}
    assert allowed == {"connect listed", "read", "socket pair"}
    reasons = answers["reasons"]
    assert reasons.pop("sqlite") is None  # SQLite says in its own words that it cannot open
    assert set(reasons.values()) == {errno.EACCES}, reasons
    assert answers["core"] == 0
    # A name that others could read is not taken, and the library that sets it does not stumble.
    assert answers["name"] == [0, False]
    assert int(answers["capabilities"], 16) & ~(1 << 14) == 0
    assert len(answers["tried"]) == len(set(answers["tried"])) > 100
    assert {"make a child", "connect by fast open", "open a socket: UDP", "call io_uring_setup"} <= set(
        answers["tried"]
    )
    assert existing.read_text() == "left alone"
    assert list(tmp_path.iterdir()) == [existing]


OVER_THE_LOG = """
import fcntl, os, sys
from app.compute.sandbox import lock_down
from app.compute.serve import keep_logs_alone
keep_logs_alone()
tried = lock_down([80]).tried
log = sys.stderr.fileno()
os.write(log, b"what was said first;")
try:
    fcntl.fcntl(log, fcntl.F_SETFL, 0)
except PermissionError:
    os.write(log, b"refused;")
os.lseek(log, 0, 0)
os.write(log, b"write over its log" if "write over its log" in tried else b"?")
"""


def test_what_the_log_says_stays(tmp_path):
    """A shell opens it without O_APPEND, and whoever got control of the process would write over what it logged of that."""
    with (tmp_path / "log").open("wb") as log:
        done = subprocess.run([sys.executable, "-c", OVER_THE_LOG], stderr=log, check=False)
    assert (tmp_path / "log").read_text() == "what was said first;refused;write over its log"
    assert done.returncode == 0


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


LIMITED = """
import resource
hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)[1]
limit = 64 << 20 if hard == resource.RLIM_INFINITY else min(64 << 20, hard)
resource.setrlimit(resource.RLIMIT_MEMLOCK, (limit, limit))
import ctypes
# Give up CAP_IPC_LOCK (14), which ignores the limit: capset(2) with version 3.
libc = ctypes.CDLL(None, use_errno=True)
class Head(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]
head, data = Head(0x20080522, 0), (ctypes.c_uint32 * 6)()
assert libc.capget(ctypes.byref(head), data) == 0
for place in (0, 1, 2):
    data[place] &= ~(1 << 14 | 1 << 24)  # and CAP_SYS_RESOURCE, which lifts it
assert libc.capset(ctypes.byref(head), data) == 0
from app.compute import sandbox as module
print(module._may_lock_everything())
sandbox = module.lock_down([80])
filled = bytearray(200 << 20)  # more than the limit: must not fail for being locked
print(sandbox.memory_locked)
"""


def test_memory_is_not_locked_under_a_limit_that_would_make_allocations_fail():
    done = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize("enter", ["lock_down", "lock_down_where_possible"])
def test_where_memory_must_be_locked_and_cannot_be_nothing_is_served(enter):
    command = [sys.executable, "-c", LIMITED.replace("lock_down([80])", f"{enter}([80], must_lock=True)")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stdout.split() == ["False"]
    assert "SwappableError: memory cannot be locked" in done.stderr
    assert "memlock=-1" in done.stderr


SUPERVISED = """
import ctypes, resource, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
resource.setrlimit(resource.RLIMIT_MEMLOCK, (8 << 20, 8 << 20))
class Head(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]
# As an account that is not root and was given CAP_IPC_LOCK and nothing else: root's number is worth nothing (SECBIT_NOROOT).
assert libc.prctl(28, 1, 0, 0, 0) == 0
head, data = Head(0x20080522, 0), (ctypes.c_uint32 * 6)(1 << 14, 1 << 14, 1 << 14, 0, 0, 0)
assert libc.capset(ctypes.byref(head), data) == 0
from app.compute.sandbox import give_up_privileges, no_core_no_swap
assert no_core_no_swap(libc)
give_up_privileges(libc)
node = "import ctypes; from app.compute.sandbox import no_core_no_swap; print(no_core_no_swap(ctypes.CDLL(None)))"
subprocess.run([sys.executable, "-c", node], check=True)
"""


@pytest.mark.skipif(os.getuid() != 0, reason="needs to give up root's capabilities")
def test_the_nodes_of_a_supervisor_lock_their_memory_by_the_capability_that_it_was_given():
    done = subprocess.run([sys.executable, "-c", SUPERVISED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True"]


HALF = """
import sys
from app.compute import sandbox as module
setattr(module{where}, sys.argv[1], lambda *_, **__: None)
try:
    module.lock_down([80])
except module.SandboxError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("where", "missing", "says"),
    [
        ("", "keep_few_system_calls", "become another program"),
        (".landlock", "enter", "create a file without a name in"),
    ],
)
def test_it_refuses_to_serve_when_one_of_the_two_barriers_is_not_there(where, missing, says):
    command = [sys.executable, "-c", HALF.replace("{where}", where), missing]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert says in done.stdout
