"""Files and folders → tables of text, each row with its number.

Reads .csv, .tsv, .jsonl, .xlsx, .xls and .ods. Nothing is interpreted here: values are text as
a spreadsheet program shows it, which property a column is and what type it has comes later.
"""

import hashlib
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from graph.errors import InputError
from ingest.contents import EXPECTED, check_content
from ingest.decoding import decoded
from ingest.sheets import MAX_FILE, MIB, Line, Sheet
from ingest.text_tables import read_delimited, read_json_lines
from ingest.workbooks import read_workbook

__all__ = ["EXTENSIONS", "Line", "Sheet", "find", "name_of", "others", "read", "sha256"]

EXTENSIONS = tuple(EXPECTED)
HEAD = 4096
LEFT_OUT = (".", "~$", "__MACOSX", "__pycache__")
PROGRAM = ".py"  # the sample is a package as well


def find(paths: Sequence[Path]) -> list[Path]:
    """The table files among `paths` and in the folders among them, sorted within each folder.

    Hidden and temporary files are left out, and in folders files that are no tables. A file
    that is given twice is found once.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        with accessible(str(path)):
            files = list(_tables_in(path)) if path.is_dir() else [_table(path)]
            if not files:
                raise _no_tables(str(path))
            for file in files:
                found.setdefault(file.resolve(), file)
    if not found:
        raise _no_tables("")
    return list(found.values())


def others(paths: Sequence[Path]) -> list[Path]:
    """The files in the folders among `paths` that are no tables by their extension."""
    found: dict[Path, Path] = {}
    for path in paths:
        with accessible(str(path)):
            for file in _in_folder(path, ()) if path.is_dir() else ():
                if not _is_table(file):
                    found.setdefault(file.resolve(), file)
    return list(found.values())


def name_of(path: Path, given: Sequence[Path]) -> str:
    """How a found file is called before people: its path within the folder that was given.

    Where two of the given hold a file of that name, as many folders above as tell them apart.
    """
    folder = next((f for f in given if f != path and path.is_relative_to(f)), path.parent)
    inner, full = path.relative_to(folder), path.absolute()
    rivals = {other.absolute() for other in given if other.name == path.name}
    rivals |= {(other / inner).absolute() for other in given if (other / inner).exists()}
    count = len(inner.parts)
    while any(rival.parts[-count:] == full.parts[-count:] for rival in rivals - {full}):
        count += 1
    return "/".join(full.parts[-count:])


def read(path: Path, name: str = "") -> list[Sheet]:
    """Every table of a file. `name` is what people see in places; default: the file's name."""
    name = name or path.name
    with accessible(name):
        _check_size(path, name)
        with path.open("rb") as file:
            check_content(path, name, file.read(HEAD))
        match path.suffix.lower():
            case ".csv" | ".tsv":
                sheets = [Sheet(name, "", decoded(path, name, partial(read_delimited, name=name)))]
            case ".jsonl":
                sheets = [Sheet(name, "", decoded(path, name, partial(read_json_lines, name=name)))]
            case _:
                sheets = read_workbook(path, name)
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise _empty(name)
    return sheets


def sha256(path: Path) -> str:
    """The hash by which a file is known again."""
    with accessible(path.name), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def accessible(where: str) -> Iterator[None]:
    """Turn what the file system refuses into an error that says the place and the remedy."""
    try:
        yield
    except PermissionError as exc:
        place = str(exc.filename or where)
        raise InputError(
            "没有读取权限",
            "No permission to read it",
            fix_zh="请为当前用户授予读取权限，或换一个位置",
            fix_en="Grant this user permission to read, or put it elsewhere",
            where=place,
        ) from exc
    except FileNotFoundError as exc:
        raise InputError(
            "文件或文件夹不存在",
            "No such file or folder",
            fix_zh="请检查路径",
            fix_en="Check the path",
            where=str(exc.filename or where),
        ) from exc
    except OSError as exc:
        raise InputError(
            f"无法读取（{exc.strerror}）",
            f"It cannot be read ({exc.strerror})",
            fix_zh="请检查磁盘和路径，符号链接不能指向自身",
            fix_en="Check the disk and the path; a symbolic link must not lead to itself",
            where=str(exc.filename or where),
        ) from exc


def _in_folder(folder: Path, above: tuple[tuple[int, int], ...]) -> list[Path]:
    """The files below a folder but hidden and temporary ones, and programs; `above` are the
    folders that led here. A link that leads nowhere is an error."""
    status = folder.stat()
    here = (status.st_dev, status.st_ino)
    if here in above:
        raise InputError(
            "符号链接形成循环",
            "Symbolic links form a loop",
            fix_zh="请删除该符号链接",
            fix_en="Remove this symbolic link",
            where=str(folder),
        )
    files: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(LEFT_OUT) or path.suffix == PROGRAM:
            continue
        if path.is_dir():
            files += _in_folder(path, (*above, here))
        elif stat.S_ISREG(path.stat().st_mode):
            files.append(path)
    return files


def _tables_in(folder: Path) -> Iterator[Path]:
    return (path for path in _in_folder(folder, ()) if _is_table(path))


def _is_table(path: Path) -> bool:
    return path.suffix.lower() in EXTENSIONS


def _table(path: Path) -> Path:
    """A file that was named, which must be a table."""
    if not stat.S_ISREG(path.stat().st_mode) or path.suffix.lower() not in EXTENSIONS:
        raise InputError(
            f"不是可以读取的表格（扩展名：{path.suffix or '无'}）",
            f"Not a table that can be read (extension: {path.suffix or 'none'})",
            fix_zh=f"请使用 {'、'.join(EXTENSIONS)} 文件",
            fix_en=f"Use one of {', '.join(EXTENSIONS)}",
            where=str(path),
        )
    return path


def _check_size(path: Path, name: str) -> None:
    size = _table(path).stat().st_size
    if size == 0:
        raise _empty(name)
    if size > MAX_FILE:
        raise InputError(
            f"文件有 {size / MIB:.0f} MB，超过 {MAX_FILE // MIB} MB",
            f"The file has {size / MIB:.0f} MiB, more than {MAX_FILE // MIB}",
            fix_zh="请拆成几个文件",
            fix_en="Split it into several files",
            where=name,
        )


def _empty(name: str) -> InputError:
    return InputError(
        "文件是空的，没有任何内容",
        "The file is empty",
        fix_zh="请填写表格后再导入；空白模板可用 honglian template 生成",
        fix_en="Fill the table in first; `honglian template` makes a blank one",
        where=name,
    )


def _no_tables(where: str) -> InputError:
    return InputError(
        "没有找到任何表格文件",
        "No table file found",
        fix_zh=f"请放入 {'、'.join(EXTENSIONS)} 文件，或检查路径",
        fix_en=f"Put {', '.join(EXTENSIONS)} files there, or check the path",
        where=where,
    )
