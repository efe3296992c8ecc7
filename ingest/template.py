"""The blank workbook: one sheet for each kind of table, headed as ingest reads it back.

Nothing stands under a header, since every row is loaded; examples are in the comments of the
headers and on the first sheet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from graph.errors import UsageError
from graph.model import Choice, Link, NodeType, Prop, RelType, Schema
from ingest.sheets import GUIDE

LAST_ROW = 20_000
LONGEST_LIST = 255  # what a drop-down may hold
TYPES = {
    "text": ("文本", ""),
    "integer": ("整数", "38"),
    "number": ("数字", "1250.5"),
    "boolean": ("是或否", "是"),
    "date": ("日期，如 2021-06-30；只知道年月写 2021-06，只知道年写 2021", "2021-06-30"),
    "datetime": ("日期和时间", "2026-04-19 11:40"),
    "texts": ("多项文本，用；分隔", "甲；乙"),
}
BY_UNIT = {"1": "0.125", "年": "5"}  # examples of a share and of a term
ANOTHER = "示例{}乙"  # beside the 示例…甲 of the sheet itself
CODED = ("编号", "代码")  # a column of this ending names things by their ids
COLORS = {"required": "#c8161d", "first": "#c8161d", "optional": "#1f4e86", "sensitive": "#8a5a00"}
WORDS = {"required": "必填", "first": "先填", "optional": "选填", "sensitive": "敏感，选填"}
# The sheets to begin with, in the order in which to fill them in: what each is for.
FIRST: Mapping[str, str] = {
    "Chain": "有哪些产业链；其他各表用编号或名称指向它",
    "Segment": "每条产业链的环节，位置写上游、中游、下游或配套",
    "Enterprise": "企业所在的产业链和环节、摸排情况、从业人员和党员人数",
    "PartyOrg": "党组织的类别、换届、支委会，以及覆盖哪些企业",
    "Region": "要按区域看覆盖率、要销号方案就近组合时填写",
    "Department": "牵头部门和承办诉求的部门",
    "ASSIGNED_TO": "党建指导员、挂点领导、党员服务专员联系哪家企业",
    "Order": "企业的服务诉求及其办理情况",
    "University": "高校院所的优势学科，用于校企对接",
    "JOINT_BUILDS": "已有的联建共建",
}
NEEDED = ("Chain", "Segment", "Enterprise", "PartyOrg")  # without them there is little to see
RANKS = {"needed": ("先填", "#c8161d"), "usual": ("常用", "#1f4e86"), "other": ("选填", "#9aa5b5")}
GUIDANCE = (
    "每张工作表是一类数据，只填需要的表；不用的表留空即可。标签为红色的先填，蓝色的常用，灰色的选填。",
    "从第 2 行起每行填一条。列可以调换顺序，不用的列可以删除；表头的文字请不要改，单元格不要合并。",
    "把鼠标停在表头上可以看到类型、单位、示例和其他叫法。",
    "没有摸排、不清楚的内容请留空：空白表示“未摸排”，不等于 0；确实没有的数量请填 0。"
    "摸排过的企业请先在“是否摸排”列填“是”，否则不计入比率，也不列缺口。",
    "编号用来在各表之间互相引用，例如企业表的“所属产业链”填产业链表的编号或名称；多项用；分隔。",
    "编号列写明“必填”的必须填写；其余的表可以不填，按格式一栏说明的名称或代码认定。",
    "统一社会信用代码、编号等列已设为文本格式，请勿改为数字，否则末几位会丢失。",
    "身份证号、家庭住址、籍贯不得填写；即使填写也不会读入。",
)
# Words of no table, so that this sheet is not taken for one.
GUIDE_HEADERS = ("工作表名", "栏目", "填写要求", "数据格式", "可选内容", "填写示例", "其他叫法")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet, with all that is said about it."""

    zh: str
    kind: str
    format: str
    choices: tuple[str, ...]
    closed: bool
    example: str
    aliases: tuple[str, ...]

    @property
    def note(self) -> str:
        """The comment on the header."""
        lines = [self.format + ("，必填" if self.kind == "required" else "")]
        if self.kind == "first":
            lines.append("请先填：不填“是”的，其他情况不计入比率，也不列缺口")
        if self.kind == "sensitive":
            lines.append("涉及个人：入库后只计数，结果和页面不列出")
        if self.choices:
            lines.append("可填：" + "、".join(self.choices) + ("" if self.closed else "，也可另填"))
        if self.example:
            lines.append("示例：" + self.example)
        if self.aliases:
            lines.append("也可写作：" + "、".join(self.aliases))
        return "\n".join(lines)


