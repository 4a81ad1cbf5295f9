from __future__ import annotations

import random

import pytest

from records.trust.log import tree
from records.trust.log.tree import Coordinate, Frontier
from tests.unit.records.seal.vectors import raw, read

VECTORS = read("tree")
ENTRIES = [raw(entry) for entry in VECTORS["entries"]]
ROOTS = [bytes.fromhex(root) for root in VECTORS["roots"]]


def grown(entries: list[bytes]) -> dict[Coordinate, bytes]:
    nodes: dict[Coordinate, bytes] = {}
    for index, entry in enumerate(entries):
        read_now = {at: nodes[at] for at in tree.left_siblings(index)}
        nodes.update(tree.completed(index, tree.leaf_hash(entry), read_now.__getitem__))
    return nodes


NODES = grown(ENTRIES)


def test_roots_of_the_vectors() -> None:
    frontier = Frontier()
    for size, root in enumerate(ROOTS):
        assert tree.root(size, NODES.__getitem__) == root
        assert frontier.root == root
        frontier.extend(ENTRIES[size : size + 1])


def test_inclusion_proofs_of_the_vectors_and_no_others() -> None:
    for case in VECTORS["inclusion"]:
        index, size, path = case["index"], case["size"], [raw(step) for step in case["path"]]
        assert tree.inclusion_path(index, size, NODES.__getitem__) == path
        leaf = tree.leaf_hash(ENTRIES[index])
        assert tree.includes(leaf, index, size, path, ROOTS[size])
        wrong = [(leaf, other, size, path) for other in range(size + 1) if other != index] + [
            (leaf, index, size, [*path, leaf]),
            (tree.leaf_hash(b"x"), index, size, path),
        ]
        wrong += [(leaf, index, size, path[:-1])] if path else []
        assert not any(tree.includes(*one, ROOTS[size]) for one in wrong)


def test_consistency_proofs_of_the_vectors_and_no_others() -> None:
    for case in VECTORS["consistency"]:
        old, size, path = case["from"], case["size"], [raw(step) for step in case["path"]]
        assert tree.consistency_path(old, size, NODES.__getitem__) == path
        assert tree.continues(old, ROOTS[old], size, ROOTS[size], path)
        assert not tree.continues(old, bytes(32), size, ROOTS[size], path)
        assert not tree.continues(old, ROOTS[old], size, bytes(32), path)
        assert not tree.continues(old, ROOTS[old], size, ROOTS[size], [*path, bytes(32)])
        for other in range(1, size):
            if other != old:
                assert not tree.continues(other, ROOTS[old], size, ROOTS[size], path)
        for at in range(len(path)):
            altered = [bytes([step[0] ^ 1, *step[1:]]) if n == at else step for n, step in enumerate(path)]
            assert not tree.continues(old, ROOTS[old], size, ROOTS[size], altered)


def test_a_rewritten_log_does_not_continue_the_old_one() -> None:
    other = grown([*ENTRIES[:5], b"another", *ENTRIES[6:]])
    root = tree.root(20, other.__getitem__)
    for old in range(6, 20):
        path = tree.consistency_path(old, 20, other.__getitem__)
        assert not tree.continues(old, ROOTS[old], 20, root, path)


@pytest.mark.parametrize("size", [0, -1, 2**53, 2**70])
def test_sizes_beyond_the_format_prove_nothing(size: int) -> None:
    assert not tree.includes(bytes(32), 0, size, [], bytes(32))
    assert not tree.continues(1, bytes(32), size, bytes(32), [])
    assert not tree.continues(size, bytes(32), 2**53 - 1, bytes(32), [])


def test_a_path_of_any_length_ends() -> None:
    assert not tree.includes(bytes(32), 0, 2**53 - 1, [bytes(32)] * 10_000, bytes(32))


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0)])
def test_proofs_of_what_is_not_there_are_refused(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        tree.inclusion_path(index, size, NODES.__getitem__)
    with pytest.raises(ValueError, match="does not continue"):
        tree.consistency_path(size + 1, size, NODES.__getitem__)


def test_proofs_of_a_million_entries_read_few_nodes() -> None:
    rng = random.Random(7)
    for _ in range(50):
        size = rng.randrange(1, 1_000_001)
        index, old = rng.randrange(size), rng.randrange(1, size + 1)
        assert len(tree.coordinates(lambda r, i=index, s=size: tree.inclusion_path(i, s, r))) <= 40
        assert len(tree.coordinates(lambda r, o=old, s=size: tree.consistency_path(o, s, r))) <= 40
        assert len(tree.coordinates(lambda r, s=size: tree.root(s, r))) <= 20
