"""The story of one chain for a first look, on a screen or two: who is there, who is covered, what
is missing, what could be done; and after each part the command that tells the rest."""

import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.call import Call

if TYPE_CHECKING:
    from graph.store import Store
    from queries.answers import Items
    from queries.chains import ChainSummary, ChainView
    from queries.coverage import Coverage
    from queries.rules import Finding

GAPS = 8  # rules of which a gap is shown
LISTED = 3  # links, partners and universities that are


@dataclass(frozen=True)
class Story:
    """What is told, of which graph, about which chain and day."""

    call: Call
    store: "Store"
    chain: "ChainSummary"
    day: str

    async def tell(self) -> "Items[Coverage]":
        """The whole story, on stdout unless the answer is wanted as JSON; gives the coverage."""
        from queries import chains
        from queries import coverage as coverages

        pack = self.call.pack()
        coverage = await coverages.coverage(
            self.store, as_of=self.day, chain=self.chain.id, pack=pack
        )
        if not self.call.as_json:
            view = await chains.chain(self.store, self.chain.id, self.day)
            self._introduce(view)
            self._coverage(coverage)
            found = await self._gaps()
            await self._links()
            if enterprise := _example(view, found):
                await self._look_around(enterprise)
        return coverage

    def command(self, words: str) -> str:
        """A command as it can be pasted here, about the day that is told of."""
        return f"{program()} {words} --as-of {self.day}{self.call.settings.store_option}"

    def say(self, zh: str, en: str) -> None:
        from api.cli.terminal import clean

        text = clean(zh if self.call.lang == "zh" else en)
        self.call.console.print(text, soft_wrap=True)  # so that commands can be copied whole

    def _rest(self, total: int, shown: int, zh: str, en: str, words: str) -> None:
        """How many there are beside those shown, and what lists them."""
        more = max(total - shown, 0)
        zh_more, en_more = (f"，另有 {more} {zh[:1]}", f", {more} more") if more else ("", "")
        self.say(
            f"共 {total} {zh}{zh_more}：{self.command(words)}",
            f"{total} {en}{en_more}: {self.command(words)}",
        )

    def _introduce(self, view: "ChainView") -> None:
        chain = self.chain
        gaps = "、".join(segment.name for segment in view.segments if segment.gap)
        self.say(f"\n【{chain.name}】截至 {view.as_of}", f"\n{chain.name}, as of {view.as_of}")
        self.say(
            f"环节 {chain.segments} 个，其中断点 {chain.gaps} 个{'：' if gaps else ''}{gaps}；"
            f"在营企业 {chain.enterprises} 家；党组织 {len(view.organisations)} 个；"
            f"高校院所、资源与部门 {len(view.supports)} 个",
            f"{chain.segments} segments, {chain.gaps} of them without an enterprise "
            f"({gaps or 'none'}); {chain.enterprises} operating enterprises; "
            f"{len(view.organisations)} party organizations; {len(view.supports)} supports",
        )
        if committees := "、".join(ref.name for ref in chain.committees):
            self.say(f"牵头：{committees}", f"Led by {committees}")

    def _coverage(self, coverage: "Items[Coverage]") -> None:
        from api.cli import tables

        tables.coverage_rows(self.call.console, coverage, self.call.lang)
        short = coverage.definition.partition("（")[0].partition("。")[0]
        command = self.command(f"coverage --chain {self.chain.id} --by segment")
        self.say(
            f"{short}；口径全文和各环节：{command}", f"{short}; definitions, segments: {command}"
        )

    async def _gaps(self) -> "Sequence[Finding]":
        """The first gap of each of the gravest rules, with the article."""
        from api.cli import tables
        from queries import rules
        from visualize import terms

        found = await rules.findings(
            self.store,
            self.call.rules(),
            as_of=self.day,
            chain=self.chain.id,
            pack=self.call.pack(),
        )
        shown = tables.gravest(found.items)[:GAPS]
        tables.show_gravest(self.call.console, shown, self.call.lang)
        words = f"gaps --chain {self.chain.id}"
        zh, en = terms.by_severity(found.items, "zh"), terms.by_severity(found.items, "en")
        zh, en = f"项缺口（{zh}）" if zh else "项缺口", f"gaps ({en})" if en else "gaps"
        self._rest(found.total, len(shown), zh, en, words)
        return found.items

    async def _links(self) -> None:
        from queries import joint
        from visualize import terms

        found = await joint.links(self.store, as_of=self.day, chain=self.chain.id)
        lines = (
            f"{terms.ref(link.source)} — {terms.ref(link.target)}：{link.state}"
            for link in found.items
        )
        self._part("联建共建", "Joint building", lines)
        words = f"links --chain {self.chain.id}"
        self._rest(found.total, LISTED, "项联建共建", "links", words)

    async def _look_around(self, enterprise: str) -> None:
        """With whom an enterprise could work."""
        from queries import entities, partners, universities
        from visualize import terms

        who = await entities.resolve(self.store, enterprise, "Enterprise")
        near = await partners.partners(self.store, who.id, as_of=self.day, limit=LISTED)
        lines = (f"{terms.named(p.name, p.id)}：{'；'.join(p.reasons[:1])}" for p in near.items)
        self._part(f"{terms.ref(who)}的上下游伙伴", f"Partners for {terms.ref(who)}", lines)
        self._rest(near.total, LISTED, "家伙伴", "partners", f"partners {who.id}")
        able = await universities.for_enterprise(self.store, who.id, as_of=self.day, limit=LISTED)
        lines = (f"{terms.named(u.name, u.id)}：{'；'.join(u.reasons[:1])}" for u in able.items)
        self._part("能对接的高校院所", "Universities", lines)
        self._rest(able.total, LISTED, "所高校院所", "universities", f"universities {who.id}")

    def _part(self, zh: str, en: str, lines: Iterable[str]) -> None:
        """A part with its first lines."""
        self.say(f"\n{zh}", f"\n{en}")
        for line in list(lines)[:LISTED]:
            self.say(f"  {line}", f"  {line}")


def program() -> str:
    """How this program is called from here: by its name when the shell finds it."""
    called = Path(sys.argv[0])
    found = shutil.which("honglian")
    if called.name != "honglian" or (found and Path(found).resolve() == called.resolve()):
        return "honglian"
    here = Path.cwd()
    return str(called.relative_to(here) if called.is_relative_to(here) else called)


def _example(view: "ChainView", found: "Sequence[Finding]") -> str | None:
    """An enterprise to look around from: one with a gap, else the first of the chain."""
    with_gap = (f.subject.id for f in found if f.subject.label == "Enterprise")
    there = (member.id for segment in view.segments for member in segment.enterprises)
    return next(with_gap, None) or next(there, None)
