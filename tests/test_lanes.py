"""The layout of the lanes page: nothing overlaps, little crosses, the same every time."""

import csv
import io
import os
import re
import subprocess
import sys
import time
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings

from queries.answers import Ref
from queries.chains import ChainView
from tests.chain_views import (
    COVERS,
    bare_chain,
    car_chain,
    chain,
    chains,
    flow,
    member,
    organisation,
    plain_chain,
    segment,
    supply,
)
from visualize import style
from visualize.cards import cover_text, fit, width_of
from visualize.figures import figures
from visualize.grid import LANES, edges, grid
from visualize.lanes import lanes
from visualize.order import arrange, crossings
from visualize.scene import Box, Hop, Scene
from visualize.svg import drawing, svg
from visualize.table import table_csv
from visualize.words import WORDS, Lang

VIEWS = {"car": car_chain, "plain": plain_chain, "bare": bare_chain, "empty": chain}
views = pytest.mark.parametrize("view", [make() for make in VIEWS.values()], ids=list(VIEWS))
any_chain = given(view=chains())
patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def texts(scene: Scene) -> str:
    return "\n".join(text.text for box in scene.boxes for text in box.texts)


def along(hop: Hop) -> list[tuple[float, float]]:
    """Points of a hop, ends included."""
    x3, y3, x4, y4 = hop.controls()
    if hop.straight:
        x3, y3, x4, y4 = hop.x1, hop.y1, hop.x2, hop.y2
    shares = [i / 40 for i in range(41)]
    return [
        (
            (1 - t) ** 3 * hop.x1
            + 3 * (1 - t) ** 2 * t * x3
            + 3 * (1 - t) * t**2 * x4
            + t**3 * hop.x2,
            (1 - t) ** 3 * hop.y1
            + 3 * (1 - t) ** 2 * t * y3
            + 3 * (1 - t) * t**2 * y4
            + t**3 * hop.y2,
        )
        for t in shares
    ]


def inside(point: tuple[float, float], box: Box) -> bool:
    x, y = point
    return box.x + 1 < x < box.right - 1 and box.y + 1 < y < box.bottom - 1


def assert_sound(scene: Scene) -> None:
    """Boxes lie on the drawing, apart from each other, chips inside one card; texts fit."""
    whole = Box("", "card", "card", 0, 0, scene.width, scene.height, "")
    assert all(whole.contains(box) for box in scene.boxes)
    apart = [box for box in scene.boxes if box.kind != "chip"]
    assert not [(a, b) for a, b in combinations(apart, 2) if a.overlaps(b)]
    chips, cards = scene.of_kind("chip"), scene.of_kind("card")
    assert not [(a, b) for a, b in combinations(chips, 2) if a.overlaps(b)]
    for chip in chips:
        around = [card for card in cards if card.overlaps(chip)]
        assert all(card.contains(chip) for card in around)
        assert len(around) == (1 if cards else 0)
    for box in scene.boxes:
        for text in box.texts:
            assert width_of(text.text, text.size) <= box.w
    assert len({box.id for box in scene.boxes}) == len(scene.boxes)


@views
def test_nothing_overlaps(view: ChainView) -> None:
    assert_sound(lanes(view))
    assert_sound(lanes(view, lang="en"))


@patient
@any_chain
def test_nothing_overlaps_in_any_chain(view: ChainView) -> None:
    assert_sound(lanes(view))


@patient
@any_chain
def test_lines_run_between_the_cards(view: ChainView) -> None:
    scene = lanes(view)
    cards = scene.of_kind("card")
    behind = [
        (hop.title, card.title)
        for hop in scene.hops
        for card in cards
        if any(inside(point, card) for point in along(hop))
    ]
    assert not behind


@patient
@any_chain
def test_every_connection_is_unbroken_from_box_to_box(view: ChainView) -> None:
    scene = lanes(view)
    boxes = {box.id: box for box in scene.boxes}
    paths: dict[tuple[str, str], list[Hop]] = {}
    for hop in scene.hops:
        for pair in hop.joins:
            paths.setdefault(pair, []).append(hop)
    for (source, target), hops in paths.items():
        starts = {(hop.x1, hop.y1) for hop in hops}
        ends = {(hop.x2, hop.y2) for hop in hops}
        assert any(touches(boxes[source], point) for point in starts - ends)
        assert any(touches(boxes[target], point) for point in ends - starts)


