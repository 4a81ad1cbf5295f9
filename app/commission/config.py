"""What a commission's API is made of: plain values, checked when it starts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.commission.oidc.config import ProviderConfig
from records.store.admission import Allowance
from records.store.database import Clock, wall_clock
from records.store.keyfolder.doors import Ask, nobody

_ORIGIN = re.compile(r"https?://[0-9A-Za-z.\-\[\]:*]+")


@dataclass(frozen=True)
class CodeItem:
    """One entry of the ICD-10 search."""

    code: str
    name_zh: str
    name_en: str


CodeSource = Callable[[], Iterable[CodeItem]]
"""Port: answers the codes that the search knows; called once, when it is first needed."""


@dataclass(frozen=True)
class CommissionConfig:
    """Settings of one process.

    `node_origins` are allowed in the page's policy besides those of the admitted nodes (a wildcard such as
    `https://*.compute.example` lets nodes come and go while a page is open). `measurements` are those that nodes may run;
    empty means this very software. `migrate` lets the process bring the tables up to date when it starts.
    """

    database_url: str
    key_folder: Path
    web_dist: Path
    public_origin: str
    environment: Literal["production", "development"]
    name_zh: str
    name_en: str
    node_origins: tuple[str, ...] = ()
    measurements: tuple[str, ...] = ()
    migrate: bool = True
    suite: Literal[1, 2] = 1
    local_ca: Path | None = None
    """Certificate of a local authority, offered at /local-ca.crt in a demonstration."""
    allowance: Allowance = field(default_factory=Allowance)
    """How many admission tokens one magnet may draw."""
    second_factor_required: bool = False
    """Whether a clinician without an authenticator has to set one up before anything else."""
    provider: ProviderConfig | None = None
    """Where clinicians may sign in besides."""
    local_sign_in: Literal["everybody", "administrators"] = "everybody"
    """Who may sign in with a password of ours; administrators always may."""
    sweep_every_s: float = 10.0
    pool_size: int = 20
    clock: Clock = field(default=wall_clock)
    key_secrets: Ask = nobody
    """Answers passphrase, PIN or Vault token where the key folder needs one."""
    development_keys: bool = True
    """Whether keys that nothing protects are taken."""

    def __post_init__(self) -> None:
        for origin in (self.public_origin, *self.node_origins):
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is not an origin (https://host or https://host:port)")
        if self.environment == "production" and not self.public_origin.startswith("https://"):
            raise ValueError("a production commission is reached by https:// only: the page needs a secure context")
