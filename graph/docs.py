"""The vocabulary as a page of Markdown: docs/schema.md, and what `honglian schema` prints."""

from collections.abc import Iterable, Iterator, Sequence

from graph.model import Choice, Link, NodeType, Prop, RelType, Schema

TYPES = {
    "text": "文本",
    "integer": "整数",
    "number": "数字",
    "boolean": "是否",
    "date": "日期",
    "datetime": "时间",
    "texts": "多项文本",
}
SENSITIVITIES = {"internal": "内部", "sensitive": "敏感", "refused": "不收，整列略去"}
UNRESOLVED = {"reject": "没有则该行不收", "create": "没有则新建", "keep": "没有则留作文本"}
INTRODUCTION = """\
# 词汇 · Vocabulary

版本 {version}。本页由 `graph/schema.py` 生成（`make docs`），不要手改；
各词的含义和规则见 [模型](model.md)。

表头不分全角半角、大小写，其中的空格和换行不计，末尾括号里的说明不计。“随时间变化”的属性按日期
保留每一次的数值。日期存为给出的精度：`2021`、`2021-06`、`2021-06-30`。
"""


def schema_markdown(schema: Schema) -> str:
    """The page; the same vocabulary gives the same text. What a fact carries stands once."""
    every_node = _common([node for node in schema.nodes if node.in_template])
    every_rel = _common(schema.rels)
    lines = [
        INTRODUCTION.format(version=schema.version),
        "## 表中列出的对象都有 · On every node of a table",
        "",
        *_properties(every_node),
        "## 每个关系都有 · On every relationship",
        "",
        *_properties(every_rel),
        "## 对象 · Nodes",
        "",
    ]
    for node in schema.nodes:
        lines += _node(node, {prop.name for prop in every_node})
    lines += ["## 关系 · Relationships", ""]
    for rel in schema.rels:
        lines += _rel(rel, {prop.name for prop in every_rel})
    return "\n".join(lines).rstrip() + "\n"


def _common(kinds: Sequence[NodeType | RelType]) -> list[Prop]:
    """The properties that are the very same in all of them."""
    return [prop for prop in kinds[0].props if all(prop in kind.props for kind in kinds)]


def _node(node: NodeType, common: set[str]) -> Iterator[str]:
    yield from _head(node.zh, node.label, node.doc)
    yield from _facts(
        (
            ("身份", _identity(node)),
            ("编号另用", _numbered(node)),
            ("表名", "、".join(name for name in node.table_names if name != node.label)),
            ("敏感", "默认只计数，不列名" if node.sensitivity == "sensitive" else ""),
        )
    )
    yield from _properties(prop for prop in node.props if prop.name not in common)
    yield from _columns(node.links)


def _identity(node: NodeType) -> str:
    if not any(not prop.system for prop in node.props):
        return ""
    ways = ["编号"]
    if node.code:
        ways.append(f"没有编号时用{node.by_prop[node.code].zh}")
    if node.by_name:
        ways.append("没有编号时用规范化名称")
    return "；".join(ways)


def _numbered(node: NodeType) -> str:
    """By what a row with a known id is taken for another thing, and refused."""
    known = {prop.name: prop.zh for prop in node.props} | {
        link.name: link.zh for link in node.links
    }
    groups = ["或".join(known[name] for name in group) + "不同" for group in node.numbered]
    return f"编号已有，而{'、且'.join(groups)}的行不收" if groups else ""


def _rel(rel: RelType, common: set[str]) -> Iterator[str]:
    yield from _head(rel.zh, rel.type, rel.doc)
    yield f"{'、'.join(f'`{source}` → `{target}`' for source, target in rel.ends)}"
    yield ""
    keys = "、".join(rel.by_prop[name].zh for name in rel.key)
    yield from _facts(
        (
            ("同一对对象之间以此区分", keys),
            ("表名", "、".join(name for name in rel.table_names if name != rel.type)),
        )
    )
    yield from _properties(prop for prop in rel.props if prop.name not in common)
    yield from _columns(filter(None, (rel.source, rel.target)))


def _head(zh: str, name: str, doc: str) -> Iterator[str]:
    yield from (f"### {zh} `{name}`", "")
    if doc:
        yield from (doc, "")


def _facts(facts: Iterable[tuple[str, str]]) -> Iterator[str]:
    known = [f"- {name}：{value}" for name, value in facts if value]
    if known:
        yield from (*known, "")


def _properties(props: Iterable[Prop]) -> Iterator[str]:
    yield from _table(
        ("属性", "名称", "类型", "可选值", "也叫"),
        (
            (f"`{p.name}`", p.zh, _type(p), "；".join(map(_choice, p.choices)), _also(p.aliases))
            for p in props
        ),
    )


def _type(prop: Prop) -> str:
    marks = (
        TYPES[prop.type],
        prop.unit,
        "必填" if prop.required else "",
        "随时间变化" if prop.observed else "",
        "由程序填写" if prop.system else "",
        SENSITIVITIES.get(prop.sensitivity, ""),
        "只收可选值" if prop.choices and not prop.open_choices else "",
        _usual(prop),
    )
    return "，".join(filter(None, marks))


def _usual(prop: Prop) -> str:
    """Outside of what an import asks to look again."""
    if prop.bound is None:
        return ""
    least, most = (None if b is None else f"{b:,}" for b in (prop.bound.least, prop.bound.most))
    marks = (
        f"通常 {least}–{most}" if least and most else "",
        f"通常不低于 {least}" if least and not most else "",
        f"通常不超过 {most}" if most and not least else "",
        f"通常不超过 `{prop.bound.of}`" if prop.bound.of else "",
        "通常不在将来" if prop.bound.past else "",
    )
    return "，".join(filter(None, marks))


def _choice(choice: Choice) -> str:
    return f"{choice.value}（{'、'.join(choice.aliases)}）" if choice.aliases else str(choice.value)


def _columns(links: Iterable[Link]) -> Iterator[str]:
    yield from _table(
        ("列", "名称", "关系", "指向", "也叫"),
        (
            (
                f"`{link.name}`",
                link.zh,
                f"`{link.rel}`" + ("（反向）" if link.reverse else ""),
                f"{'、'.join(link.targets)}；{UNRESOLVED[link.unresolved]}",
                _also((*link.aliases, *link.borrowed)),
            )
            for link in links
        ),
    )


def _also(aliases: Iterable[str]) -> str:
    return "、".join(aliases)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table without the columns in which no row says anything; nothing when there are no rows."""
    listed = list(rows)
    used = [at for at in range(len(head)) if any(row[at] for row in listed)]
    if not listed:
        return
    yield markdown_row(head[at] for at in used)
    yield markdown_row("---" for _ in used)
    yield from (markdown_row(row[at].replace("|", "\\|") for at in used) for row in listed)
    yield ""


def markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
