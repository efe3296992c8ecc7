"""Text → values: what people write, and what is refused."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import SCHEMA
from graph.model import Choice, Prop, PropType
from ingest.numbers import is_approximate
from ingest.values import Unreadable, Value, choose, parse, split

STAFF = Prop("staff", "从业人数", "integer", "人")
REVENUE = Prop("revenue", "营业收入（万元）", "number", "万元")
SHARE = Prop("share", "营收占比", "number", "1")
TERM = Prop("term", "任期（年）", "integer", "年")
DAY = Prop("day", "成立日期", "date")
MOMENT = Prop("moment", "提交时间", "datetime")
FLAG = Prop("flag", "是否规上", "boolean")
WORDS = Prop("words", "别名", "texts")
NAME = Prop("name", "名称")
KIND = Prop(
    "kind",
    "类别",
    choices=(Choice("产业链党委"), Choice("党支部", ("独立支部",)), Choice("联合党支部")),
    open_choices=False,
)
STATUS = Prop("status", "经营状态", choices=(Choice("在营", ("存续", "在业")), Choice("注销")))
ALL: tuple[Prop, ...] = (STAFF, REVENUE, SHARE, DAY, MOMENT, FLAG, WORDS, NAME, KIND, STATUS)


@pytest.mark.parametrize("prop", ALL, ids=lambda prop: prop.name)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "\u3000",
        "—",
        "——",
        "－",
        "/",
        "无数据",
        "未知",
        "unknown",
        "N/A",
        "未摸排",
        "不详",
    ],
)
def test_unknown_is_none_and_never_zero(prop: Prop, text: str) -> None:
    assert parse(text, prop) is None


@pytest.mark.parametrize("prop", ALL, ids=lambda prop: prop.name)
@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#DIV/0!", "#NAME?"])
def test_the_error_of_a_formula_is_no_value(prop: Prop, text: str) -> None:
    with pytest.raises(Unreadable, match="公式错误"):
        parse(text, prop)


@pytest.mark.parametrize(
    ("prop", "text", "header", "value"),
    [
        (STAFF, "38", "", 38),
        (STAFF, " 1,234人 ", "", 1234),
        (STAFF, "１，２３４", "", 1234),
        (STAFF, "约300", "", 300),
        (STAFF, "250多人", "", 250),
        (STAFF, "3000余家", "", 3000),
        (STAFF, "600+", "", 600),
        (STAFF, "1.2万人", "", 12000),
        (STAFF, "3.0", "", 3),
        (STAFF, "二十三", "", 23),
        (STAFF, "两百五十名", "", 250),
        (STAFF, "一千零二十", "", 1020),
        (STAFF, "一亿三千万", "", 130_000_000),
        (STAFF, "8", "党员人数（2024年）", 8),
        (REVENUE, "12.5", "", 12.5),
        (REVENUE, "3.2亿", "营业收入（万元）", 32000.0),
        (REVENUE, "5", "营业收入（亿元）", 50000.0),
        (REVENUE, "5000", "营业收入(单位：元)", 0.5),
        (REVENUE, "20多万元", "", 20.0),
        (REVENUE, "三万", "", 3.0),
        (REVENUE, "一百多万元", "", 100.0),
        (REVENUE, "500万", "营业收入（亿元）", 500.0),
        (REVENUE, "-3.5", "", -3.5),
        (SHARE, "12.5%", "", 0.125),
        (SHARE, "12.5", "占比（%）", 0.125),
        (SHARE, "0.51", "", 0.51),
        (SHARE, "百分之五", "", Unreadable),
        (TERM, "3年", "", 3),
        (TERM, "36个月", "", 3),
        (TERM, "三", "任期（年）", 3),
        (STAFF, "多", "", Unreadable),
        (STAFF, "无", "", Unreadable),
        (STAFF, "2-3", "", Unreadable),
        (STAFF, "3.5", "", Unreadable),
        (STAFF, "-5", "", Unreadable),
        (STAFF, "三五", "", Unreadable),
        (STAFF, "一万二", "", Unreadable),
        (STAFF, "5万元", "", Unreadable),
        (STAFF, "1,2", "", Unreadable),
        (STAFF, "9" * 30, "", Unreadable),
        (REVENUE, "500万美元", "", Unreadable),
        (REVENUE, "1e999", "", Unreadable),
        (REVENUE, "inf", "", Unreadable),
        (REVENUE, "nan%", "", Unreadable),
    ],
)
def test_numbers(prop: Prop, text: str, header: str, value: float | type[Unreadable]) -> None:
    if isinstance(value, type):
        with pytest.raises(Unreadable):
            parse(text, prop, header=header)
    else:
        found = parse(text, prop, header=header)
        assert found == value
        assert type(found) is (int if prop.type == "integer" else float)


ROUGH = (
    "约120人 大约５０ 约有3 近200 超过100 超100 逾30 至少5 不少于5 不低于5 ≥3 >=3 >3 "
    "三十多 100余人 3人左右 100以上 100+"
)
EXACT = "120 ３００人 1,234 +5 -3.5 1e+5 二十三 共12人 合计12 3.2亿 12.5%"


@pytest.mark.parametrize("text", ROUGH.split())
def test_rough_numbers_are_known_as_such(text: str) -> None:
    assert parse(text, STAFF) is not None and is_approximate(text)


@pytest.mark.parametrize("text", EXACT.split())
def test_exact_numbers_are_not_called_rough(text: str) -> None:
    assert not is_approximate(text)


def test_the_reason_says_what_was_expected() -> None:
    with pytest.raises(Unreadable) as caught:
        parse("多", STAFF)
    assert caught.value.reason_zh == "“多”不是整数"
    assert "whole number" in caught.value.reason_en


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((word, True) for word in ("是", "有", "√", "Y", "yes", "TRUE", "１", "已建", "已组建")),
        *((word, False) for word in ("否", "无", "×", "N", "no", "False", "0", "未建", "未建立")),
        ("是（已备案）", True),
    ],
)
def test_booleans(text: str, value: bool) -> None:
    assert parse(text, FLAG) is value


@pytest.mark.parametrize("text", ["也许", "2", "是/否", "已"])
def test_no_boolean(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text, FLAG)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2021", "2021"),
        ("2021年", "2021"),
        ("2021.6", "2021-06"),
        ("2021-06", "2021-06"),
        ("2021年6月", "2021-06"),
        ("2021 年 6 月", "2021-06"),
        ("２０２１年６月", "2021-06"),
        ("202106", "2021-06"),
        ("20210630", "2021-06-30"),
        ("2021/6/30", "2021-06-30"),
        ("2021.06.30", "2021-06-30"),
        ("2021年6月30日", "2021-06-30"),
        ("二〇二一年六月", "2021-06"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("44377", "2021-06-30"),
        ("2021-06-30 00:00:00", "2021-06-30"),
        ("2024-02-29", "2024-02-29"),
        ("无", None),
    ],
)
def test_dates_keep_their_precision(text: str, value: str | None) -> None:
    assert parse(text, DAY) == value


@pytest.mark.parametrize(
    "text",
    "2021-02-30|2021-13|2021-00-01|2023-02-29|去年|2026年底前|长期坚持|今天|21.6|99999|1000|6/30/2021"
    "|2021-6-|2021-06-30 25:00|2021年6月上旬|二〇二一年十三月|12".split("|"),
)
def test_no_dates(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text, DAY)


def test_an_impossible_day_says_why() -> None:
    with pytest.raises(Unreadable, match="2021 年 2 月没有 30 日"):
        parse("2021-02-30", DAY)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-04-19 11:40:00", "2026-04-19T11:40:00"),
        ("2026-04-19T11:40:00", "2026-04-19T11:40:00"),
        ("2026/4/19 9:05", "2026-04-19T09:05"),
        ("2026年4月19日9时30分", "2026-04-19T09:30"),
        ("2026-04-19T18:00:00Z", "2026-04-20T02:00:00"),
        ("2026-04-19T11:40:00.123+08:00", "2026-04-19T11:40:00"),
        ("46131.5", "2026-04-19T12:00:00"),
        ("2026-04-19", "2026-04-19"),
    ],
)
def test_datetimes(text: str, value: str) -> None:
    assert parse(text, MOMENT) == value


def test_lists_are_split_outside_brackets() -> None:
    assert split("甲；乙;丙、丁|戊，己,庚\n辛") == list("甲乙丙丁戊己庚辛")
    assert split("电池（三元、磷酸铁锂）；电机") == ["电池（三元、磷酸铁锂）", "电机"]
    assert split("甲（乙、丙") == ["甲（乙", "丙"]
    assert split("甲；；乙；甲； ；—；无") == ["甲", "乙"]
    assert parse("甲；乙；甲", WORDS) == ["甲", "乙"]
    assert parse("无", WORDS) is None


def test_choices_are_matched_by_alias_and_without_a_note() -> None:
    assert parse("产业链党委(功能型)", KIND) == "产业链党委"
    assert parse("独立支部（2021年成立）", KIND) == "党支部"
    assert parse("在营(公开资料)", STATUS) == "在营"
    assert parse(" 存 续 ", STATUS) == "在营"
    assert parse("筹建", STATUS) == "筹建"
    with pytest.raises(Unreadable, match="产业链党委、党支部、联合党支部"):
        parse("居委会", KIND)


def test_a_whole_choice_goes_before_one_without_its_note() -> None:
    kinds = Prop("k", "类", choices=(Choice("党支部"), Choice("党支部（联合）")))
    found = choose("党支部(联合)", kinds)
    assert found is not None and found.value == "党支部（联合）"


def test_choices_of_a_list() -> None:
    tags = Prop(
        "tags", "标签", "texts", choices=(Choice("规上", ("规模以上",)),), open_choices=False
    )
    assert parse("规模以上；规上", tags) == ["规上"]
    with pytest.raises(Unreadable):
        parse("规上；其他", tags)


def test_text_is_kept_as_it_is() -> None:
    assert parse(" 肇庆（Ａ） 公司\u200b ", NAME) == "肇庆（Ａ） 公司"


@given(st.text(max_size=60), st.sampled_from(ALL), st.text(max_size=12))
def test_any_text_is_a_value_or_unreadable(text: str, prop: Prop, header: str) -> None:
    expected: dict[PropType, type] = {"integer": int, "number": float, "boolean": bool}
    try:
        value: Value = parse(text, prop, header=header)
    except Unreadable:
        return
    if value is not None and prop.type != "texts":
        assert isinstance(value, expected.get(prop.type, str))


@given(
    st.from_regex(
        r"[12][0-9]{3}[-/.年]?[0-9]{1,2}[-/.月]?[0-9]{0,2}[日 ]?([0-9]{1,2}:[0-9]{2})?",
        fullmatch=True,
    )
)
def test_a_date_that_is_read_is_one(text: str) -> None:
    try:
        value = parse(text, MOMENT)
    except Unreadable:
        return
    assert isinstance(value, str)
    assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?)?)?)?", value)
    date.fromisoformat((value + "-01-01")[:10] if len(value) < 10 else value[:10])


def test_a_long_list_takes_no_long() -> None:
    assert len(split("（甲；" + "乙；" * 16_000)) == 2


@pytest.mark.parametrize(
    ("label", "text", "state"),
    [
        ("Order", "否", "未办结"),
        ("Order", "是", "已办结"),
        ("Order", "延期审批", "延期审批"),
        ("Need", "否", "未解决"),
        ("Need", "是", "已解决"),
        ("Need", "已对接", "已对接"),
    ],
)
def test_a_yes_or_no_about_a_state_is_kept_as_that_state(label: str, text: str, state: str) -> None:
    """是否办结 heads a column of states too: 办理状态=否 says nothing to a reader."""
    assert parse(text, SCHEMA.node(label).by_prop["state"]) == state
