"""Commands about the product itself: status, rules, schema."""

from api.cli.call import Call
from api.cli.command import command


@command("图库里有什么：各类数量、最近一次入库、引擎")
async def status(call: Call) -> None:
    """What is in the graph: counts by kind, the last ingest, the engine."""
    from api.cli.tables import show_status
    from queries import status as questions

    async with call.reading() as store:
        found = await questions.status(store)
    call.give(found, show_status)


@command("覆盖规则及其条款依据")
def rules(call: Call) -> None:
    """The coverage rules with their articles."""
    from rich.text import Text

    from api.cli.tables import show_rules
    from api.cli.terminal import clean
    from api.days import today
    from api.rulebook import all_rules
    from queries.answers import Items
    from queries.rulefiles import Rule, doubts

    known = all_rules(call.settings)
    call.give(Items[Rule](items=known, total=len(known), as_of=today()), show_rules)
    for doubt in doubts(known, call.settings.rules):
        call.notices.print(Text(clean(doubt.zh if call.lang == "zh" else doubt.en)), soft_wrap=True)


@command("词汇：对象和关系的类型、属性、表头（Markdown）")
def schema(call: Call) -> None:
    """The vocabulary as Markdown: kinds of nodes and relationships, properties, headers."""
    from api.vocabulary import vocabulary
    from graph import SCHEMA
    from graph.docs import schema_markdown

    if call.as_json:
        call.give_text(vocabulary(SCHEMA).model_dump_json(indent=2))
    else:
        call.give_text(schema_markdown(SCHEMA).rstrip("\n"))
