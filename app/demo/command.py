"""`jiayi demo`: everything on this machine, with a QR in the terminal. Keeps its data in `var/` until `--reset`."""

from __future__ import annotations

import shutil
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import segno
import typer
from rich.console import Console

from app.cli.errors import CliError
from app.demo.mark import MARK
from app.demo.processes import Children, require_free

if TYPE_CHECKING:
    from app.demo.world import Login

_ROLES: Final = {"supervisor": "质控人员", "administrator": "管理员", "auditor": "审计员"}


def demo(
    data: Annotated[Path, typer.Option(help="Where the demo keeps its data.")] = Path("var"),
    reset: Annotated[bool, typer.Option("--reset", help="Forget all data of earlier runs first.")] = False,
    lan: Annotated[
        bool, typer.Option("--lan", help="Serve HTTPS on this machine's network address, for a real phone.")
    ] = False,
    lan_address: Annotated[
        str | None, typer.Option(help="The network address to use with --lan, when the guess is wrong.")
    ] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Start without the thirty invented residents.")] = False,
    commission_port: Annotated[int, typer.Option(help="Port of the commission's API and the page.")] = 8700,
    compute_port: Annotated[int, typer.Option(help="Port of the compute node.")] = 8701,
    console_port: Annotated[int, typer.Option(help="Port of the doctor's console.")] = 8702,
) -> None:
    """Run everything on this machine and print a QR to scan."""
    data = data.resolve()
    host = "0.0.0.0" if lan else "127.0.0.1"  # noqa: S104 - --lan asks for it
    ports = {"--commission-port": commission_port, "--compute-port": compute_port, "--console-port": console_port}
    if len(set(ports.values())) != len(ports):
        raise CliError("two of the three ports are the same; choose different ones")
    for option, port in ports.items():
        require_free(host, port, option)
    if reset:
        # Only now: a demo that still runs holds these ports, and its data must not go from under it.
        _forget(data)

    from app.demo.world import DemoWorld  # noqa: PLC0415 - loads the database only when it is needed

    screen = Console()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())

    name = (lan_address or _own_address()) if lan else "127.0.0.1"
    scheme = "https" if lan else "http"
    origin = f"{scheme}://{name}:{commission_port}"
    with DemoWorld.open(data, tls_name=name if lan else None) as world:
        login = world.prepare(public_origin=origin)
        environment = {
            "JIAYI_HOST": host,
            "JIAYI_DATA_DIR": str(data),
            "JIAYI_DATABASE_URL": world.database_url,
            "JIAYI_COMMISSION_PORT": str(commission_port),
            "JIAYI_COMPUTE_PORT": str(compute_port),
            "JIAYI_CONSOLE_PORT": str(console_port),
            "JIAYI_PUBLIC_ORIGIN": origin,
            "JIAYI_COMPUTE_ORIGIN": f"{scheme}://{name}:{compute_port}",
            "JIAYI_COMMISSION_URL": origin,
            "JIAYI_ENVIRONMENT": "development",
            "JIAYI_DEVELOPMENT": "1",
            "JIAYI_ROOT_FINGERPRINT": login.root_fingerprint,
            "JIAYI_COMMISSION_NAME_ZH": "演示城市卫生健康委员会",
            "JIAYI_COMMISSION_NAME_EN": "Demo City Health Commission",
            **world.tls_environment,
        }
        children = Children(data / "logs", environment, ca_file=world.ca_file)
        try:
            children.start("commission", "serve", "commission", health_url=f"{origin}/healthz")
            children.start("compute", "serve", "compute", health_url=f"{scheme}://{name}:{compute_port}/healthz")
            children.start("console", "serve", "console", health_url=f"{scheme}://{name}:{console_port}/_stcore/health")
            children.start("worker", "serve", "worker", health_url=None)
            with screen.status("正在启动 … starting"):
                children.wait()
            _show(
                screen,
                login,
                f"{scheme}://{name}:{console_port}",
                data,
                lan=lan,
                origin=origin,
                people=not empty,
            )
            if not empty:
                children.begin("community", "app.demo.community.run", str(data), world.database_url, login.magnet)
            while not stop.wait(1.0):
                children.require_running()
            screen.print("\n正在停止 … stopping")
        finally:
            children.stop()


def _show(
    screen: Console,
    login: Login,
    console_url: str,
    data: Path,
    *,
    lan: bool,
    origin: str,
    people: bool,
) -> None:
    segno.make(login.magnet_url, error="m").terminal(compact=True)
    screen.print(f"居民 resident:  {login.magnet_url}", soft_wrap=True)
    password = f"密码 password: {login.password}"
    screen.print(f"医生 doctor:    {console_url}   用户 user: {login.username}   {password}", soft_wrap=True)
    screen.print("同一网址和密码，换个用户看其他页面 same address and password, other pages:", soft_wrap=True)
    for role, username in login.overseers.items():
        screen.print(f"  {_ROLES[role]} {role}: {username}", soft_wrap=True)
    screen.print(f"档案 archive:   {data / 'archive'}", soft_wrap=True)
    screen.print(f"日志 logs:      {data / 'logs'}", soft_wrap=True)
    if lan:
        screen.print(
            f"手机会提示证书不受信任：这是本机自签的证书。请先在手机上打开 {origin}/local-ca.crt 安装它，或在提示页选择继续。\n"
            "The phone will warn about the certificate, which this machine signed itself: install "
            f"{origin}/local-ca.crt on the phone first, or choose to continue.",
            soft_wrap=True,
        )
    if people:
        screen.print("三十位虚构的居民会在一两分钟内陆续出现在医生的列表里。", soft_wrap=True)
        screen.print("Thirty invented residents appear in the doctor's list within a minute or two.", soft_wrap=True)
    screen.print("Ctrl-C 停止 to stop;  jiayi demo --reset 清空数据 forgets everything")


def _forget(data: Path) -> None:
    if not data.exists():
        return
    if not (data / MARK).exists() and any(data.iterdir()):
        raise CliError(f"{data} was not made by the demo, so --reset leaves it alone; name another folder with --data")
    shutil.rmtree(data)


def _own_address() -> str:
    """Answer the address of the interface that leads outside. No packet is sent: connecting UDP only picks a route."""
    import socket  # noqa: PLC0415

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError as error:
            raise CliError("this machine has no network address; name one with --lan-address") from error
        return str(probe.getsockname()[0])
