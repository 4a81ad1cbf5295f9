"""Our own KGX back into a graph that reasons the same: the inverse of `kg.exporters.kgx`.

Each node is judged by the model of its section and the whole by the loader's own rules, with file and line. Told edges carry
frequencies and parents; entailed ones are compared with what the nodes entail, and a difference is a warning, because somebody
edited the copy and not the fact. The version survives when the digest of all lines holds; an export that was edited gets a
version of its own.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from kg.assumptions import AUTHORED, Assumptions
from kg.biolink import ASSOCIATED_WITH, GRAPH, HAS_PHENOTYPE, SUBCLASS_OF, Edge, edges, split_curie
from kg.columns import IN_EDGES, OWN, columns, meant, raw
from kg.errors import Where
from kg.exporters.kgx import EDGE_COLUMNS, FORMAT, content, node_columns
from kg.graph import Graph
from kg.importers.gathered import Gathered
from kg.importers.numbers import probability_of
from kg.importers.tsv import Row, Table
from kg.load import MODELS
from kg.references import check_references

_ASSUMPTIONS: Final = TypeAdapter(Assumptions)
_FREQUENT: Final = frozenset({HAS_PHENOTYPE, ASSOCIATED_WITH})


class _Reader:
    def __init__(self, nodes: Table, told: Table, gathered: Gathered) -> None:
        self.nodes = nodes
        self.edges = told
        self.gathered = gathered
        self.rows: dict[tuple[str, str], Row] = {}
        self.frequencies: dict[str, dict[str, dict[str, Any]]] = {}
        self.parents: dict[tuple[str, str], str] = {}
        self.lines: dict[tuple[str, str], Row] = {}
        """The edge of each frequency (disease, finding)."""
        self.entailed: dict[tuple[str, str, str, str], Row] = {}

    def at(self, section: str, item_id: str, *path: object) -> Where:
        field = ".".join(str(step) for step in path)
        edge = self.lines.get((item_id, str(path[1]))) if path[:1] == ("findings",) and len(path) > 1 else None
        if section == "diseases" and edge is not None:
            return Where(self.edges.file, edge.line, section, item_id, field)
        row = self.rows.get((section, item_id))
        return Where(self.nodes.file, None if row is None else row.line, section, item_id, field)

    # --- edges

    def read_edges(self) -> None:
        for row in self.edges.rows:
            subject, other = split_curie(row.get("subject")), split_curie(row.get("object"))
            if subject is None or other is None:
                continue  # an end that is no node of ours is told where the node stands
            predicate = row.get("predicate")
            if predicate in _FREQUENT and (subject[0], other[0]) == ("diseases", "findings"):
                self.frequency(row, subject[1], other[1])
            elif predicate == SUBCLASS_OF and subject[0] == other[0] and "parent" in IN_EDGES.get(subject[0], ()):
                self.parent(row, subject, other[1])
            else:
                key = Edge(row.get("subject"), predicate, row.get("object"), original=row.get("original_predicate")).key
                self.entailed[key] = row

    def parent(self, row: Row, child: tuple[str, str], parent: str) -> None:
        if self.parents.setdefault(child, parent) != parent:
            where = self.edges.where(row, "object", child[1])
            message = f"a second parent, {parent} beside {self.parents[child]}"
            self.gathered.error(where, message, "keep one: findings are a tree")

    def frequency(self, row: Row, disease: str, finding: str) -> None:
        where = self.edges.where(row, "has_percentage", f"{disease} {finding}")
        of_disease = self.frequencies.setdefault(disease, {})
        if finding in of_disease:
            first = self.lines[disease, finding].line
            self.gathered.error(where, f"the same disease and finding as line {first}", "keep one of the two")
            return
        self.lines[disease, finding] = row
        probability = probability_of(row.get("has_percentage"))
        if isinstance(probability, str):
            self.gathered.error(where, probability, "write a number from 0 to 100")
            probability = 0.0
        elif (row.get("negated").lower() == "true") != (probability == 0):
            message = "`negated` and has_percentage contradict each other"
            self.gathered.error(where, message, "negated is true where the percentage is 0, and nowhere else")
        source = split_curie(row.get("publications"))
        if source is None or source[0] != "sources":
            where = self.edges.where(row, "publications", f"{disease} {finding}")
            self.gathered.error(where, "a frequency without a source of ours", "name one as JIAYI:source.<id>")
        of_disease[finding] = {
            "probability": probability,
            "authored_as": meant(row.get(f"{OWN}authored_as")) or row.get("has_percentage") + "%",
            "source": "" if source is None else source[1],
        }

    # --- nodes

    def read_nodes(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {section: {} for section in MODELS}
        for row in self.nodes.rows:
            if row.get("id") in {"", GRAPH}:
                continue
            name = split_curie(row.get("id"))
            if name is None:
                where = self.nodes.where(row, "id", row.get("id"))
                message = "no node of this graph's kinds: an export of ours holds nothing else"
                self.gathered.error(where, message, "take its line away, or import it by itself")
                continue
            self.rows[name] = row
            node = self.node(row, *name)
            if node is not None:
                found[name[0]][name[1]] = node
        return found

    def node(self, row: Row, section: str, local: str) -> Any:
        told, wrong = raw(section, row.cells)
        for field, message in wrong:
            self.gathered.error(self.at(section, local, field), message, "mend it, or export anew")
        known = {name for column in columns(section) for name in column.names}
        for name in sorted(row.cells.keys() - known):
            if name.startswith(OWN):
                message = f"column {name} does not belong to {section}"
                self.gathered.error(self.at(section, local, name), message, "empty the cell")
        told["id"] = local
        if section == "diseases":
            told["findings"] = self.frequencies.get(local, {})
        if (section, local) in self.parents:
            told["parent"] = self.parents[section, local]
        if wrong:
            return None
        try:
            return MODELS[section].model_validate(told)
        except ValidationError as error:
            for problem in error.errors(include_url=False, include_input=False, include_context=False):
                where = self.at(section, local, *problem["loc"])
                self.gathered.error(where, problem["msg"], "see kg/schema.py for what stands here")
        return None

    def other_columns(self) -> None:
        """Say which columns hold something that nobody reads."""
        for table, known in ((self.nodes, node_columns()), (self.edges, EDGE_COLUMNS)):
            for row in table.rows:
                for name in sorted(row.cells.keys() - set(known)):
                    self.gathered.skip(table.where(row, name), f"column {name} of {table.file}", "nothing reads it")

    # --- the graph itself

    def itself(self) -> tuple[str, Assumptions]:
        row = next(row for row in self.nodes.rows if row.get("id") == GRAPH)
        where = self.nodes.where(row, item=GRAPH)
        if row.get(f"{OWN}format") != FORMAT:
            message = f"format {row.get(f'{OWN}format')!r}, and {FORMAT!r} is read here"
            self.gathered.error(where, message, "export it with this version of the software")
        now = content(
            (each.text for each in self.nodes.rows if each is not row), (each.text for each in self.edges.rows)
        )
        version = meant(row.get("version")) if row.get("version") else ""
        if now != row.get(f"{OWN}content") or not version:
            self.gathered.warn(where, f"edited since it was exported as {version}", f"its version is now {now[:16]}")
            version = now[:16]
        return version, self.assumptions(row, where)

    def assumptions(self, row: Row, where: Where) -> Assumptions:
        try:
            told = json.loads(row.get(f"{OWN}assumptions") or "{}")
            unknown = sorted(told.keys() - asdict(AUTHORED).keys())
            if not unknown:
                return _ASSUMPTIONS.validate_python(told)
            message = f"unknown assumptions: {', '.join(unknown)}"
        except (ValueError, AttributeError):
            message = "the assumptions cannot be read"
        self.gathered.error(where, message, "export it with this version of the software")
        return AUTHORED

    def compare(self, graph: Graph) -> None:
        """Say where entailed edges are not those that the nodes entail."""
        expected = {edge.key for edge in edges(graph) if not edge.told}
        remedy = "edit the columns of the nodes; these edges follow from them"
        for key in sorted(self.entailed.keys() - expected):
            row = self.entailed[key]
            what = f"edges {key[3] or key[1]} that the nodes do not say"
            self.gathered.skip(self.edges.where(row, "predicate"), what, remedy, f"{key[0]} to {key[2]}")
        for key in sorted(expected - self.entailed.keys()):
            message = f"no edge {key[3] or key[1]} where the nodes say so"
            self.gathered.assume(Where(self.edges.file), message, remedy, f"{key[0]} to {key[2]}")


def read_own(nodes: Table, told: Table, gathered: Gathered) -> Graph | None:
    """Answer the graph of an export of ours, None when something is wrong with it; all that is goes to `gathered`."""
    reader = _Reader(nodes, told, gathered)
    reader.read_edges()
    found = reader.read_nodes()
    reader.other_columns()
    version, assumptions = reader.itself()
    if not gathered.errors:
        gathered.errors += check_references(found, reader.at)
    if gathered.errors:
        return None
    ordered: dict[str, Any] = {section: dict(sorted(of_section.items())) for section, of_section in found.items()}
    graph = Graph(version=version, assumptions=assumptions, **ordered)
    reader.compare(graph)
    return graph