def write_template(schema: Schema, path: Path) -> None:
    """Write the blank workbook of a vocabulary; `UsageError` when the place cannot be written."""
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    )
    tables = sheets(schema)
    ranks = _ranks(schema, tables)
    purposes = {zh: FIRST[name] for name in FIRST for zh in _called(schema, [name])}
    _guide(book, tables, ranks, purposes)
    for name, columns in tables.items():
        _sheet(book, name, columns).set_tab_color(RANKS[ranks[name]][1])
    try:
        book.close()
    except (XlsxWriterException, OSError) as exc:
        raise UsageError(
            "无法写入模板文件",
            "The template cannot be written",
            fix_zh="请检查文件夹是否存在、可写、有空间，文件是否正被打开",
            fix_en="Check that the folder exists, is writable and has space, and the file is shut",
            where=str(path),
        ) from exc


def sheets(schema: Schema) -> dict[str, list[Column]]:
    """The sheets of the workbook with their columns: those to begin with, then other node types,
    then relationships."""
    nodes = {node.zh: node_columns(schema, node) for node in schema.nodes if node.in_template}
    rels = {r.zh: rel_columns(schema, r) for r in schema.rels if r.source and r.target}
    every = nodes | rels
    first = {zh: every[zh] for zh in _called(schema, FIRST) if zh in every}
    return first | every


def _called(schema: Schema, names: Sequence[str] | Mapping[str, str]) -> list[str]:
    """Labels and types as the vocabulary calls them; those that it lacks are left out."""
    known = {node.label: node.zh for node in schema.nodes} | {r.type: r.zh for r in schema.rels}
    return [known[name] for name in names if name in known]


def _ranks(schema: Schema, tables: Mapping[str, list[Column]]) -> dict[str, str]:
    """How much each sheet matters, a key of `RANKS`."""
    ranks = dict.fromkeys(tables, "other")
    ranks |= dict.fromkeys(_called(schema, FIRST), "usual")
    return ranks | dict.fromkeys(_called(schema, NEEDED), "needed")


def node_columns(schema: Schema, node: NodeType) -> list[Column]:
    """Properties, columns that name other nodes, what these carry along, then what all carry."""
    own = [prop for prop in node.props[1:] if not _common(schema, prop)]
    common = [prop for prop in node.props if _common(schema, prop)]
    carried = [
        prop
        for link in node.links
        for name in link.carries
        if name not in node.by_prop and (prop := schema.rel(link.rel).by_prop.get(name))
    ]
    parts = (
        _id(node),
        _asked_first(node, _properties(own)),
        _links(schema, node),
        _properties(carried),
        _properties(common),
    )
    return _distinct(column for part in parts for column in part)


def _common(schema: Schema, prop: Prop) -> bool:
    """Whether every node has this property: date and source of a fact, not its own name."""
    return all(prop in node.props for node in schema.nodes if node.in_template)


def rel_columns(schema: Schema, rel: RelType) -> list[Column]:
    """The two ends of a relationship, then its properties."""
    written = "一个名称或编号"
    ends = [
        _link(end, written, _meant(schema, end, *other), required=True)
        for end, other in ((rel.source, ()), (rel.target, rel.source.targets if rel.source else ()))
        if end
    ]
    return _distinct([*ends, *_properties(rel.props)])


def _distinct(columns: Iterator[Column] | list[Column]) -> list[Column]:
    return list({column.zh: column for column in reversed([*columns])}.values())[::-1]


def _properties(props: Sequence[Prop]) -> Iterator[Column]:
    for prop in props:
        if prop.sensitivity != "refused" and not prop.system and prop.in_template:
            yield _property(prop)


def _id(node: NodeType) -> Iterator[Column]:
    """The first property: what else may stand for the id is said where it is asked for."""
    for column in _properties(node.props[:1]):
        instead = node.by_prop[node.code].zh if node.code else ""
        if instead:
            format = f"{column.format}，与{instead}至少填一项"
        elif node.by_name:
            format = f"{column.format}，不填时按{node.by_prop['name'].zh}认定"
        else:
            format = column.format
        yield replace(column, format=format)


def _asked_first(node: NodeType, columns: Iterator[Column]) -> Iterator[Column]:
    """The columns, marked where others count only with them."""
    first = {node.by_prop[prop.counts_if].zh for prop in node.props if prop.counts_if}
    for column in columns:
        yield replace(column, kind="first") if column.zh in first else column


def _property(prop: Prop) -> Column:
    written, example = TYPES[prop.type]
    example = BY_UNIT.get(prop.unit, example)
    unit = "小数或百分数" if prop.unit == "1" else prop.unit
    choices = tuple(map(_word, prop.choices))
    return Column(
        zh=prop.zh,
        kind=_kind(prop.required, prop.sensitivity),
        format=f"{written}（{unit}）" if unit else written,
        choices=("是", "否") if prop.type == "boolean" else choices,
        closed=bool(choices) and not prop.open_choices and prop.type != "texts",
        example=prop.example or (choices[0] if choices else example),
        aliases=prop.aliases,
    )


