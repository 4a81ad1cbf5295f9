"""What a guard is: an object with one method that raises, and sets of guards that refuse to be empty.

A guard that cannot run blocks: any error of its own becomes `GuardBlocked` with the reason `cannot_run`.
"""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from agents.errors import GuardBlocked, NoGuards

T_contra = TypeVar("T_contra", contravariant=True)
T = TypeVar("T")


class Guard(Protocol[T_contra]):
    """Judges one kind of value. `id` names it in errors."""

    @property
    def id(self) -> str:
        """Answer the guard's id."""
        ...

    def verify(self, value: T_contra) -> None:
        """Answer nothing when the value may pass.

        Raises:
            GuardBlocked: it may not.
        """
        ...


class AllOf(Generic[T]):
    """Lets pass only what every one of its guards lets pass, in their order.

    Raises:
        NoGuards: when built without a guard.
    """

    id = "all_of"

    def __init__(self, *guards: Guard[T]) -> None:
        if not guards:
            raise NoGuards("a set of guards needs at least one guard")
        self.guards = guards

    def verify(self, value: T) -> None:
        """Raise GuardBlocked with the first guard that does not let `value` pass, or that could not run."""
        for guard in self.guards:
            try:
                guard.verify(value)
            except GuardBlocked:
                raise
            except Exception as error:
                raise GuardBlocked(guard.id, "cannot_run") from error
