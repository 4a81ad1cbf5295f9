"""What the cockpit's door and first screen take and answer: signing in, the own account, the work list, the search, the targets."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.commission.schemas import Body, CommunityAnswer
from records.store.finding import MOST_TEXT
from records.store.views import FoundResident, WorkItem
from records.store.waiting import MOST_MINUTES

RoleName = Literal["doctor", "supervisor", "administrator", "auditor"]
UrgencyName = Literal["emergency", "urgent", "soon", "routine", "self_care", "not_known"]
Code = Annotated[str, Field(max_length=40)]


class LogIn(Body):
    """Name and password."""

    username: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1000)]


class SessionAnswer(Body):
    """The token is told once; it ends after 30 minutes without use and after 12 hours.

    `stage` full is signed in. With `code` the token is good for `/v1/session/code` alone, with `enrol` for setting up the second factor
    alone, both for five minutes.
    """

    token: str
    name: str
    role: RoleName
    communities: list[CommunityAnswer]
    stage: Literal["full", "code", "enrol"]


class CodeShown(Body):
    """A code of the authenticator, or a recovery code."""

    code: Code


class EnrolRequest(Body):
    """A code of the present authenticator, where there is one."""

    code: Code = ""


class EnrolAnswer(Body):
    """What to set an authenticator up with; it is in force once a code of it was shown."""

    secret: str
    uri: str


class EnrolledAnswer(Body):
    """Recovery codes, told once, and the new session: all others of the account have ended."""

    recovery_codes: list[str]
    session: SessionAnswer


class AccountAnswer(Body):
    """The own account."""

    name: str
    username: str
    role: RoleName
    communities: list[CommunityAnswer]
    second_factor: bool
    recovery_codes: int
    sessions: int
    toured: bool


class TourRequest(Body):
    """Whether the first-use tour was seen."""

    seen: bool


class EndedAnswer(Body):
    """How many sessions ended."""

    ended: int


class FacetsAnswer(Body):
    """How many encounters there would be with each choice of one filter, all the others as they are.

    `failed` counts deliveries to the archive that failed, whatever the filters.
    """

    urgency: dict[str, int]
    community: dict[str, int]
    whose: dict[str, int]
    unread: int
    overdue: int
    unsure: int
    held: int
    failed: int


class WorkListAnswer(Body):
    """A page; `total` is what the filters let through, `counts` those by urgency."""

    items: list[WorkItem]
    counts: dict[str, int]
    total: int
    facets: FacetsAnswer
    target_minutes: dict[str, int]


class TakeRequest(Body):
    """Take an encounter over, or give it to the community's list."""

    mine: bool


class SearchRequest(Body):
    """A whole name or a whole phone number. In the body and not in the address, which proxies log."""

    query: Annotated[str, Field(max_length=MOST_TEXT)]


class SearchAnswer(Body):
    """At most 20, the newest first; `more` when others have the same name."""

    items: list[FoundResident]
    more: bool


class TargetsAnswer(Body):
    """Minutes within which encounters of each urgency are to be answered."""

    minutes: dict[str, int]


class TargetRequest(Body):
    """One urgency's new target."""

    urgency: UrgencyName
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]