def _word(choice: Choice) -> str:
    """A choice as people write it: 确数 for exact."""
    written = (str(choice.value), *choice.aliases)
    return next((word for word in written if not word.isascii()), written[0])


def _links(schema: Schema, owner: NodeType) -> Iterator[Column]:
    for link in owner.links:
        if link.sensitivity != "refused":
            targets = "、".join(schema.node(label).zh for label in link.targets)
            example = link.example or _meant(schema, link, owner.label)
            yield _link(link, f"{targets}的名称或编号，多项用；分隔", example)


def _meant(schema: Schema, link: Link, *others: str) -> str:
    """The example of whom a column names: the one of the kind's own sheet; of the `others`, who
    would name themselves, another."""
    label = next((label for label in link.targets if label not in others), "")
    if not label:
        return ANOTHER.format(schema.node(link.targets[0]).zh)
    node = schema.node(label)
    return node.by_prop["id" if link.zh.endswith(CODED) else "name"].example


def _link(link: Link, written: str, example: str, *, required: bool = False) -> Column:
    kind = _kind(required, link.sensitivity)
    return Column(link.zh, kind, written, (), False, example, (*link.aliases, *link.borrowed))


def _kind(required: bool, sensitivity: str) -> str:
    if required:
        return "required"
    return "sensitive" if sensitivity == "sensitive" else "optional"


def _guide(
    book: Any,
    tables: Mapping[str, list[Column]],
    ranks: Mapping[str, str],
    purposes: Mapping[str, str],
) -> None:
    sheet = book.add_worksheet(GUIDE)
    title = book.add_format({"bold": True, "font_size": 16})
    sheet.write_string(0, 0, "红链数据填写模板", title)
    for row, line in enumerate(GUIDANCE, 2):
        sheet.write_string(row, 0, f"{row - 1}. {line}")
    row = _order(book, sheet, len(GUIDANCE) + 3, ranks, purposes)
    for kind, words in WORDS.items():
        sheet.write_string(row, 0, words, _header(book, kind))
        row += 1
    row += 1
    for column, header in enumerate(GUIDE_HEADERS):
        sheet.write_string(row, column, header, _header(book, "optional"))
    for name, columns in tables.items():
        for entry in columns:
            row += 1
            for index, cell in enumerate(_guide_row(name, entry)):
                sheet.write_string(row, index, cell)
    for index, width in enumerate((16, 26, 12, 36, 40, 28, 60)):
        sheet.set_column(index, index, width)


def _order(
    book: Any, sheet: Any, row: int, ranks: Mapping[str, str], purposes: Mapping[str, str]
) -> int:
    """In which order to fill in the sheets, and which may stay blank; the row below it."""
    sheet.write_string(row, 0, "填写顺序", book.add_format({"bold": True, "font_size": 13}))
    link = book.add_format({"font_color": "#1f4e86", "underline": 1})
    for number, name in enumerate(ranks, 1):
        word, color = RANKS[ranks[name]]
        sheet.write_url(row + number, 0, f"internal:'{name}'!A1", link, f"{number} {name}")
        sheet.write_string(row + number, 1, word, book.add_format({"font_color": color}))
        sheet.write_string(row + number, 2, purposes.get(name, ""))
    return row + len(ranks) + 2


def _guide_row(name: str, column: Column) -> tuple[str, ...]:
    choices, aliases = "、".join(column.choices), "、".join(column.aliases)
    return name, column.zh, WORDS[column.kind], column.format, choices, column.example, aliases


def _sheet(book: Any, name: str, columns: list[Column]) -> Any:
    """A blank sheet below its header."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 2)  # the header, and the columns that say which row it is
    sheet.set_row(0, 24)
    # All cells are text: a number cell would cut codes to 15 digits and 2021.10 to 2021.1.
    text = book.add_format({"num_format": "@"})
    for index, column in enumerate(columns):
        figure = column.format.startswith(("整数", "数字"))
        sheet.set_column(index, index, _width(column.zh), None if figure else text)
        sheet.write_string(0, index, column.zh, _header(book, column.kind))
        sheet.write_comment(0, index, column.note, {"x_scale": 2.5, "y_scale": 1.8})
        if column.choices and len(",".join(column.choices)) <= LONGEST_LIST:
            sheet.data_validation(1, index, LAST_ROW, index, _list(column))
    return sheet


def _list(column: Column) -> dict[str, Any]:
    """A drop-down; only a closed list of choices refuses other words."""
    return {
        "validate": "list",
        "source": list(column.choices),
        "show_error": column.closed,
        "error_title": column.zh,
        "error_message": "请从下拉列表中选择",
    }


def _header(book: Any, kind: str) -> Any:
    return book.add_format(
        {"bold": True, "font_color": "#ffffff", "bg_color": COLORS[kind], "valign": "vcenter"}
    )


def _width(header: str) -> float:
    """A 汉字 is about two characters wide."""
    return max(12.0, 3 + sum(1 if char.isascii() else 2 for char in header))
