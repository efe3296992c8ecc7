"""Product → materials: which that it is not known to use it probably does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from queries.answers import Answer
from queries.suggest import bills, domains, gates
from queries.suggest.arrays import Floats, Ints, Mask
from queries.suggest.bills import Bill, Bills
from queries.suggest.catalogue import Catalogue
from queries.suggest.features import FEATURES, Evidence, table
from queries.suggest.making import making
from queries.suggest.memory import Memory
from queries.suggest.model import Calibration, Model
from queries.suggest.names import Names, asked_name
from queries.suggest.paths import UNSEEN, Asked
from queries.suggest.training import School, Told, batches, learn

MOST_REASONS = 3
MOST_WITNESSES = 3
WORTH_SAYING = 0.2  # log-odds that a feature adds above the average of all candidates


class Witness(Answer):
    """A known product that uses the material, and how alike the names are, 0..1."""

    id: str
    name: str
    alike: float


class Material(Answer):
    """A material that the product probably uses; `probability` is calibrated on held-out data."""

    id: str
    name: str
    probability: float
    reasons: list[str]
    witnesses: list[Witness]


class Materials(Answer):
    """`threshold`: the least probability that is shown. `why` says why the list is empty."""

    asked: str
    items: list[Material]
    threshold: float
    why: str = ""


@dataclass(frozen=True)
class Ranked:
    """Candidates of one product, the likeliest first."""

    material: Ints
    score: Floats


@dataclass(frozen=True)
class ProductIndex:
    """A fitted model with all that it reads."""

    catalogue: Catalogue
    names: Names
    bills: Bills
    own_domain: Floats
    made: Floats
    model: Model
    calibration: Calibration

    @cached_property
    def memory(self) -> Memory:
        edges, kinds = self.catalogue.upstream_rows, self.catalogue.kind_rows
        made = making(self.catalogue)
        return Memory(self.names, edges, kinds, self.own_domain, made, self.bills)

    @cached_property
    def gate(self) -> gates.FoodGate:
        return gates.food_gate(self.memory, self.made, domains.industries(self.catalogue))

    @cached_property
    def no_product(self) -> Mask:
        return gates.no_product(self.catalogue)

    def row(self, text: str) -> int:
        """Of a product by id or name, `UNSEEN` when there is none."""
        known = self.catalogue.at.get(text, self.names.at.get(text, UNSEEN))
        return known if known != UNSEEN else self.names.at.get(asked_name(text), UNSEEN)

    def asked(self, texts: Sequence[str]) -> tuple[list[str], Ints]:
        rows = np.array([self.row(text) for text in texts], np.int64)
        read = [self._name(row, text) for text, row in zip(texts, rows, strict=True)]
        return read, rows

    def _name(self, row: int, text: str) -> str:
        return self.names.names[row] if row != UNSEEN else asked_name(text)

    def of_industry(self, evidence: Evidence) -> Mask:
        """(candidates,): which are for a product that industry alone makes."""
        rows = evidence.asked.rows[evidence.row]
        return np.asarray((rows != UNSEEN) & self.gate.industrial[rows])

    def passes(self, evidence: Evidence) -> Mask:
        """(candidates,): which no gate stops."""
        return ~self.no_product[evidence.material] & ~self.gate(evidence)

    def ranked(self, texts: Sequence[str]) -> Iterator[Ranked]:
        """For each text, in order, its candidates; none when nothing leads anywhere."""
        for evidence in batches(self.memory, *self.asked(texts)):
            scores = self.model.scores(table(evidence), self.of_industry(evidence))
            yield from _split(evidence, scores, self.passes(evidence))

    def suggest(self, text: str, *, limit: int = 10, least: float | None = None) -> Materials:
        """The likeliest materials that are not known; `least`: a threshold instead of the
        default."""
        texts, rows = self.asked([text])
        threshold = self.calibration.threshold if least is None else least
        evidence = Evidence(self.memory, texts, rows)
        features = table(evidence)
        industrial = self.of_industry(evidence)
        scores = self.model.scores(features, industrial)
        probability = self.calibration(scores)
        fit = np.flatnonzero(self.passes(evidence) & (probability >= threshold))
        order = fit[np.lexsort((evidence.material[fit], -scores[fit]))][:limit]
        added = self.model.contributions(features, industrial) if len(order) else features
        usual = added.mean(0) if len(order) else added
        return Materials(
            asked=texts[0],
            items=[
                self._material(evidence, place, float(probability[place]), added[place] - usual)
                for place in order.tolist()
            ],
            threshold=round(threshold, 4),
            why="" if len(order) else _why(texts[0], evidence),
        )

    def _material(
        self, evidence: Evidence, place: int, probability: float, added: Floats
    ) -> Material:
        row = int(evidence.material[place])
        product = self.catalogue.products[row]
        return Material(
            id=product.id,
            name=product.name,
            probability=round(probability, 4),
            reasons=_reasons(added),
            witnesses=self.witnesses(evidence.asked, row),
        )

    def witnesses(self, asked: Asked, material: int) -> list[Witness]:
        """Known products, alike in name to the one asked about, that use the material."""
        near, memory = asked.neighbours, self.memory
        ends = memory.used_by.indptr[material : material + 2]
        heads = memory.heads[near.indices]
        place = np.flatnonzero(np.isin(heads, memory.used_by.indices[slice(*ends)]))
        nearest = place[np.lexsort((heads[place], -near.data[place]))][:MOST_WITNESSES]
        return [self._witness(int(heads[p]), float(near.data[p])) for p in nearest.tolist()]

    def _witness(self, row: int, alike: float) -> Witness:
        product = self.catalogue.products[row]
        return Witness(id=product.id, name=product.name, alike=round(alike, 3))


def fit(
    catalogue: Catalogue, told: Told = lambda _: None, more: Sequence[Bill] = ()
) -> ProductIndex:
    """Learn from a catalogue; `told` hears how far it is, `more` are bills of materials beside
    ours. InputError when there is too little."""
    names = Names([product.name for product in catalogue.products])
    usual = Bills(names, (*bills.ours(), *more))
    own_domain, made = _at_home(catalogue, names)
    industrial = gates.industrial(made, domains.industries(catalogue))
    school = School(catalogue, names, own_domain, industrial, making(catalogue), usual)
    model, calibration = learn(school, told)
    return ProductIndex(catalogue, names, usual, own_domain, made, model, calibration)


def index(
    catalogue: Catalogue, names: Names, usual: Bills, model: Model, calibration: Calibration
) -> ProductIndex:
    """The index of what was learnt from a catalogue before."""
    return ProductIndex(catalogue, names, usual, *_at_home(catalogue, names), model, calibration)


def _at_home(catalogue: Catalogue, names: Names) -> tuple[Floats, Floats]:
    """(products, industries): where each is at home, and where its makers are."""
    made = domains.makers(catalogue, domains.industries(catalogue))
    return domains.domains(names.grams, made), made


def _split(evidence: Evidence, scores: Floats, passes: Mask) -> Iterator[Ranked]:
    kept = np.flatnonzero(passes)
    order = kept[np.lexsort((evidence.material[kept], -scores[kept], evidence.row[kept]))]
    ends = np.searchsorted(evidence.row[order], np.arange(len(evidence.asked.texts) + 1))
    for first, last in pairwise(ends.tolist()):
        part = order[first:last]
        yield Ranked(evidence.material[part], scores[part])


def _reasons(added: Floats) -> list[str]:
    """What speaks most for it, in the words of the features."""
    most = np.argsort(-added, kind="stable")[:MOST_REASONS]
    return [(FEATURES[i].__doc__ or "").strip() for i in most if added[i] >= WORTH_SAYING]


def _why(text: str, evidence: Evidence) -> str:
    if not text:
        return "暂无可靠建议：没有产品名称"
    if not len(evidence):
        return "暂无可靠建议：没有名称相近的已知产品，也不知道它的材料"
    return "暂无可靠建议：没有一种材料的概率达到阈值"
