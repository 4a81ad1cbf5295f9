"""A drop folder at the other end of SFTP: the same deliveries with manifest and checksums, on a machine whose host key is pinned."""

from __future__ import annotations

import asyncio
import hashlib
import posixpath
import stat
import threading
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self, TypeVar, cast
from urllib.parse import unquote, urlsplit

import asyncssh

from records.archive.destinations.drop_folder import TAKEN
from records.archive.destinations.port import Parts, Sent
from records.archive.errors import ArchiveError, DeliveryRefused, DestinationAway, Reason
from records.archive.values import Plan

T = TypeVar("T")
_CONNECT_S: Final = 10.0
_WHOLE_S: Final = 120.0
_NO_ROOM: Final = (
    asyncssh.SFTPPermissionDenied,
    asyncssh.SFTPNoSpaceOnFilesystem,
    asyncssh.SFTPQuotaExceeded,
    asyncssh.SFTPWriteProtect,
    asyncssh.SFTPFailure,
    asyncssh.SFTPNoSuchFile,
    asyncssh.SFTPNoSuchPath,
)


@dataclass(frozen=True)
class SftpAddress:
    """Where the folder is, and as whom."""

    user: str
    host: str
    port: int
    folder: str

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read `sftp://user@host:port/folder`; raises `ValueError`. A password has no place in it."""
        parts = urlsplit(url)
        if parts.scheme != "sftp" or not parts.username or not parts.hostname or parts.password is not None:
            raise ValueError("an SFTP address looks like sftp://user@host:22/folder, without a password")
        return cls(unquote(parts.username), parts.hostname, parts.port or 22, unquote(parts.path) or ".")


class SftpFolder:
    """One folder on one machine. A thread of its own holds the connection; callers wait for it, and share it."""

    name = "sftp"

    def __init__(self, address: SftpAddress, host_keys: str, private_key: Path) -> None:
        self._address = address
        self._host_keys = host_keys
        self._private_key = private_key
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sftp", daemon=True)
        self._thread.start()
        self._connection: asyncssh.SSHClientConnection | None = None
        self._sftp: asyncssh.SFTPClient | None = None
        self._connecting = asyncio.Lock()

    def close(self) -> None:
        """Give the connection back and end the thread."""
        asyncio.run_coroutine_threadsafe(self._drop(), self._loop).result(_CONNECT_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CONNECT_S)
        self._loop.close()

    def deliver(self, plan: Plan, *, overwrite: bool = False) -> None:
        """Write the delivery; see `Destination.deliver`."""
        self._run(self._deliver(plan, overwrite=overwrite))

    def parts(self, plan: Plan) -> Parts:
        """Answer the files of a delivery; see `Destination.parts`."""
        return {each.name: each.sha256 for each in (*plan.documents, plan.manifest)}

    def held(self, sent: Sequence[Sent]) -> Mapping[str, Parts]:
        """Answer the files that lie there or were taken, by what is in them; see `Destination.held`."""
        return {each.encounter_id: self._run(self._files(each.name)) for each in sent}

    def inventory(self) -> Iterator[str]:
        """Answer the encounters that lie there or were taken; see `Destination.inventory`."""
        names = self._run(self._names())
        yield from sorted({encounter for name in names if (encounter := name.partition("-")[2])})

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do it in the connection's thread, and turn every failure of the line into one kind."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(_WHOLE_S)
        except ArchiveError:
            raise
        except asyncssh.HostKeyNotVerifiable as error:
            raise DestinationAway("the SFTP server shows another host key", reason=Reason.HOST_KEY) from error
        except (asyncssh.PermissionDenied, asyncssh.KeyImportError) as error:
            raise DestinationAway("the SFTP server does not let us in", reason=Reason.LOGIN) from error
        except _NO_ROOM as error:
            raise DestinationAway(
                f"the SFTP folder cannot be used ({type(error).__name__})", reason=Reason.STORAGE
            ) from error
        except (asyncssh.Error, OSError, TimeoutError) as error:
            future.cancel()
            asyncio.run_coroutine_threadsafe(self._drop(), self._loop)
            raise DestinationAway(f"the SFTP server cannot be reached ({type(error).__name__})") from error

    async def _client(self) -> asyncssh.SFTPClient:
        async with self._connecting:
            if self._sftp is None or self._connection is None or self._connection.is_closed():
                lines = [line for line in self._host_keys.splitlines() if line.strip() and not line.startswith("#")]
                # Not the files of whoever runs this: what counts is what was pinned and what was given.
                self._connection = await asyncssh.connect(
                    self._address.host,
                    self._address.port,
                    username=self._address.user,
                    client_keys=[str(self._private_key)],
                    known_hosts=asyncssh.import_known_hosts("\n".join(f"* {line}" for line in lines)),
                    config=None,
                    agent_path=None,
                    password=None,
                    preferred_auth="publickey",
                    connect_timeout=_CONNECT_S,
                    keepalive_interval=15,
                )
                self._sftp = await self._connection.start_sftp_client()
            return self._sftp

    async def _drop(self) -> None:
        connection, self._connection, self._sftp = self._connection, None, None
        if connection is not None:
            connection.abort()

    def _at(self, *parts: str) -> str:
        return posixpath.join(self._address.folder, *parts)

    async def _deliver(self, plan: Plan, *, overwrite: bool) -> None:
        sftp = await self._client()
        if held := await self._files(plan.name):
            if held == self.parts(plan):
                return
            if not overwrite:
                raise DeliveryRefused(
                    f"the SFTP folder already holds another delivery named {plan.name}", reason=Reason.NAME_TAKEN
                )
            for place in (self._at(plan.name), self._at(TAKEN, plan.name)):
                if await sftp.isdir(place):
                    await sftp.rmtree(place)
        partial = self._at(f".{plan.name}.partial")
        if await sftp.exists(partial):
            await sftp.rmtree(partial)
        await sftp.mkdir(partial)
        for document in (*plan.documents, plan.manifest):
            async with sftp.open(posixpath.join(partial, document.name), "xb") as file:
                await file.write(document.content)
                await _flush(file)
        await sftp.rename(partial, self._at(plan.name))

    async def _files(self, name: str) -> Parts:
        sftp = await self._client()
        for place in (self._at(name), self._at(TAKEN, name)):
            if not await sftp.isdir(place):
                continue
            files = {}
            for entry in await sftp.readdir(place):
                if entry.attrs.permissions is not None and stat.S_ISREG(entry.attrs.permissions):
                    async with sftp.open(posixpath.join(place, str(entry.filename)), "rb") as file:
                        files[str(entry.filename)] = hashlib.sha256(cast("bytes", await file.read())).hexdigest()
            return files
        return {}

    async def _names(self) -> set[str]:
        sftp = await self._client()
        names: set[str] = set()
        for place in (self._at(), self._at(TAKEN)):
            if await sftp.isdir(place):
                names |= {str(each) for each in await sftp.listdir(place) if not str(each).startswith(".")}
        return names - {TAKEN}


async def _flush(file: Any) -> None:
    try:
        await file.fsync()
    except asyncssh.SFTPOpUnsupported:
        # A server without fsync@openssh.com: it has confirmed the write, and whether that lasts is its own matter.
        return