def touches(box: Box, point: tuple[float, float]) -> bool:
    x, y = point
    return box.x - 1 <= x <= box.right + 1 and box.y - 1 <= y <= box.bottom + 1


def test_flows_run_from_left_to_right() -> None:
    view = car_chain()
    scene = lanes(view)
    card = {box.about[0]: box for box in scene.of_kind("card") if box.about}
    position = {s.id: s.position for s in view.segments}
    for one in view.flows:
        source, target = card[f"Segment:{one.source}"], card[f"Segment:{one.target}"]
        lane = [position[one.source], position[one.target]]
        if all(name in LANES for name in lane) and LANES.index(lane[0]) < LANES.index(lane[1]):
            assert source.right < target.x


def test_what_firms_supply_is_drawn_quietly() -> None:
    """A thin line with an arrow of its own, under the others; it moves no card."""
    plain = car_chain()
    ids = {segment.name: segment.id for segment in plain.segments}
    ends = ids["隔膜"], ids["专用车"]
    more = plain.model_copy(update={"flows": [*plain.flows, supply(*ends, pairs=5)]})
    scene, before = lanes(more), lanes(plain)
    assert_sound(scene)
    drawn = [hop for hop in scene.hops if hop.stroke == "supply"]
    assert [hop.arrow for hop in drawn].count(True) == 1
    assert "已知企业供应 5 对：示例甲0 → 示例乙0、" in drawn[0].title and "…" in drawn[0].title
    assert not [hop for hop in before.hops if hop.stroke == "supply"]
    assert grid(more).column_of() == grid(plain).column_of()
    thin = style.STROKES["supply"]
    assert thin.width == min(stroke.width for stroke in style.STROKES.values())
    assert style.contrast(thin.color, style.WHITE) >= style.BORDER_CONTRAST
    groups = re.findall(r'<g fill="none" stroke="([^"]+)"', drawing(scene, more, lang="zh"))
    assert groups[0] == thin.color, "the first is the lowest"
    assert any(entry.key == "supply" for entry in style.LEGEND)


def test_lanes_stand_in_order_with_few_columns() -> None:
    found = grid(car_chain())
    assert [column.lane for column in found.columns] == sorted(
        (column.lane for column in found.columns), key=LANES.index
    )
    assert found.support == ("S90", "S91")
    one_each = grid(plain_chain())
    assert one_each.columns[0].items == ("U1",)


def test_order_halves_the_crossings() -> None:
    view = car_chain()
    found = grid(view)
    ordered = [column.items for column in found.columns]
    order = [s.id for s in view.segments]
    given_order = [
        sorted(items, key=lambda i: order.index(i) if i in order else 99) for items in ordered
    ]
    assert crossings(ordered, edges(found)) <= 0.5 * crossings(given_order, edges(found))


def test_arrange_takes_all_crossings_out_of_a_tangle() -> None:
    tangle = [(f"a{i}", f"b{6 - i}") for i in range(7)]
    columns = [[f"a{i}" for i in range(7)], [f"b{i}" for i in range(7)]]
    assert crossings(columns, tangle) == 21
    assert crossings(arrange(columns, tangle), tangle) == 0


@views
def test_same_bytes_whatever_the_hash_seed(view: ChainView, tmp_path: Path) -> None:
    file = tmp_path / "view.json"
    file.write_text(view.model_dump_json(), encoding="utf-8")
    program = (
        "import sys, hashlib, pathlib\n"
        "from queries.chains import ChainView\n"
        "from visualize.svg import svg\n"
        "view = ChainView.model_validate_json(pathlib.Path(sys.argv[1]).read_bytes())\n"
        "print(hashlib.sha256(svg(view).encode()).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program, str(file)],
            env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }  # fmt: skip
    assert len(digests) == 1


def test_more_than_six_chips_fold_and_say_so() -> None:
    members = [member(i, "covered" if i < 8 else "uncovered") for i in range(10)]
    scene = lanes(chain([segment("S", members)]))
    chips = scene.of_kind("chip")
    assert [chip.paint for chip in chips].count("fold") == 1
    assert len(chips) == 6
    fold = next(chip for chip in chips if chip.paint == "fold")
    shown = {key for chip in chips if chip is not fold for key in chip.about}
    assert shown | set(fold.about) == {f"Enterprise:{m.id}" for m in members}
    assert fold.texts[0].text == "＋5 家 ★5"
    assert "Enterprise:E008" in shown, "the uncovered are what a planner must see"


