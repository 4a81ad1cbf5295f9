"""What can go wrong with a provider. `code` is one word for machines; a message is for the log and holds nothing of anybody.

ProviderError
    ├── ProviderAway         no answer in time, too much of it, or no answer of this protocol: try again
    └── ProviderRefused      the provider or we refuse this sign-in: begin anew, or an administrator has to mend something
"""

from __future__ import annotations

from typing import Literal

RefusalCode = Literal["provider_denied", "provider_over", "provider_clock", "provider_token", "provider_setup"]
"""denied: the provider let nobody in; over: the code was used or is too old; clock: the two clocks differ; token: the ID token is not
for us or not true; setup: the provider does not know this commission."""


class ProviderError(Exception):
    """Root of the provider's errors."""


class ProviderAway(ProviderError):
    """The provider does not answer as the protocol says."""


class ProviderRefused(ProviderError):
    """This sign-in is refused."""

    def __init__(self, code: RefusalCode, message: str) -> None:
        super().__init__(message)
        self.code = code
