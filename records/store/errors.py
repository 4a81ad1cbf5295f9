"""What can go wrong in the store, drawn as a tree.

    StoreError (a RecordsError)
    ├── StoreUnavailable      the database is away or too slow; nothing was changed, try again
    │   ├── KeysAway          the token or the Vault that holds a key is away, sealed, or does not let us in
    │   └── Uncertified       the root's certificate for the directory key has ended, or is not here
    ├── SchemaBehind          the database's tables are not those of this code
    ├── KeyStoreError         a key file is missing, readable by others, or not a key
    │   └── KeysBusy          somebody else is changing the key folder; try again
    ├── SealBroken            a sealed column does not open: altered, moved, or another key
    ├── NotVisible            there is no such thing, or none for this actor: the two are told apart by nobody
    │   └── Erased            the data key is gone, and with it the resident
    ├── NotAllowed            the role lacks the action altogether
    ├── Refused               the request makes no sense for the state of things (code says which)
    │   └── Stale             the page the actor saw is not the newest
    ├── BadCredentials        unknown name, wrong password, or an account that is closed
    └── LockedOut             too many wrong passwords; `retry_after_s`

Messages carry ids, never what a resident said or is called.
"""

from __future__ import annotations

from records.errors import RecordsError


class StoreError(RecordsError):
    """Root of the store's errors."""


class StoreUnavailable(StoreError):
    """The database cannot be reached or does not answer in time."""


class KeysAway(StoreUnavailable):
    """The holder of a key does not answer or does not let us in; the message says how to mend it."""


class Uncertified(StoreUnavailable):
    """The directory key has no certificate that holds; the message says how to mend it."""


class SchemaBehind(StoreError):
    """The database's revision is not this code's."""


class KeyStoreError(StoreError):
    """A key file cannot be used; the message names the file and how to mend it."""


class KeysBusy(KeyStoreError):
    """Somebody else is changing the key folder at this moment."""


class SealBroken(StoreError):
    """A sealed column does not open under the key and place it is said to have."""


class NotVisible(StoreError):
    """No such thing, or not this actor's."""


class Erased(NotVisible):
    """The resident's data key was erased."""


class NotAllowed(StoreError):
    """The actor's role has no such action."""


class Refused(StoreError):
    """The state of things forbids it; `code` is one word for machines."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Stale(Refused):
    """The version that the actor saw is not the newest; `version` is."""

    def __init__(self, version: int) -> None:
        super().__init__("stale", f"the newest version is {version}")
        self.version = version


class BadCredentials(StoreError):
    """Name and password do not belong together."""


class LockedOut(StoreError):
    """Too many wrong passwords; wait `retry_after_s` seconds."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"locked for {retry_after_s} s")
        self.retry_after_s = retry_after_s
