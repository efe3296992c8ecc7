"""The heat table of a chain, and the drawing of who surrounds an entity."""

import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tests.chain_views import chain, member, segment
from tests.test_page import ATTACKS
from visualize.ego import MOST, Circle, Other, ego, leads, picture
from visualize.heat import Heat, heat


def test_cells_count_by_segment_and_region() -> None:
    firms = [
        member(1, "covered").model_copy(update={"region": "端州区", "surveyed": True}),
        member(2, "uncovered").model_copy(update={"region": "端州区", "surveyed": True}),
        member(3, "unsurveyed").model_copy(update={"region": "端州区", "surveyed": False}),
        member(4, "closed").model_copy(update={"region": "端州区", "surveyed": True}),
        member(5, "uncovered").model_copy(update={"region": None, "surveyed": True}),
    ]
    made = heat(chain([segment("S", firms), segment("T", [], position="中游")]))
    assert made.regions == ("端州区", None), "who has no region stands last"
    assert made.rows[0].cells == (Heat(1, 2, 1), Heat(0, 1, 0))
    assert made.rows[0].whole == Heat(1, 3, 1)
    assert made.rows[1].whole.state == "gap"
    assert [cell.state for cell in made.rows[1].cells] == ["empty", "empty"]
    assert (made.totals, made.whole) == (made.rows[0].cells, Heat(1, 3, 1))


def test_an_enterprise_of_two_segments_is_one_in_the_totals() -> None:
    firm = member(1, "covered").model_copy(update={"region": "端州区", "surveyed": True})
    made = heat(chain([segment("S", [firm]), segment("T", [firm], position="下游")]))
    assert [row.whole for row in made.rows] == [Heat(1, 1), Heat(1, 1)]
    assert made.whole == Heat(1, 1)


@pytest.mark.parametrize(
    ("cell", "state", "text"),
    [
        (Heat(0, 3), "weak", "0/3 ▲"),
        (Heat(1, 3), "fair", "1/3"),
        (Heat(2, 3), "good", "2/3"),
        (Heat(0, 2, 1), "weak", "0/2＋1？ ▲"),
        (Heat(0, 0, 4), "unknown", "？4"),
        (Heat(), "empty", "·"),
        (Heat(gap=True), "gap", "·"),
    ],
)
def test_cell_says_its_state_in_words_too(cell: Heat, state: str, text: str) -> None:
    assert (cell.state, cell.text) == (state, text)


# ------------------------------------------------------------ who surrounds an entity


def others(many: int, name: str = "示例企业{}") -> tuple[Other, ...]:
    return tuple(Other("Enterprise", f"e{at}", name.format(at)) for at in range(many))


CIRCLES = [
    Circle("覆盖 · 党组织 1", "left", (Other("PartyOrg", "o1", "示例党支部"),)),
    Circle("建议上游 9", "left", others(9), suggested=True),
    Circle("处于环节 · 环节 1", "right", (Other("Segment", "s1", "电池"),)),
    Circle("供应 · 企业 3", "right", others(3)),
]
MIDDLE = Other("Enterprise", "me", "示例整车(肇庆)有限公司")


def test_cards_and_chips_do_not_overlap() -> None:
    scene = ego(MIDDLE, "企业", CIRCLES, "＋{n} 个")
    cards, chips = scene.of_kind("card"), scene.of_kind("chip")
    assert len(cards) == 1 + len(CIRCLES)
    for boxes in (cards, chips):
        pairs = [(a, b) for a in boxes for b in boxes if a is not b]
        assert not [pair for pair in pairs if pair[0].overlaps(pair[1])]
    assert all(sum(card.contains(chip) for card in cards) == 1 for chip in chips)
    for box in scene.boxes:
        assert box.x >= 0 and box.right <= scene.width
        assert box.y >= 0 and box.bottom <= scene.height


def test_more_than_fit_are_told() -> None:
    scene = ego(MIDDLE, "企业", CIRCLES, "＋{n} 个")
    assert [b.title for b in scene.of_kind("chip") if b.paint == "fold"] == [f"＋{9 - MOST + 1} 个"]


def test_boxes_lead_to_their_pages_and_suggestions_are_dashed() -> None:
    scene = ego(MIDDLE, "企业", CIRCLES, "＋{n} 个")
    svg = picture(scene, "周围", leads(lambda label, id: f"/{label}/{id}"))
    assert 'href="/PartyOrg/o1"' in svg
    assert 'href="/Enterprise/me"' in svg
    assert 'stroke-dasharray="7 5"' in svg
    assert svg.count("<a ") == 1 + 1 + (MOST - 1) + 1 + 3


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_name_leaves_its_text(attack: str) -> None:
    named = Other("Enterprise", attack, attack, attack)
    scene = ego(named, attack, [Circle(attack, "left", (named,))], "{n}")
    svg = picture(scene, attack, leads(lambda label, id: f"/{id}"))
    tags = {element.tag.split("}")[1] for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "title", "defs", "marker", "path", "g", "rect", "text", "a"}


def test_same_bytes_whatever_the_hash_seed() -> None:
    program = (
        "from visualize.ego import Circle, Other, ego, leads, picture\n"
        "from visualize.palette import rules\n"
        "some = tuple(Other('Enterprise', f'e{at}', f'n{at}') for at in range(9))\n"
        "scene = ego(some[0], 'k', [Circle('c', 'left', some)], '{n}')\n"
        "print(picture(scene, 't', leads(lambda label, id: id)), rules())\n"
    )
    outcomes = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outcomes) == 1
