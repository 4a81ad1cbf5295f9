"""The demo's data: an embedded PostgreSQL, keys, two communities, an account of each role, one magnet, made once and kept."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple

from app.demo.mark import MARK
from records.archive.worker import ensure_queue
from records.store.admin import Administration
from records.store.embedded import EmbeddedPostgres
from records.store.keystore import KeyStore
from records.trust.directory import fingerprint
from records.trust.local_tls import LocalTls, local_tls

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # without the letters that look like digits
_DOCTOR = "wang"


class _Account(NamedTuple):
    username: str
    name: str
    role: Literal["doctor", "supervisor", "administrator", "auditor"]
    phone: str = ""


_HERE: Final = _Account(_DOCTOR, "王医生", "doctor", "0951-5550120")
_NEXT_DOOR: Final = _Account("su", "苏医生", "doctor", "0951-5550188")
"""Of the other community: who has to break the glass to read a resident of this one."""
_OVERSEERS: Final = (
    _Account("chen", "陈主任", "supervisor"),
    _Account("liu", "刘工", "administrator"),
    _Account("zhao", "赵审计", "auditor"),
)


@dataclass(frozen=True)
class Login:
    """What a person needs to try the demo: the doctor's user name, those of the others by their role, one password for all."""

    magnet_url: str
    root_fingerprint: str
    username: str
    overseers: Mapping[str, str]
    password: str

    @property
    def magnet(self) -> str:
        """Answer the magnet's id."""
        return self.magnet_url.rpartition("/m/")[2].partition("#")[0]


@dataclass
class DemoWorld:
    """The demo's data folder, open."""

    data: Path
    postgres: EmbeddedPostgres
    database_url: str
    tls: LocalTls | None

    @classmethod
    @contextmanager
    def open(cls, data: Path, *, tls_name: str | None) -> Generator[DemoWorld]:
        """Start the database of a data folder, made when missing; it is stopped at the end of the block."""
        data.mkdir(parents=True, exist_ok=True)
        if not (data / MARK).exists():
            _write_private(data / MARK, "{}")
        tls = local_tls(data / "tls", tls_name) if tls_name else None
        with EmbeddedPostgres(data / "postgres") as postgres:
            yield cls(data, postgres, postgres.url, tls)

    @property
    def ca_file(self) -> Path | None:
        """Answer the local certificate authority, when HTTPS is served."""
        return self.tls.authority if self.tls else None

    @property
    def tls_environment(self) -> dict[str, str]:
        """Answer the settings that make every process serve HTTPS."""
        if self.tls is None:
            return {}
        return {
            "JIAYI_TLS_CERTIFICATE": str(self.tls.certificate),
            "JIAYI_TLS_KEY": str(self.tls.key),
            "JIAYI_COMMISSION_CA": str(self.tls.authority),
        }

    def prepare(self, *, public_origin: str) -> Login:
        """Answer the login, after making keys, tables, community, doctor and magnet where they are missing."""
        keys = self.data / "keys"
        store = KeyStore.open(keys) if keys.exists() else KeyStore.create(keys)
        admin = Administration.open(self.database_url, keys, migrate=True)
        try:
            ensure_queue(self.database_url)
            known = json.loads((self.data / MARK).read_text())
            if "magnet" not in known:
                known = self._people(admin)
                _write_private(self.data / MARK, json.dumps(known))
            self._overseers(admin, known["password"])
        finally:
            admin.close()
        pin = fingerprint(store.root.public_bytes)
        return Login(
            magnet_url=f"{public_origin}/m/{known['magnet']}#{pin}",
            root_fingerprint=pin,
            username=known["username"],
            overseers={each.role: each.username for each in _OVERSEERS},
            password=known["password"],
        )

    @staticmethod
    def _people(admin: Administration) -> dict[str, str]:
        password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
        community = next((row.id for row in admin.list_communities()), None) or admin.create_community(
            "示范社区卫生服务站", "Demo Community Health Station"
        )
        if any(row.username == _DOCTOR for row in admin.list_clinicians()):
            admin.set_password(_DOCTOR, password)
        else:
            _create(admin, _HERE, password, [community])
        (magnet,) = admin.issue_magnets(community, _DOCTOR, 1)
        return {"username": _DOCTOR, "password": password, "magnet": magnet}

    @staticmethod
    def _overseers(admin: Administration, password: str) -> None:
        """Make what is not there yet: data of an earlier version had its doctor only."""
        known = {row.username for row in admin.list_clinicians()}
        if _NEXT_DOOR.username not in known:
            _create(
                admin, _NEXT_DOOR, password, [admin.create_community("示范镇卫生院", "Demo Township Health Centre")]
            )
        communities = [row.id for row in admin.list_communities()]
        for account in _OVERSEERS:
            if account.username not in known:
                _create(admin, account, password, communities if account.role == "supervisor" else [])


def _create(admin: Administration, account: _Account, password: str, communities: Sequence[str]) -> None:
    admin.create_clinician(
        username=account.username,
        password=password,
        name=account.name,
        phone=account.phone,
        role=account.role,
        communities=communities,
    )


def _write_private(path: Path, text: str) -> None:
    """Replace a file at once, readable by its owner only."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    beside.rename(path)
