"""The differences between the graph with an enterprise and the one without it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from graph.store import Row
from queries.chain_situation import Situation
from queries.coverage import Coverage
from queries.rules import Finding, Findings
from queries.steps import against
from queries.what_if.mending import Loss
from queries.what_if.ties import Side, Tie, Ties, Way

LISTS: Mapping[Side, str] = {"supply": "without_supplier", "demand": "without_customer"}


class State(NamedTuple):
    """What the questions say of one graph; of segments nothing where no rule judges them."""

    ties: Ties
    opened: Findings | None
    organisations: Mapping[str, Row]
    coverage: Mapping[str, Coverage]


class Lost:
    """The differences between the graph with the enterprise and the one without it."""

    def __init__(self, row: Row, own: Ties, before: State, after: State) -> None:
        self.row, self.own, self.before, self.after = row, own, before, after
        self.known = before.ties
        self.name = row["name"] or row["id"]
        kept = after.ties.all()
        gone = [tie for tie in before.ties.all() if tie not in kept]
        self.ties = sorted(tie for tie in gone if not self._is_told_twice(tie, gone))
        there = {each.id for each in before.opened.items} if before.opened else set()
        found = after.opened.items if after.opened else []
        self.segments = [each for each in found if each.id not in there]

    def _is_told_twice(self, tie: Tie, gone: Sequence[Tie]) -> bool:
        """Whether a known relation that calls the product by name is lost as well."""
        return not tie.known and any(
            other.known and other[:2] == tie[:2] and self._names(tie.what, other.what)
            for other in gone
        )

    def _names(self, product: str, told: str) -> bool:
        return bool(told) and self.known.is_called(product, told)

    def product(self, tie: Tie) -> str | None:
        """The product that a tie is about; of a known relation the one of that name which the
        enterprise, or who is at the other end, makes or needs."""
        if not tie.known:
            return tie.what
        named = self.own.called(tie.what) or self.known.called(tie.what)
        return named[0] if named else None

    def wanted(self, tie: Tie) -> list[str]:
        """The products whose makers could mend a loss: the one that is lacking; what the product
        that is no longer sold goes into; of a relation that names none, what connects the two."""
        if tie.side == "demand":
            sold = [tie.what] if not tie.known else self.known.called(tie.what)
            own = self.known.firms[tie.firm]["products"]
            sold = [p for p in sold if p in own] or [*own] * tie.known
            return sorted(self._of_lost({g for p in sold for g in self.known.fed(p)}))
        if product := self.product(tie):
            return [product]
        own = self.known.firms[tie.firm]["products"]
        return sorted(self._of_lost({f for p in own for f in self.known.feeding(p)}))

    def _of_lost(self, products: Iterable[str]) -> set[str]:
        """Of these the ones that the enterprise makes, or kinds of which it makes."""
        made = {f for p in self.own.firms[self.row["id"]]["products"] for f in self.own.families(p)}
        return made.intersection(products)

    def losses(self, things: Situation) -> list[Loss]:
        home = frozenset(self.own.firms[self.row["id"]]["regions"])
        return [
            *(self._loss_of(tie, home) for tie in self.ties),
            *(self._loss_of_segment(each, home, things) for each in self.segments),
        ]

    def _loss_of(self, tie: Tie, home: frozenset[str]) -> Loss:
        """Those who lost the same, and who makes the same product, are no candidates."""
        rivals = {
            tie.firm,
            *(o.firm for o in self.ties if (o.side, o.what) == (tie.side, tie.what)),
        }
        if tie.side == "demand" and not tie.known:
            rivals |= {row["id"] for row in self.known.makers.get(tie.what, ())}
        return Loss(
            id=identity(tie),
            kind=tie.side,
            subject=self.known.firm(tie.firm),
            home=frozenset(self.known.firms[tie.firm]["regions"]) or home,
            wanted=[(p, self.known.to_product(tie, p)) for p in self.wanted(tie)],
            without=frozenset(rivals),
        )

    def _loss_of_segment(self, found: Finding, home: frozenset[str], things: Situation) -> Loss:
        of = {r for c in found.chains if c in things.chains for r in things.chains[c]["regions"]}
        node = (found.subject.label, found.subject.id, found.subject.name)
        return Loss(found.id, "segment", node, frozenset(of) or home, segment=found.subject.id)

    def way(self, tie: Tie) -> Way:
        """From the enterprise to the one that loses it."""
        if not tie.known:
            maker = {"id": self.row["id"], "products": self.own.firms[self.row["id"]]["products"]}
            found = self.known.between(tie, maker)
            if found:
                return Way((*found.nodes[:-1], self.own.firm(self.row["id"])), found.rels).back
        ends = self.own.firm(self.row["id"]), self.known.firm(tie.firm)
        return Way(ends, ("SUPPLIES" if tie.side == "supply" else against("SUPPLIES"),))

    def why(self, tie: Tie) -> str:
        called = f"“{tie.what}”" if tie.known and tie.what else ""
        if tie.known and tie.side == "supply":
            return f"已知的在营供应商中，只有{self.name}供应{called or '该企业'}"
        if tie.known:
            return f"已知的在营客户中，只有{self.name}采购{called or '该企业的产品'}"
        nodes = [name for label, _, name in self.way(tie).nodes if label == "Product"]
        if not nodes:
            return f"产品“{self.known.node(tie.what)[2]}”的供需双方，已知只有{self.name}"
        if tie.side == "supply":
            what = self.known.node(tie.what)[2]
            return f"“{what}”已知只有{self.name}一家在营企业生产，用于该企业的“{nodes[-1]}”"
        alone = f"已知只有{self.name}一家在营企业生产（“{nodes[0]}”）"
        return f"该企业的“{nodes[-1]}”所能用于的产品，{alone}"


def identity(tie: Tie) -> str:
    """What a loss goes by, the same from day to day."""
    return ":".join((LISTS[tie.side], tie.firm, "known" if tie.known else "products", tie.what))