def test_unknown_is_not_none() -> None:
    scene = lanes(chain([segment("S", [member(1, "unsurveyed"), member(2, "closed")])]))
    assert "未摸排 1" in texts(scene)
    assert "0/0" not in texts(scene)
    assert "党组织覆盖 —" in svg(chain([segment("S", [member(1, "unsurveyed")])]))


def test_each_state_looks_different_without_colour() -> None:
    scene = lanes(chain([segment("S", [member(i, c) for i, c in enumerate(COVERS, 1)])]))
    looks = {
        (chip.texts[0].text[0], style.PAINTS[chip.paint].dash, chip.texts[0].struck)
        for chip in scene.of_kind("chip")
    }
    assert len(looks) == 4


def test_gap_is_told_from_a_segment_nobody_needs() -> None:
    scene = lanes(plain_chain())
    paint = {box.texts[0].text: box.paint for box in scene.of_kind("card")}
    assert paint["镶嵌抛光"] == "gap"
    assert paint["研学"] == "idle"
    assert texts(scene).count("断点") == 1
    assert {hop.stroke for hop in scene.hops if hop.arrow} == {"flow", "broken"}


def test_committee_stands_above_and_its_absence_is_said() -> None:
    with_head = lanes(plain_chain())
    assert with_head.of_kind("organisation")[0].paint == "committee"
    for told, paint in ((None, "unsurveyed"), (False, "no_committee")):
        without = lanes(bare_chain().model_copy(update={"committee_exists": told}))
        assert without.of_kind("organisation")[0].paint == paint, "unknown is not missing"
        assert "尚未登记产业链党委" in texts(without)
    loose = [Ref(label="PartyOrg", id="O9", name="某链党委")]
    update = {"committee_exists": False, "loose_committees": loose}
    other = lanes(bare_chain().model_copy(update=update))
    (box,) = [b for b in other.of_kind("organisation") if b.about == ("PartyOrg:O9",)]
    assert box.paint == "unsurveyed", "nobody told whose it is"
    assert "有 1 个产业链党委未注明所属产业链：某链党委；请在党组织表填“所属产业链”" in box.title
    assert "尚未登记产业链党委" not in texts(other)


def test_many_organisations_are_grouped_by_kind_and_lane() -> None:
    view = car_chain()
    boxes = lanes(view).of_kind("organisation")
    assert len(boxes) <= 9
    about = [key for box in boxes for key in box.about]
    assert sorted(about) == sorted(f"PartyOrg:{o.id}" for o in view.organisations)
    assert any(re.search(r"上游党支部 ×\d", box.texts[0].text) for box in boxes)


def test_functional_organisation_is_marked_as_no_coverage() -> None:
    functional = organisation(5, [], "功能型党组织").model_copy(update={"functional": True})
    scene = lanes(chain([segment("S", [member(1)])], organisations=[functional]))
    box = next(b for b in scene.boxes if b.about == ("PartyOrg:O5",))
    assert box.paint == "functional"
    assert box.texts[0].text.startswith("☆")


def test_enterprises_without_a_segment_are_shown() -> None:
    mixed = lanes(chain([segment("S", [member(1)])], unplaced=[member(2)]))
    assert "环节待定" in texts(mixed)
    bare = lanes(bare_chain())
    assert "尚未登记上游环节" in texts(bare)
    assert len(bare.of_kind("chip")) == 24
    assert len([key for chip in bare.of_kind("chip") for key in chip.about]) == 30


def test_figures_count_each_enterprise_once_and_the_closed_nowhere() -> None:
    both = member(1)
    view = chain(
        [
            segment("A", [both, member(2, "uncovered")]),
            segment("B", [both, member(3, "closed"), member(4, "unsurveyed")]),
            segment("C", []),
        ]
    )
    found = figures(view)
    assert (found.covered, found.surveyed, found.unsurveyed) == (1, 2, 1)
    assert (found.enterprises, found.gaps, found.segments) == (3, 1, 3)


