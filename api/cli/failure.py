"""How a command ends badly: one line on stderr, an exit code, never a traceback unasked."""

import json
import re
import sys
import traceback

from api.cli.language import Lang
from api.errors import outcome
from graph.errors import Ambiguous, HonglianError, NotFound, UsageError

MARKS = {"zh": "错误：", "en": "Error: "}


def report(error: HonglianError, *, lang: Lang, as_json: bool) -> int:
    """Tell it on stderr, to a person in one language and in JSON in both; return the exit code."""
    code = outcome(error).exit
    if as_json:
        text = json.dumps({"error": as_data(error)}, ensure_ascii=False, default=str)
    else:
        text = MARKS[lang] + error.text(lang)
    print(text, file=sys.stderr)
    return code


def as_data(error: HonglianError) -> dict[str, object]:
    known = outcome(error)
    data: dict[str, object] = {"kind": known.kind, "exit": known.exit}
    data |= {"zh": error.zh, "en": error.en, "fix_zh": error.fix_zh, "fix_en": error.fix_en}
    data["where"] = error.where
    if isinstance(error, (Ambiguous, NotFound)) and error.candidates:
        data["candidates"] = [candidate._asdict() for candidate in error.candidates]
    return data


def defect(exc: Exception, *, debug: bool) -> HonglianError:
    """An error that we did not foresee, as one of ours; with `debug` its traceback is printed."""
    if debug:
        traceback.print_exception(exc, file=sys.stderr)
    return HonglianError(
        f"程序内部出错（{type(exc).__name__}）",
        f"a defect of the program ({type(exc).__name__})",
        fix_zh="请加 --debug 再运行一次，并把输出反馈给我们",
        fix_en="Run it again with --debug and send us what it prints",
    )


def misuse(message: str) -> UsageError:
    """What the parser of the command line refused. It speaks English; what it says most often is
    put into Chinese, the rest is quoted."""
    said = " ".join(message.split()).rstrip(".?")
    if (asked := NO_COMMAND.match(said)) and asked[1] in PAGES:
        return _only_a_page(asked[1])
    zh = said
    for pattern, words in PARSER_WORDS:
        zh = re.sub(pattern, words, zh)
    return UsageError(
        f"命令行有误：{zh}",
        f"the command line is off: {said}",
        fix_zh="用 --help 查看用法",
        fix_en="See --help",
    )


def _only_a_page(name: str) -> UsageError:
    """Somebody who knows the pages looks for one among the commands."""
    return UsageError(
        f"命令行有误：没有命令 '{name}'，它是一个页面",
        f"the command line is off: there is no command '{name}'; it is a page",
        fix_zh=f"运行 honglian serve 后打开 /{name}；要空白表格用 honglian template",
        fix_en=f"Run honglian serve and open /{name}; honglian template writes blank tables",
    )


NO_COMMAND = re.compile(r"No such command '(\S+?)'")
PAGES = ("tables", "graph", "network")
PARSER_WORDS = (
    (r"No such command (\S+?)\.?(?=$| )", r"没有命令 \1"),
    (r"No such option: ?(\S+?)\.?(?=$| )", r"没有选项 \1"),
    (r"\.? ?\(?Did you mean (.+?)\)?$", r"，是否要用 \1"),
    (r"\.? ?\(?Possible options: (.+?)\)?$", r"，是否要用 \1"),
    (r"Missing argument (.+)", r"缺少参数 \1"),
    (r"Missing option (.+)", r"缺少选项 \1"),
    (r"Missing command", "缺少命令"),
    (r"Option (\S+) requires an argument", r"选项 \1 后面要有值"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", r"多余的参数 \1"),
    (r"Invalid value for (.+?): (.+)", r"\1 的值无效：\2"),
    (r"Value error, ", ""),
    (r"(\S+) is not one of (.+)", r"\1 不在 \2 之中"),
    (r"Input should be greater than or equal to (\S+)", r"不应小于 \1"),
    (r"Input should be less than or equal to (\S+)", r"不应大于 \1"),
    (r"Input should be a valid integer.*", "不是整数"),
)
