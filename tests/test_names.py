"""Names are compared whole and found by pinyin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.names import core_name, joined, normal_name, pinyin


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("广东示例（肇庆）有限公司", "广东示例(肇庆)有限公司"),
        ("Ｈｏｎｇ Ｌian", "honglian"),
        ("示例 有限\n公司", "示例有限公司"),
        ("示例\u3000公司", "示例公司"),
        ("ＬＥＤ", "led"),
    ],
)
def test_width_case_and_blanks_make_no_difference(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("肇庆东璞生态农业有限公司", "广东省东璞农业科技有限公司"),
        ("肇庆东璞生态农业有限公司", "东璞生态农业"),
        ("示例有限公司", "示例有限责任公司"),
        ("示例（肇庆）公司", "示例肇庆公司"),
        ("示例一厂", "示例二厂"),
    ],
)
def test_nothing_is_cut_off(one: str, other: str) -> None:
    assert normal_name(one) != normal_name(other)


@given(st.text())
def test_normal_names_hold_no_bar_and_no_blank(text: str) -> None:
    normal = normal_name(text)
    assert "|" not in normal and not any(char.isspace() for char in normal)


@given(st.lists(st.text(max_size=8), max_size=5))
def test_joined_names_are_each_found_whole(names: list[str]) -> None:
    property_ = joined(names)
    wanted = {normal_name(name) for name in names} - {""}
    assert (property_ is None) == (not wanted)
    assert set((property_ or "").strip("|").split("|")) - {""} == wanted
    assert all(f"|{name}|" in (property_ or "") for name in wanted)


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("肇庆", "zhaoqing", "zq"),
        ("小鹏汽车", "xiaopengqiche", "xpqc"),
        ("重庆银行", "chongqingyinhang", "cqyh"),
        ("长沙", "changsha", "cs"),
        ("厦门", "xiamen", "xm"),
        ("LED模组2号", "ledmozu2hao", "ledmz2h"),
        ("宁德时代（肇庆）", "ningdeshidaizhaoqing", "ndsdzq"),
    ],
)
def test_pinyin(name: str, full: str, initials: str) -> None:
    assert pinyin([name]) == f"|{full}|{initials}|"


def test_pinyin_of_several_names_without_repeats() -> None:
    assert pinyin(["肇庆", "照清", "Ford"]) == "|zhaoqing|zq|"
    assert pinyin(["Ford", ""]) is None
    assert pinyin(["龦"]) is None, "no reading is known"
    assert pinyin([]) is None


@given(st.lists(st.text(max_size=8), max_size=4))
def test_pinyin_is_ascii(names: list[str]) -> None:
    found = pinyin(names)
    assert found is None or (found.isascii() and found == found.lower())


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("广东省示例电机（肇庆）有限公司", "示例电机"),
        ("肇庆市高要区金渡镇示例电机股份有限公司", "示例电机"),
        ("四会示例电机有限责任公司", "示例电机"),
        ("广西壮族自治区示例电机总公司", "示例电机"),
        ("示例(集团)股份有限公司", "示例"),
        ("怀集县示例水果农民专业合作社", "示例水果"),
        ("示例（有限合伙）合伙企业", "示例"),
        ("肇庆东璞生态农业有限公司", "东璞生态农业"),
        ("广东省东璞农业科技有限公司", "东璞农业科技"),
        ("广东有限公司", "广东"),
        ("四会市", "四会市"),
        ("有限公司", "有限公司"),
        ("(肇庆)", "(肇庆)"),
        ("万家超市有限公司", "万家超市"),
        ("第一社区服务公司", "第一社区服务"),
        ("ＡＢＣ 公司", "abc"),
        ("甲公司", "甲公司"),
        ("甲", None),
        ("", None),
    ],
)
def test_core_names(name: str, core: str | None) -> None:
    assert core_name(name) == core


@given(st.text("广东省肇庆市四会区()有限公司合作社甲", max_size=12))
def test_core_names_keep_two_characters_of_the_name(name: str) -> None:
    core = core_name(name)
    normal = normal_name(name)
    assert (core is None) == (len(normal) < 2)
    assert core is None or (len(core) >= 2 and set(core) <= set(normal))
