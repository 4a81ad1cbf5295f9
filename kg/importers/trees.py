"""From a hierarchy with several parents to a tree: its cycles, and which parent a finding keeps (decision 0006)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping


def cycles(above: Mapping[str, Collection[str]]) -> Iterator[tuple[str, ...]]:
    """Answer cycles, each from its smallest member along its parents; of several that share a member, one.

    `above` maps a child to its parents. What has no parent left is peeled off until only cycles and what hangs on them remain.
    """
    left = {child: set(parents) for child, parents in above.items()}
    while True:
        while peeled := [child for child, parents in left.items() if not parents & left.keys()]:
            for child in peeled:
                del left[child]
        if not left:
            return
        path = [min(left)]
        while True:
            above_it = min(left[path[-1]] & left.keys())
            if above_it in path:
                break
            path.append(above_it)
        loop = path[path.index(above_it) :]
        start = loop.index(min(loop))
        yield (*loop[start:], *loop[:start])
        for member in loop:
            del left[member]


def chosen_parents(above: Mapping[str, Collection[str]], listed: Mapping[str, int]) -> dict[str, str]:
    """Answer one parent of each child: the one that most diseases list, since evidence flows through it; then the first by name."""
    return {
        child: min(parents, key=lambda parent: (-listed.get(parent, 0), parent)) for child, parents in above.items()
    }
