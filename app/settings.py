"""Settings of every process, from the environment (`JIAYI_…`) alone: names, defaults and what each is for.

Secrets are never settings: keys live in the key folder, passwords are asked for. The one exception is the key of a language model's
endpoint, which is not ours; it is held as a secret that prints as stars.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Port = Annotated[int, Field(ge=1, le=65535)]

WEB_DIST = Path(__file__).parent / "web" / "dist"
"""The built page, beside the code, so that it is part of the measurement."""


def _number(value: object) -> object:
    """Answer the number that a variable's text names: the environment has texts alone, and a choice of numbers takes none."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


class Settings(BaseSettings):
    """Base: `JIAYI_` prefix, values are frozen."""

    model_config = SettingsConfigDict(env_prefix="JIAYI_", frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    tls_certificate: Path | None = None
    """PEM chain to serve HTTPS with; the page needs a secure context anywhere but on localhost."""
    tls_key: Path | None = None


class LanguageSettings(BaseSettings):
    """An optional language model behind any endpoint that speaks OpenAI's chat protocol. Without `llm_base_url` there is none."""

    # Input is hidden in errors: a refusal must not print the key.
    model_config = SettingsConfigDict(env_prefix="JIAYI_", frozen=True, extra="ignore", hide_input_in_errors=True)

    llm_base_url: str | None = None
    """Such as `http://127.0.0.1:8000/v1`; its port is then the second one that a node's sandbox lets it connect to."""
    llm_model: str | None = None
    llm_api_key: SecretStr | None = None
    llm_ca: Path | None = None
    """Certificate authority of the endpoint's HTTPS, when it is not a public one."""
    llm_boundary: Literal["inside", "outside"] = "outside"
    """Whether the endpoint stands inside the attested boundary. Outside it gets de-identified text only."""
    llm_allowed: bool = False
    """The commission allows an endpoint outside of the boundary; without it there is none."""
    llm_images: bool = False
    """Photos may be shown to it, as they are: a name on a report cannot be masked."""
    llm_deadline_s: Annotated[float, Field(gt=0.2, le=60)] = 8.0
    """Seconds of one turn that may be spent on it, all requests together."""
    llm_tokens: Annotated[int, Field(ge=500)] = 16_000
    """Tokens of one turn, questions and answers together."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.llm_base_url is None:
            return self
        if not self.llm_model:
            raise ValueError("JIAYI_LLM_MODEL is missing: name the model that answers at JIAYI_LLM_BASE_URL")
        if self.llm_boundary == "outside" and not self.llm_allowed:
            raise ValueError(
                "JIAYI_LLM_BASE_URL lies outside the attested boundary, and the commission has not allowed it: set "
                "JIAYI_LLM_ALLOWED=1 when it has, or JIAYI_LLM_BOUNDARY=inside when the endpoint is inside"
            )
        return self


class CommissionSettings(Settings):
    """The commission's API: record store, key directory, verifier, magnets, clinicians."""

    data_dir: Path = Path("var")
    """Holds the key folder, the embedded PostgreSQL and the drop folder when nothing else is named."""
    database_url: str | None = None
    """Any PostgreSQL URL (`postgresql://…`); None starts the embedded PostgreSQL in the data folder."""
    commission_port: Port = 8700
    commission_ca: Path | None = None
    """A local authority, offered to phones at /local-ca.crt on a development machine."""
    public_origin: str = "http://127.0.0.1:8700"
    """How phones reach the commission; printed into magnets."""
    environment: Literal["production", "development"] = "production"
    """A production directory admits no development evidence."""
    suite: Annotated[Literal[1, 2], BeforeValidator(_number)] = 1
    """What frames, capsules and sealed columns are made with: 1 is AES-256-GCM, 2 is SM4-GCM with SM3 (国密). Announced in the
    directory, and the same for the API, the worker and the command line; nodes are started anew after a change."""
    admission_burst: Annotated[int, Field(ge=1, le=100_000)] = 60
    """Admission tokens that one magnet may draw at once: enough for every phone of a household. One on a clinic's wall needs more."""
    admission_refill_s: Annotated[float, Field(gt=0, le=86_400)] = 720.0
    """Seconds until one of them is there again."""
    font_folder: Path | None = None
    """Where fonts with Chinese characters lie for what is printed; without it, where Debian's fonts-noto-cjk puts them."""
    commission_name_zh: str = "卫生健康委员会"
    commission_name_en: str = "Health Commission"

    second_factor: Literal["required", "optional"] | None = None
    """Whether clinicians need an authenticator to sign in. None: required in production, optional in development."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses, with commas between, whose word about where a request came from is taken (`X-Forwarded-For`): the console's, a proxy's.
    Log-ins are throttled by that address."""

    key_secret_file: Path | None = None
    """A file (0600) with what opens the key folder: passphrase, PIN of a token, or Vault token. Read again when asked again."""
    key_secret_fd: int | None = None
    """An inherited descriptor to read it from instead, once. With neither, a person at a terminal is asked."""
    key_pin_file: Path | None = None
    """A file with the PIN of a token, where the folder has a passphrase beside it."""
    vault_token_file: Path | None = None
    """A file with a Vault token, as Vault Agent keeps one; read again when Vault refuses the one at hand."""

    @property
    def needs_second_factor(self) -> bool:
        """Tell whether clinicians need an authenticator."""
        return self.second_factor == "required" or (self.second_factor is None and self.environment == "production")

    @property
    def key_folder(self) -> Path:
        """Answer where the commission's keys lie: outside the database."""
        return self.data_dir / "keys"


class ProviderSettings(BaseSettings):
    """Signing in of clinicians through a provider (OpenID Connect). Without `oidc_issuer` there is none."""

    model_config = SettingsConfigDict(env_prefix="JIAYI_", frozen=True, extra="ignore")

    oidc_issuer: str | None = None
    """The provider's issuer, exactly as its metadata say it; HTTPS but in development."""
    oidc_client_id: str | None = None
    oidc_client_secret_file: Path | None = None
    """A file (0600) with the client's secret; without it the client is a public one, which PKCE alone protects."""
    console_origin: str | None = None
    """Where doctors reach the console. Register `<this>/jiayi/provider/callback` with the provider."""
    oidc_name_zh: str = "单位账号"
    oidc_name_en: str = "your organisation"
    """What stands on the button."""
    oidc_algorithms: str = "RS256 PS256 ES256 EdDSA"
    oidc_invite_claim: Literal["email", "preferred_username", "none"] = "email"
    """What an administrator may invite a clinician by; with `none` accounts are linked by subject alone."""
    oidc_two_factor_acr: str = ""
    oidc_two_factor_amr: str = ""
    """Values that prove two factors at the provider, such as `mfa`; without one of them our own second factor is asked."""
    oidc_ask_again: bool = True
    """Whether the provider has to ask anew at each sign-in: without, whoever sits down after a doctor may be in with one click."""
    oidc_ca: Path | None = None
    """Certificate authority of the provider's HTTPS, when it is not a public one."""
    local_sign_in: Literal["everybody", "administrators"] = "everybody"
    """Who may still sign in with a password of ours. Administrators always may."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.oidc_issuer is None:
            if self.local_sign_in == "administrators":
                raise ValueError("JIAYI_LOCAL_SIGN_IN=administrators needs a provider: set JIAYI_OIDC_ISSUER")
            return self
        if not self.oidc_client_id or not self.console_origin:
            raise ValueError("JIAYI_OIDC_ISSUER needs JIAYI_OIDC_CLIENT_ID and JIAYI_CONSOLE_ORIGIN beside it")
        return self


class ComputeSettings(Settings):
    """One compute node."""

    compute_port: Port = 8701
    compute_origin: str = "http://127.0.0.1:8701"
    """How phones reach this node; announced in the directory."""
    commission_url: str = "http://127.0.0.1:8700"
    """How this node reaches the commission; its port is the only one the sandbox lets it connect to."""
    commission_ca: Path | None = None
    """Certificate authority of the commission's HTTPS, when it is not a public one."""
    root_fingerprint: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{43}$")]
    """The commission's root key, as a magnet pins it: a node takes keys from no other commission."""
    hardware: str | None = None
    """What proves this node: a TPM 2.0 (`/dev/tpmrm0`; `tcp:HOST:PORT` of a simulator), or `tsm` for a guest of SEV-SNP or TDX.
    Without it the proof is the node's word, which a production commission refuses."""
    ek_certificate: Path | None = None
    """The TPM's endorsement certificate (DER), where its maker keeps it elsewhere than in the TPM."""
    development: bool = False
    """Serve without a kernel sandbox where the kernel has none. The directory says so and the phone shows it."""
    read_reports: bool = True
    """Load the report reader (OCR) at start; without it photos are answered with a kind refusal."""


class ConsoleSettings(Settings):
    """The doctor's console: a client of the commission's API."""

    console_port: Port = 8702
    commission_url: str = "http://127.0.0.1:8700"
    commission_ca: Path | None = None


class WorkerSettings(CommissionSettings):
    """The archive worker."""

    drop_folder: Path | None = None
    """The drop folder of the archive's front-end machine; None is `<data_dir>/archive`."""

    @property
    def drop_path(self) -> Path:
        """Answer the drop folder in force."""
        return self.drop_folder or self.data_dir / "archive"
