"""What the commission expects of machines, as values: one platform of each kind is one way to be started (FORMAT.md, section 11)."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field, ValidationError

from records.trust.values import Hex16, Hex32, TrustValue

Hex48 = Annotated[str, Field(pattern=r"^[0-9a-f]{96}\Z")]
Svn = Annotated[int, Field(ge=0, le=255)]
Svn16 = Annotated[int, Field(ge=0, le=65535)]
BootPcr = Annotated[str, Field(pattern=r"^(0|[1-9]|1[0-2])\Z")]


class TpmPlatform(TrustValue):
    """Values of PCRs (SHA-256 bank) after an allowed boot; those not named may have any value."""

    pcrs: Annotated[dict[BootPcr, Hex32], Field(min_length=1)]
    software: Hex32 | None = None
    """The one measurement that this platform may run; None leaves it to the list of measurements."""


class SnpTcb(TrustValue):
    """The four parts of an AMD TCB version (Milan, Genoa)."""

    boot_loader: Svn
    tee: Svn
    snp: Svn
    microcode: Svn


class SnpPlatform(TrustValue):
    """A launch digest, and the least patch level of the chip below it."""

    launch: Hex48
    minimum_tcb: SnpTcb
    software: Hex32 | None = None


class TdxPlatform(TrustValue):
    """Build and run-time measurements of a trust domain, a family of processors, and the least patch levels below them.

    They are what Intel's TCB info of this `fmspc` states of the level that is up to date: `tdxtcbcomponents` (TEE_TCB_SVN),
    `sgxtcbcomponents` and `pcesvn`; and its TD QE identity's `isvsvn`. Each is compared byte by byte.
    """

    mrtd: Hex48
    rtmrs: Annotated[list[Hex48 | None], Field(min_length=4, max_length=4)]
    minimum_tcb: Hex16
    fmspc: Annotated[str, Field(pattern=r"^[0-9a-f]{12}\Z")]
    minimum_cpu: Hex16
    minimum_pce: Svn16
    minimum_qe: Svn16
    software: Hex32 | None = None


Platform = TpmPlatform | SnpPlatform | TdxPlatform
PLATFORMS: Final[dict[str, type[TpmPlatform | SnpPlatform | TdxPlatform]]] = {
    "tpm2": TpmPlatform,
    "sev-snp": SnpPlatform,
    "tdx": TdxPlatform,
}


def read_platform(kind: str, text: str) -> Platform:
    """Answer the platform in a JSON text. Raises `ValueError` that says which field is wrong and how it must look."""
    if kind not in PLATFORMS:
        raise ValueError(f"{kind!r} is no kind of hardware; there are {', '.join(PLATFORMS)}")
    try:
        return PLATFORMS[kind].model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise ValueError(f"this is not a platform of kind {kind}: {place}: {first['msg']}") from None
