"""
Universities and disciplines of the whole country: three public lists in one folder.

* `universities_2024.csv`: 全国高等学校名单 (教育部), each with its city, 办学层次 and 办学性质.
* `syl_2022.csv`: “双一流”建设高校及建设学科名单 (2022): the disciplines each is strong in. They are
  named as in 学位授予和人才培养学科目录 and have no code in the list, so the name is the id
  (`XK:机械工程`).
* `nsfc_taxonomy.jl`: the topics of 国家自然科学基金申请代码, a tree of three levels with English
  names (`NSFC:E05`). The file tells no year, so its facts have none.

Beside them the codes of GB/T 13745, which the sample carries. An area of the one classification
corresponds to one of another by name alone (`correspondence`), a topic only by an equal name.

What is known to be off: two universities choose their disciplines themselves, and the list names
none (the row is taken as incomplete); a few of the second list, of the armed forces or renamed
since, are not in the first: they are known by name only.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from graph.changes import Ends, Values
from graph.errors import InputError
from graph.names import normal_name
from ingest import sample
from ingest.draft import Draft, Incomplete, NodeDraft, Reject, RelDraft, RelKey, TableRows, Touch
from ingest.sources import correspondence
from ingest.sources.correspondence import SAME, WORDS, Likeness
from ingest.sources.folder import files as files_of
from ingest.sources.folder import holds
from ingest.tables import accessible

COLLEGES, STRONG, TOPICS, CODES = (
    "universities_2024.csv",
    "syl_2022.csv",
    "nsfc_taxonomy.jl",
    "gbt13745.csv",
)
FILES = (COLLEGES, STRONG, TOPICS)
NEEDED: Mapping[str, tuple[str, ...]] = {
    COLLEGES: ("院校名", "城市", "办学层次", "办学性质", "year", "source_url"),
    STRONG: ("院校名", "类别", "学科", "year", "source_url"),
}
NSFC, DEGREE = "NSFC:", "XK:"
NSFC_SCHEME, DEGREE_SCHEME = "国家自然科学基金申请代码", "学位授予和人才培养学科目录"
OUTSTANDING = "双一流建设高校"
OWN_CHOICE = "（自主确定建设学科"
STRONG_IN = Ends("STRONG_IN", "University", "Discipline")
WITHIN = Ends("WITHIN", "Discipline", "Discipline")
CORRESPONDS = Ends("CORRESPONDS", "Discipline", "Discipline")

Row = dict[str, Any]
Told = Callable[[str], None]
Ids = Mapping[str, str]  # normalised name → id in the graph
NOBODY: Ids = {}


def is_universities(folder: Path) -> bool:
    """Whether a folder is these lists."""
    return holds(folder, FILES)


def files(folder: Path) -> list[Path]:
    """The three files; an error names what is missing."""
    return files_of(
        folder,
        FILES,
        fix_zh=f"--format universities 需要同一文件夹中的三个文件：{'、'.join(FILES)}",
        fix_en=f"--format universities reads three files of one folder: {', '.join(FILES)}",
    )


def names(folder: Path) -> set[str]:
    """Every name of a university, normalised: who of them the graph knows is to be looked up."""
    found = {
        normal_name(row["院校名"])
        for path in files(folder)
        if path.name in NEEDED
        for _, row in _table(path)
    }
    return found - {""}


def draft(folder: Path, told: Told = lambda _: None, ids: Ids = NOBODY) -> Draft:
    """Read the lists. `ids` are those of universities that the graph has already: the same names
    are the same universities."""
    reading = _Reading(ids)
    for path in (sample.folder() / CODES, *files(folder)):
        told(path.name)
        reading.table(path)
    reading.correspond()
    return reading.draft


class _Reading:
    """The draft in the making."""

    def __init__(self, ids: Ids) -> None:
        self.draft = Draft()
        self.ids = ids
        self.universities = self.draft.nodes.setdefault("University", {})
        self.disciplines = self.draft.nodes.setdefault("Discipline", {})
        for ends in (STRONG_IN, WITHIN, CORRESPONDS):
            self.draft.rels.setdefault(ends, {})
        self.parents: dict[str, str] = {}

    def table(self, path: Path) -> None:
        kinds: Mapping[str, tuple[str, str, Callable[[Row, str], tuple[Touch, ...] | Reject]]] = {
            CODES: ("Discipline", "学科", self.code),
            COLLEGES: ("University", "高校院所", self.college),
            STRONG: ("STRONG_IN", "优势学科", self.strong),
            TOPICS: ("Discipline", "学科", self.topic),
        }
        kind, zh, reader = kinds[path.name]
        rows = TableRows(path.name, "", kind, zh)
        self.draft.tables.append(rows)
        for number, row in _topics(path) if path.name == TOPICS else _table(path):
            found = row if isinstance(row, Reject) else reader(row, f"{path.name}||{number}")
            if isinstance(found, Reject):
                self.draft.rejects.append(found._replace(file=path.name, row=number))
            else:
                rows.numbers.append(number)
                rows.touches.append(found)

    def code(self, row: Row, origin: str) -> tuple[Touch, ...]:
        values = {"name": row["name_zh"], "group": row["group"], "source": row["source"]}
        self.disciplines.setdefault(row["code"], NodeDraft(values, origin))
        return (Touch("Discipline", row["code"]),)

    def college(self, row: Row, origin: str) -> tuple[Touch, ...] | Reject:
        name = row["院校名"].strip()
        if not name:
            return Reject.of("院校名", "", "没有院校名", "the name is missing")
        if not row["year"].isdigit():
            return Reject.of("year", row["year"], "不是年份", "is no year")
        values: Values = {"level": row["办学层次"], "ownership": row["办学性质"]}
        id = self._university(name, origin)
        if id not in self.ids.values():  # else what the office's own tables say of it stays
            values |= {"kind": "高等学校", "city": row["城市"]}
            values |= {"as_of": row["year"], "source": row["source_url"]}
        known = self.universities[id].values
        # 双一流 of the other list says more than 本科.
        self.universities[id].values = {**{k: v for k, v in values.items() if v}, **known}
        return (Touch("University", id),)

    def strong(self, row: Row, origin: str) -> tuple[Touch, ...] | Reject:
        name, field, year = row["院校名"].strip(), row["学科"].strip(), row["year"]
        if not name or not field:
            column = "学科" if name else "院校名"
            return Reject.of(column, "", "没有填写", "is missing")
        if not year.isdigit():
            return Reject.of("year", year, "不是年份", "is no year")
        id = self._university(name, origin)
        self.universities[id].values["level"] = OUTSTANDING
        if field.startswith(OWN_CHOICE):
            file, _, line = origin.split("|")
            zh, en = "名单没有列出其学科", "the list names no disciplines of it"
            self.draft.incomplete.append(Incomplete(file, "", int(line), "学科", zh, en))
            return (Touch("University", id),)
        discipline = self._degree(field, row, origin)
        key = RelKey(id, discipline)
        values: Values = {"level": row["类别"], "as_of": year, "source": row["source_url"]}
        values |= {"evidence": f"{row.get('发布机构') or ''}{year}年公布", "since": year}
        self.draft.rels[STRONG_IN].setdefault(key, RelDraft(values, origin))
        return Touch(STRONG_IN, key), Touch("University", id), Touch("Discipline", discipline)

    def topic(self, row: Row, origin: str) -> tuple[Touch, ...] | Reject:
        id = f"{NSFC}{row['_id']}"
        values: Values = {"name": row["name"], "scheme": NSFC_SCHEME, "source": NSFC_SCHEME}
        if row.get("name_en"):
            values["name_en"] = row["name_en"]
        if id in self.disciplines:
            return Reject.of("_id", row["_id"], "重复", "stands there twice")
        self.disciplines[id] = NodeDraft(values, origin)
        touches = [Touch("Discipline", id)]
        for parent in row["parents"]:
            self.parents[id] = f"{NSFC}{parent}"
            key = RelKey(id, self.parents[id])
            self.draft.rels[WITHIN][key] = RelDraft({"source": NSFC_SCHEME}, origin)
            touches.append(Touch(WITHIN, key))
        return tuple(touches)

    def correspond(self) -> None:
        """Tie the classifications. Areas may tie by a part of a name, topics by an equal one."""
        codes = self._named("", with_prefix=False)
        degrees = self._named(DEGREE)
        wider = {**codes, **degrees}
        for id, name in degrees.items():
            self._tie(id, correspondence.nearest(name, codes))
        for id, name in self._named(NSFC).items():
            found = correspondence.nearest(name, wider)
            if found and (id not in self.parents or found[1].basis in (SAME, WORDS)):
                self._tie(id, found)

    def _named(self, prefix: str, *, with_prefix: bool = True) -> dict[str, str]:
        return {
            id: str(node.values["name"])
            for id, node in self.disciplines.items()
            if (id.startswith(prefix) if with_prefix else ":" not in id)
        }

    def _tie(self, id: str, found: tuple[str, Likeness] | None) -> None:
        if found:
            values = {"basis": found[1].basis, "source": "按名称比对"}
            origin = self.disciplines[id].origin
            self.draft.rels[CORRESPONDS][RelKey(id, found[0])] = RelDraft(values, origin)

    def _university(self, name: str, origin: str) -> str:
        normal = normal_name(name)
        id = self.ids.get(normal, normal)
        self.universities.setdefault(id, NodeDraft({"name": name}, origin))
        return id

    def _degree(self, name: str, row: Row, origin: str) -> str:
        id = f"{DEGREE}{name}"
        values = {"name": name, "scheme": DEGREE_SCHEME, "source": row["source_url"]}
        self.disciplines.setdefault(id, NodeDraft(values, origin))
        return id


def _table(path: Path) -> Iterator[tuple[int, Row]]:
    with accessible(path.name), path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        missing = [n for n in NEEDED.get(path.name, ()) if n not in (reader.fieldnames or ())]
        if missing:
            raise InputError(
                f"没有列：{'、'.join(missing)}",
                f"columns are missing: {', '.join(missing)}",
                fix_zh="请检查表头",
                fix_en="Check the header",
                where=path.name,
            )
        for row in reader:
            yield reader.line_num, row


def _topics(path: Path) -> Iterator[tuple[int, Row | Reject]]:
    """Objects, one a line; a line that is none, or lies within what the file lacks, is refused."""
    with accessible(path.name), path.open(encoding="utf-8-sig") as file:
        lines = [(number, _object(line)) for number, line in enumerate(file, 1) if line.strip()]
    ids = {row["_id"] for _, row in lines if isinstance(row, dict)}
    for number, row in lines:
        if isinstance(row, dict) and (lost := set(row["parents"]) - ids):
            missing = "、".join(sorted(lost))
            yield number, Reject.of("parents", missing, "不在文件中", "is not there")
        else:
            yield number, row


def _object(line: str) -> Row | Reject:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    match row:
        case {"_id": str(id), "name": str(name), "parents": list(parents)} if id and name.strip():
            if all(isinstance(parent, str) for parent in parents):
                return dict(row)
    shown = line.strip()[:40]
    return Reject.of("", shown, "不是一条申请代码", "is no topic with _id, name and parents")
