"""docs/commands.md: the help of every command, as `python -m api.cli.manual` prints it.

The help is in the language of the environment, so the page is made by a process of its own.
"""

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from api.cli import app

HEAD = """\
# 命令 · Commands

由 `make docs` 按程序自身的帮助生成。`HONGLIAN_LANG=en` 时帮助为英文。

退出码：0 完成 · 1 程序缺陷 · 2 用法有误 · 3 输入被拒 · 4 图库不可用、被占用或拒绝密码 ·
5 没有找到 · 6 名称对应多个对象 · 130 被 Ctrl-C 中断。

加 `--json` 时标准输出只有数据；进度、提示和错误都在标准错误输出。
"""


def manual() -> str:
    return "\n".join([HEAD, *_sections(get_command(app), "honglian", None)])


def _sections(command: Any, name: str, parent: Any) -> Iterator[str]:
    context = command.make_context(name, [], parent=parent, resilient_parsing=True)
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"
    for each in getattr(command, "list_commands", lambda _: [])(context):
        yield from _sections(command.get_command(context, each), each, context)


if __name__ == "__main__":
    print(manual(), end="")
