"""What the answer is made of when an enterprise is lost."""

from typing import Literal

from queries.answers import Answer, Place, Ref
from queries.coverage import Coverage
from queries.steps import Step
from queries.what_if.mending import MendLink, Substitute
from queries.what_if.party import LostOrganisation, OpenOrder, People

OPENED = "CH-08"  # finds the segments without an operating enterprise
By = Literal["known", "products"]
DEFINITION = (
    "把该企业移出图库试算，与现状逐项比较，试算后复原。"
    "无供应方：在营企业已知的供应商只有它；或某产品（含其细分）已知只有它一家在营企业生产，而该产品用于对方生产的产品或其大类；"
    "无客户：在营企业已知的客户只有它；或对方某产品所能用于的产品（含其细分）已知只有它一家在营企业生产；"
    f"环节：规则 {OPENED} 将新发现的断点；"
    "党组织：覆盖它的联合党支部，以及正式党员将少于3名或无法判断的党组织；"
    "人员只计数，1至2人显示为少于3人；诉求为截至当日未办结的；"
    "补链：能补上的损失全部补上所需的最少新增联系，同样少时先本市、后本省，再看途径强弱和远近；"
    "产品未登记的企业可能也在生产；候选只说明图中的途径，不代表有意愿和产能"
)  # fmt: skip


class LostTie(Answer):
    """An enterprise that loses its only supplier or customer. `product` is what it would lack or
    could no longer sell, null where a known relation names none that the graph has; `told` is what
    that relation calls it. When there are no `substitutes`, `no_substitutes` says why."""

    id: str
    enterprise: Ref
    by: By
    product: Ref | None
    told: str
    why: str
    path: list[Step]
    substitutes: list[Substitute]
    no_substitutes: str
    sources: list[Place]


class OpenedSegment(Answer):
    """A needed segment that would have no operating enterprise any more."""

    id: str
    segment: Ref
    chains: list[str]
    why: str
    path: list[Step]
    sources: list[Place]


class Unmended(Answer):
    """A loss that nobody near could mend, and why."""

    loss: str
    subject: Ref
    why: str


class ChangedCoverage(Answer):
    """The rates of a chain of the enterprise with it and without it."""

    chain: str
    before: Coverage
    after: Coverage


class Losing(Answer):
    """What would be lost with an enterprise, and the fewest new links that mend it. `why` says
    why nothing is listed, or what could not be judged."""

    enterprise: Ref
    without_supplier: list[LostTie]
    without_customer: list[LostTie]
    segments: list[OpenedSegment]
    organisations: list[LostOrganisation]
    people: People
    orders: list[OpenOrder]
    coverage: list[ChangedCoverage]
    mend: list[MendLink]
    unmended: list[Unmended]
    as_of: str
    sources: list[str]
    definition: str
    why: str