def test_covered_but_unsurveyed_stays_out_of_the_rate() -> None:
    unknown = member(1).model_copy(update={"surveyed": False})
    one = segment("A", [unknown, member(2, "uncovered")]).model_copy(
        update={"covered": 0, "surveyed": 1}
    )
    found = figures(chain([one]))
    assert (found.enterprises, found.covered, found.surveyed, found.unsurveyed) == (2, 0, 1, 1)
    alone = one.model_copy(update={"enterprises": [unknown], "surveyed": 0})
    assert cover_text(alone, WORDS["zh"]) == "未摸排 1"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lanes_say_all_that_they_amount_to(lang: Lang) -> None:
    """Enterprises, coverage, gaps: the longer English drops none of them, nor cuts one short."""
    filled = [segment(f"S{i}", [member(i)], position="下游", order=i) for i in range(12)]
    scene = lanes(chain([*filled, segment("G", [], position="下游", order=99)]), lang=lang)
    (band,) = [band for band in scene.bands if band.ground == "下游"]
    said = " · ".join(note.text for note in band.notes)
    words = WORDS[lang]
    assert words.enterprises_n.format(n=12) in said
    assert words.covered_of.format(covered=12, surveyed=12) in said
    assert words.gaps_n.format(n=1) in said


def test_folded_enterprises_say_how_many_are_covered_in_both_languages() -> None:
    view = chain([segment("S", [member(i, "covered") for i in range(10)])])
    assert "＋5 家 ★5" in texts(lanes(view))
    assert "+5 more, ★5" in texts(lanes(view, lang="en"))


def test_gap_says_what_to_do_in_both_languages() -> None:
    view = chain([segment("G", [])])
    assert WORDS["zh"].gap in texts(lanes(view))
    assert WORDS["en"].gap in texts(lanes(view, lang="en"))
    assert all("→" in WORDS[lang].gap for lang in WORDS)


def test_flows_of_supporting_segments_in_several_rows() -> None:
    support = [segment(f"P{i}", [member(i)], position="配套", order=10 + i) for i in range(7)]
    lane = [segment("U", [member(20)]), segment("M", [member(21)], position="中游", order=2)]
    flows = [flow(f"P{i}", "M") for i in range(7)] + [flow("U", "P6"), flow("P0", "P6")]
    assert_sound(lanes(chain([*lane, *support], flows)))


def test_text_and_borders_keep_their_contrast() -> None:
    for name, paint in style.PAINTS.items():
        assert style.contrast(paint.ink, paint.fill) >= style.TEXT_CONTRAST, name
        if name != "closed":  # told by its text, which is struck through
            assert style.contrast(paint.stroke, style.WHITE) >= 2.5, name
    for ground in style.GROUNDS.values():
        assert style.contrast(ground.ink, ground.fill) >= style.TEXT_CONTRAST
    for covered, surveyed in pairwise((0, 1, 2, 3, 3)):
        assert style.contrast(style.rate_color(covered, surveyed), style.WHITE) >= 4.5
    for name in ("flow", "broken", "under"):
        assert style.contrast(style.STROKES[name].color, style.WHITE) >= 3


def test_picture_is_small_fast_and_well_formed() -> None:
    view = car_chain()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        picture = svg(view)
        times.append(time.perf_counter() - start)
    assert len(picture.encode()) <= 100_000
    assert min(times) <= 0.05
    root = ET.fromstring(picture)
    assert root.find("{http://www.w3.org/2000/svg}title") is not None


def test_picture_takes_any_name_as_text() -> None:
    name = '</svg><script>alert(1)</script>"&'
    view = chain([segment("S", [member(1, name=name)], name=name)], name=name)
    root = ET.fromstring(svg(view))
    assert not [element for element in root.iter() if element.tag.endswith("script")]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t"])
def test_table_runs_nothing_in_a_spreadsheet(start: str) -> None:
    view = chain([segment("S", [member(1, name=f'{start}HYPERLINK("x")')])])
    row = list(csv.reader(io.StringIO(table_csv(view))))[1]
    assert row[2].startswith(f"'{start}")


def test_table_has_every_enterprise_and_every_gap() -> None:
    view = car_chain()
    found = list(csv.reader(io.StringIO(table_csv(view))))
    assert found[0] == ["位置", "环节", "企业", "角色", "区域", "覆盖", "覆盖方式"]
    assert sum(row[5].startswith("断点") for row in found) == 3
    named = {row[2] for row in found[1:] if row[2]}
    assert named == {m.name for s in view.segments for m in s.enterprises} | {member(901).name}


def test_a_text_of_any_length_is_cut_short_at_once() -> None:
    """A chain of many tables names them all below its picture."""
    began = time.process_time()
    cut, size = fit("来源" * 100_000, 400, 16, 12)
    assert time.process_time() - began < 2
    assert (cut, size) == ("来源" * 16 + "…", 12)
    assert fit("来" * 100, 1, 16, 12) == ("…", 12)
