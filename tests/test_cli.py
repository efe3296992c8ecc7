"""The command line: its answers, its streams, its exit codes, on both engines."""

import asyncio
import json
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api import days, errors
from api.cli import app, tables
from api.cli.language import preferred
from graph import SCHEMA, HonglianError, open_store
from graph import errors as graph_errors
from ingest.sample import AS_OF, folder
from queries import rulefiles, status
from tests.samples import fill
from tests.town import EMPTY
from visualize import terms

Run = Callable[..., Result]
DAY = ("--as-of", AS_OF)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("HONGLIAN_") and name != "HONGLIAN_TEST_NEO4J":
            monkeypatch.delenv(name)
    # a cold Neo4j on a busy machine takes its time to plan a statement for the first time
    monkeypatch.setenv("HONGLIAN_QUERY_TIMEOUT", "60")


def honglian(*args: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "api", *args],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def embedded_sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"arcade:{tmp_path_factory.mktemp('sample')}/graph"
    asyncio.run(fill(url))
    return url


@pytest.fixture(params=["embedded", "neo4j"])
def sample(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a graph that holds the sample."""
    if request.param == "embedded":
        yield request.getfixturevalue("embedded_sample")
        return
    url: str = request.getfixturevalue("neo4j_url")
    asyncio.run(fill(url))
    yield url


@pytest.fixture
def run(sample: str) -> Run:
    """Runs a command on the sample; its answer must not end badly unless `code` says so."""

    def call(*args: str, code: int = 0, as_json: bool = True) -> Result:
        options = ["--store", sample, *(["--json"] if as_json else [])]
        result = CliRunner().invoke(app, [*args, *options])
        assert result.exit_code == code, result.output
        return result

    return call


def items(result: Result) -> list[dict[str, Any]]:
    answer = json.loads(result.stdout)
    assert answer["total"] >= len(answer["items"])
    found: list[dict[str, Any]] = answer["items"]
    return found


# ------------------------------------------------------------ answers


def test_pattern_of_the_sample(run: Run) -> None:
    (nev,) = items(run("pattern", "--chain", "NEV", *DAY))
    assert (nev["chain"], nev["complete"]) == ("NEV", False)
    states = {role["key"]: (role["state"], role["missing"]) for role in nev["roles"]}
    assert states["committee"] == ("filled", 0) and states["department"] == ("missing", 1)
    shown = run("pattern", "--pattern", "1+5+n", *DAY, "--lang", "zh", as_json=False).stdout
    assert "待核" in shown and "办理本链诉求" in shown
    run("pattern", "--pattern", "9+N", code=5)


def test_facts_of_the_sample(run: Run) -> None:
    found = {fact["fact"]: fact for fact in items(run("facts", *DAY))}
    assert len(found) == 40 and all(fact["holds"] for fact in found.values())
    assert (found["F07"]["expected"], found["F07"]["value"], found["F07"]["basis"]) == (
        26,
        26,
        "counted",
    )
    shown = run("facts", "--chain", "NEV", *DAY, "--lang", "zh", as_json=False).stdout
    assert "26 = 17 单独 + 9" in shown and "organisations.csv" in shown


def test_coverage_of_the_sample(run: Run) -> None:
    result = run("coverage", "--chain", "NEV", *DAY)
    (nev,) = items(result)
    rates = {
        name: (nev[name]["numerator"], nev[name]["denominator"])
        for name in ("organisation", "independent", "work")
    }
    assert rates == {"organisation": (26, 35), "independent": (17, 35), "work": (32, 35)}
    assert nev["organisation"]["rate"] == pytest.approx(26 / 35)
    assert json.loads(result.stdout)["as_of"] == AS_OF
    assert json.loads(result.stdout)["definition"]


def test_gaps_of_the_sample(run: Run) -> None:
    found = items(run("gaps", "--chain", "NEV", "--rule", "PO-01", *DAY))
    assert {f["subject"]["id"] for f in found} == {"S027", "S035"}
    fields = "rule version severity subject facts basis action closes_when".split()
    assert all(set(fields) <= set(f) for f in found)
    assert {"text", "article", "checked"} <= set(found[0]["basis"][0])


def test_links_that_stand(run: Run) -> None:
    found = items(run("links", *DAY))
    assert found
    assert {"from", "to", "state", "basis", "since"} <= set(found[0])


def test_partners_by_short_name(run: Run) -> None:
    found = items(run("partners", "小鹏汽车", "--limit", "3", *DAY))
    assert 0 < len(found) <= 3
    assert {"id", "name", "direction", "score", "reasons", "path"} <= set(found[0])


def test_universities_both_ways(run: Run) -> None:
    found = items(run("universities", "小鹏汽车", *DAY))
    assert found
    assert {"id", "name", "score", "discipline", "path"} <= set(found[0])
    back = items(run("universities", "--university", found[0]["id"], *DAY))
    assert back


def test_universities_for_a_need_in_words(run: Run, tmp_path: Path) -> None:
    told = json.loads(run("universities", "--need", "铝合金压铸件缺陷检测", *DAY).stdout)
    assert told["disciplines"] and {"code", "name", "matched", "by"} <= set(told["disciplines"][0])
    assert told["items"] and told["items"][0]["matched"]
    out = tmp_path / "名单.xlsx"
    written = run("universities", "--need", "铝合金压铸件缺陷检测", "-o", str(out), *DAY)
    assert json.loads(written.stdout) == {"written": [str(out)]} and out.stat().st_size
    assert not items(run("universities", "--common", "--chain", "NEV", *DAY))


def test_show_and_search(run: Run) -> None:
    assert items(run("search", "xpqc"))[0]["id"] == "E001"
    shown = json.loads(run("show", "小鹏汽车").stdout)
    assert (shown["label"], shown["id"]) == ("Enterprise", "E001")
    assert {"type", "direction", "label", "id", "name"} <= set(shown["relationships"][0])
    assert {"file", "sheet", "row"} <= set(shown["sources"][0])


def test_status_rules_and_schema(run: Run) -> None:
    assert "Enterprise" in run("status").stdout
    assert {"PO-01", "WO-05"} <= {rule["id"] for rule in items(run("rules"))}
    assert json.loads(run("schema").stdout)["version"] == SCHEMA.version


def test_pages(run: Run, tmp_path: Path) -> None:
    for suffix, beginning in ((".html", "<!doctype"), (".svg", "<svg"), (".csv", "\ufeff")):
        out = tmp_path / f"nev{suffix}"
        result = run("page", "lanes", "--chain", "NEV", "--out", str(out), *DAY)
        assert json.loads(result.stdout) == {"written": [str(out)]}
        assert out.read_text(encoding="utf-8").startswith(beginning)


@pytest.mark.parametrize(
    "args",
    [
        ("coverage", *DAY),
        ("gaps", "--chain", "NEV", *DAY),
        ("links", *DAY),
        ("partners", "E001", *DAY),
        ("universities", "E001", *DAY),
        ("universities", "--university", "U01", *DAY),
        ("universities", "--need", "铝合金压铸件缺陷检测", *DAY),
        ("show", "E001"),
        ("search", "小鹏"),
        ("status",),
        ("rules",),
        ("schema",),
    ],
    ids=lambda args: args[0],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_answer_is_shown_to_people(
    embedded_sample: str, args: tuple[str, ...], lang: str
) -> None:
    result = CliRunner().invoke(app, [*args, "--store", embedded_sample, "--lang", lang])
    assert result.exit_code == 0, result.output
    assert result.stdout.strip()
    assert result.stderr == ""


def test_gaps_are_counted_by_severity(embedded_sample: str) -> None:
    """Trends and the overview count without 提示: one number alone would contradict them."""
    args = ["gaps", "--chain", "NEV", "--store", embedded_sample, *DAY]
    found = json.loads(CliRunner().invoke(app, [*args, "--json"]).stdout)
    counts = Counter(each["severity"] for each in found["items"])
    told = "、".join(f"{zh} {counts[grade]}" for grade, zh in terms.SEVERITIES.items())
    shown = CliRunner().invoke(app, [*args, "--lang", "zh"]).stdout
    assert all(counts[grade] for grade in terms.SEVERITIES)
    assert f"共 {found['total']} 项：{told} · 截至 {DAY[1]}" in shown


@pytest.mark.parametrize(("chain", "pack"), [("JADE", "national"), ("GANG", "local")])
def test_two_packs_that_find_the_same_say_so(embedded_sample: str, chain: str, pack: str) -> None:
    args = ["gaps", "--chain", chain, "--compare", pack, "--store", embedded_sample, *DAY]
    shown = CliRunner().invoke(app, [*args, "--lang", "zh"]).stdout
    assert ("两个规则包发现的缺口相同" in shown) == (pack == "national")
    assert ("两个规则包的差别" in shown) == (pack == "local")


def test_definition_stands_under_the_figures(embedded_sample: str) -> None:
    args = ["coverage", "--chain", "NEV", "--store", embedded_sample, *DAY]
    shown = CliRunner().invoke(app, args).stdout
    definition = json.loads(CliRunner().invoke(app, [*args, "--json"]).stdout)["definition"]
    assert "26/35 = 74.3%" in shown
    assert definition[:20] in shown


def test_what_cannot_be_judged_is_listed(tmp_path: Path) -> None:
    table = tmp_path / "企业.csv"
    rows = "".join(f"E{n:02},示例{n:02},是,2026-01-01\n" for n in range(30))
    table.write_text(f"编号,企业名称,是否摸排,数据日期\n{rows}", encoding="utf-8")
    args = ["--store", f"arcade:{tmp_path}/graph", "--lang", "zh"]
    assert CliRunner().invoke(app, ["ingest", str(table), *args]).exit_code == 0
    asked = ["gaps", "--rule", "PO-01", *args, *DAY]
    shown = CliRunner().invoke(app, asked).stdout
    assert "因缺少数据无法判断" in shown
    listed = [line for line in shown.splitlines() if "（E" in line]
    assert len(listed) == 20
    assert all("PO-01" in line and "组织关系在本单位正式党员数" in line for line in listed)
    unknown = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)["unknown"]
    again = f"honglian gaps --rule PO-01 --as-of {DAY[1]} --store arcade:{tmp_path}/graph"
    report = again.replace("gaps --rule PO-01", "report")
    sheet = f"报告的“无法判断”表全部列出：{report} -o 报告.xlsx"
    assert f"另有 {len(unknown) - 20} 项，{sheet}；或用 {again} --json" in shown
    pasted = CliRunner().invoke(app, [*shlex.split(again)[1:], "--json"])
    assert len(json.loads(pasted.stdout)["unknown"]) == len(unknown)
    assert len(unknown) == 30
    counted = (
        "全部对象（含不属于任何产业链的）有 30 项因数据未报而无法判断（一条规则对一个对象计一项）"
    )
    assert counted in shown


def test_one_rule_does_not_hide_what_another_cannot_judge() -> None:
    rows = [("A", f"{n:02}", "") for n in range(30)] + [("B", "1", ""), ("B", "2", "")]
    assert [row[0] for row in tables._of_every_rule(rows, 20)] == ["A"] * 18 + ["B"] * 2
    assert tables._of_every_rule(rows[-3:], 20) == rows[-3:]


def test_facts_are_shown_in_chinese(embedded_sample: str) -> None:
    args = ["gaps", "--store", embedded_sample, "--lang", "zh", *DAY]
    shown = CliRunner().invoke(app, args).stdout
    assert "本链登记企业数=5" in shown
    assert "位置=" in shown
    assert not re.findall(r"[a-z_]+=", shown)
    found = items(CliRunner().invoke(app, [*args, "--json"]))
    assert {"position", "enterprises_in_chain"} <= {key for f in found for key in f["facts"]}


def test_ids_are_shown_with_their_names_and_kept_in_json(embedded_sample: str) -> None:
    base = ["--store", embedded_sample, "--lang", "zh", *DAY]
    gaps = ["gaps", "--rule", "CH-02", "--chain", "NEV", *base]
    shown = CliRunner().invoke(app, gaps).stdout
    assert "其中已摸排企业=示例充电29(肇庆)有限公司" in shown and "（S029）、示例充电30" in shown
    found = items(CliRunner().invoke(app, [*gaps, "--json"]))
    assert ["S029", "S030"] in [each["facts"]["surveyed_enterprises"] for each in found]
    for args in (["facts"], ["targets"], ["chain-gaps"]):
        shown = CliRunner().invoke(app, [*args, *base]).stdout
        assert "贡柑产业链（" in shown
        told = items(CliRunner().invoke(app, [*args, *base, "--json"]))
        assert "GANG" in {each["chain"] for each in told}


def test_a_rate_is_shown_alike_wherever_it_is_shown(embedded_sample: str) -> None:
    base = ["--store", embedded_sample, "--lang", "zh", *DAY]
    for args in (
        ["coverage", "--chain", "NEV"],
        ["trend", "NEV"],
        ["gaps", "--chain", "NEV", "--compare", "national"],
    ):
        shown = CliRunner().invoke(app, [*args, *base]).stdout
        assert " 26/35 = 74.3% " in shown, args


def test_days_before_any_data_say_so(embedded_sample: str) -> None:
    args = ["trend", "NEV", "--from", "2025-12-01", "--store", embedded_sample, *DAY]
    shown = CliRunner().invoke(app, [*args, "--lang", "zh"]).stdout
    (line,) = (line for line in shown.splitlines() if "2025-12-31" in line)
    assert line.split() == ["2025-12-31", *["尚无数据"] * 4]
    first = items(CliRunner().invoke(app, [*args, "--json"]))[0]
    assert (first["on"], first["organisation"], first["gaps"]) == ("2025-12-31", None, None)


OWN = """/*
id = "OWN-01"
version = 1
zh = "自定"
en = "Own"
subject = "Enterprise"
severity = "low"
force = "binding"
basis = [{ text = "本地办法" }]
action = "办理"
closes_when = "办结"
*/
MATCH (e:Enterprise) WHERE e.credit_code = 'A' RETURN e.id AS id, e.name AS name, {} AS facts
"""


def test_files_that_are_read_as_no_rule_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody else would say why a rule is not there. `when` may be left out."""
    names = ("own.cypher", "OWN-02.cypher.txt", "sub/OWN-03.cypher")
    for name in (*names, "pack.toml", "test_own.py", "patterns/roles/r.cypher", ".x.cypher.swp"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(OWN if name == names[0] else "", "utf-8")
    monkeypatch.setenv("HONGLIAN_RULES", str(tmp_path))
    result = CliRunner().invoke(app, ["rules", "--lang", "zh"])
    assert result.exit_code == 0 and "OWN-01" in result.stdout
    lines = [line.partition("：")[::2] for line in result.stderr.splitlines()]
    told = {Path(where).relative_to(tmp_path).as_posix(): what[:4] for where, what in lines}
    assert told == {names[0]: "其中规则", names[1]: "没有读取", names[2]: "没有读取"}


def test_a_broken_rule_stops_nobody_who_needs_no_rules(
    embedded_sample: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "OWN-01.cypher").write_text(OWN.replace("Enterprise)", "Firm)"), "utf-8")
    monkeypatch.setenv("HONGLIAN_RULES", str(tmp_path))
    needless = (["coverage"], ["links"], ["universities", "--need", "铝合金压铸件缺陷检测"])
    for args in (*needless, ["gaps"], ["rules"]):
        where = [] if args == ["rules"] else ["--store", embedded_sample]
        result = CliRunner().invoke(app, [*args, *where])
        assert (result.exit_code == 0) == (args in needless), (args, result.output)


def test_an_unknown_rule_comes_with_where_rules_were_read(
    embedded_sample: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["gaps", "--rule", "OWN-02", "--store", embedded_sample, "--lang", "zh"]
    monkeypatch.delenv("HONGLIAN_RULES", raising=False)
    assert "没有设置 HONGLIAN_RULES" in CliRunner().invoke(app, asked).output
    monkeypatch.setenv("HONGLIAN_RULES", str(tmp_path))
    told = CliRunner().invoke(app, asked).output.replace("\n", "")
    assert f"HONGLIAN_RULES 读的是 {tmp_path}" in told


def test_a_rule_of_ones_own_names_its_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a property, which it may mean otherwise; another rule keeps the usual word."""
    rule = (rulefiles.FOLDER / "YL-01.cypher").read_text(encoding="utf-8")
    head = 'id = "XX-01"\nterms = { spare = "余量", least = "起点" }'
    rule = rule.replace('id = "YL-01"', head)
    rule = rule.replace("{league_members:", "{spare: o.league_members - $least, league_members:")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "XX-01.cypher").write_text(rule, encoding="utf-8")
    monkeypatch.setenv("HONGLIAN_RULES", str(tmp_path / "rules"))
    table = tmp_path / "企业.csv"
    header = "编号,名称,是否摸排,团员数,团组织,数据日期"
    table.write_text(f"{header}\nE1,甲,是,5,否,2026-01-01\nE2,乙,是,,否,2026-01-01\n", "utf-8")
    args = ["--store", f"arcade:{tmp_path}/graph", "--lang", "zh"]
    assert CliRunner().invoke(app, ["ingest", str(table), *args]).exit_code == 0
    wide = {"COLUMNS": "300"}
    shown = CliRunner().invoke(app, ["gaps", "--rule", "XX-01", *args, *DAY], env=wide).stdout
    assert "余量=2" in shown and "起点=3" in shown and "spare" not in shown
    other = CliRunner().invoke(app, ["gaps", "--rule", "YL-01", *args, *DAY], env=wide).stdout
    assert "标准=3" in other and "起点" not in other
    out = tmp_path / "报告.html"
    assert CliRunner().invoke(app, ["report", "-o", str(out), *args, *DAY]).exit_code == 0
    assert "余量=2" in out.read_text(encoding="utf-8")


def test_coverage_before_any_data_says_so(embedded_sample: str) -> None:
    args = ["--chain", "NEV", "--store", embedded_sample, "--lang", "zh"]
    before = ["coverage", *args, "--as-of", "2020-01-01"]
    shown = CliRunner().invoke(app, before, env={"COLUMNS": "200"}).stdout
    (line,) = (line for line in shown.splitlines() if "（NEV）" in line)
    assert line.split()[1:5] == ["尚无数据"] * 4
    assert items(CliRunner().invoke(app, [*before, "--json"]))[0]["no_data"]
    now = CliRunner().invoke(app, ["coverage", *args, *DAY]).stdout
    assert "尚无数据" not in now and "26/35" in now


def test_places_that_no_region_bears_have_their_names(tmp_path: Path) -> None:
    table = tmp_path / "企业.csv"
    table.write_text("编号,名称,县区,所属镇街\nE1,甲,四会市,大沙镇\n", encoding="utf-8")
    args = ["--store", f"arcade:{tmp_path}/graph", "--lang", "zh"]
    assert CliRunner().invoke(app, ["ingest", str(table), *args]).exit_code == 0
    shown = CliRunner().invoke(app, ["show", "E1", *args]).stdout
    assert "所属县（市、区）" in shown and "所属镇街" in shown
    assert "region" not in shown and "town" not in shown
    by_region = CliRunner().invoke(app, ["coverage", "--by", "region", *args]).stdout
    assert "所在区域未知" in by_region


def test_every_fact_of_every_rule_has_a_chinese_name() -> None:
    """A fact that is no property of the vocabulary is named in visualize/terms.py."""
    for rule in rulefiles.load():
        returned = rule.cypher[rule.cypher.rindex("RETURN") :].partition(" AS facts")[0]
        keys = re.findall(r"[{,]\s*(\w+):", returned.rpartition("{")[2].join("{}"))
        unnamed = [key for key in (*keys, *rule.needs) if key not in terms.property_names()]
        assert set(unnamed) <= {"observation"}, rule.id


# ------------------------------------------------------------ loading


def test_ingest_reports_every_row_and_again_writes_nothing(tmp_path: Path) -> None:
    store, report = f"arcade:{tmp_path}/graph", tmp_path / "report.json"
    args = ["ingest", str(folder()), "--store", store, "--json", "--report", str(report)]
    first = json.loads(CliRunner().invoke(app, args).stdout)
    assert first == json.loads(report.read_text(encoding="utf-8"))
    assert first["written"]
    assert first["read"] == first["created"] > 1000
    again = json.loads(CliRunner().invoke(app, args).stdout)
    assert (again["writes"], again["unchanged"]) == (0, first["read"])


def test_dry_run_leaves_nothing_behind(tmp_path: Path) -> None:
    args = ["ingest", str(folder()), "--store", f"arcade:{tmp_path}/graph", "--dry-run", "--json"]
    result = CliRunner().invoke(app, args)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["run"] is None
    assert not (tmp_path / "graph").exists()


def test_refused_rows_keep_all_out_and_are_listed(tmp_path: Path) -> None:
    table = tmp_path / "企业.csv"
    table.write_text("编号,企业名称,员工人数\nE1,甲,10\nE2,乙,多\n", encoding="utf-8")
    base = ["ingest", str(table), "--store", f"arcade:{tmp_path}/graph"]
    result = CliRunner().invoke(app, [*base, "--json"])
    assert result.exit_code == errors.REJECTED
    report = json.loads(result.stdout)
    assert (report["read"], report["created"], report["rejected"]) == (2, 1, 1)
    (reject,) = report["rejects"]
    assert (reject["file"], reject["row"], reject["value"]) == ("企业.csv", 3, "多")
    assert not report["written"]
    shown = CliRunner().invoke(app, base)
    assert shown.exit_code == errors.REJECTED
    assert "企业.csv 第3行" in shown.stdout
    table.write_text("编号,企业名称,员工人数,成立日期\nE2,乙,多,去年\n", encoding="utf-8")
    shown = CliRunner().invoke(app, base)
    assert "未被接受的 1 行中需改正之处（2）" in shown.stdout
    assert shown.stdout.count("企业.csv 第2行") == 1
    assert "“多”不是整数" in shown.stdout and "去年" in shown.stdout
    table.write_text("编号,企业名称,员工人数\nE1,甲,10\nE2,乙,多\n", encoding="utf-8")
    partial = CliRunner().invoke(app, [*base, "--json", "--partial"])
    assert partial.exit_code == 0
    assert json.loads(partial.stdout)["written"]


def test_a_fault_that_many_rows_share_is_told_once(tmp_path: Path) -> None:
    table = tmp_path / "企业.csv"
    rows = "".join(f"E{n},企业{n},{'无此链' if n < 12 else '彼链'},\n" for n in range(14))
    table.write_text(f"编号,企业名称,链条,员工人数\n{rows}E99,末,,多\n", encoding="utf-8")
    base = ["ingest", str(table), "--store", f"arcade:{tmp_path}/graph"]
    shown = CliRunner().invoke(app, base, env={"COLUMNS": "200"}).stdout
    assert "未被接受的 15 行中需改正之处（3）" in shown
    assert "企业.csv 第2、3、4、5、6、7、8、9…共 12 行" in shown
    assert "企业.csv 第14、15行" in shown and "企业.csv 第16行" in shown
    assert shown.count("找不到产业链“无此链”") == 1
    report = json.loads(CliRunner().invoke(app, [*base, "--json"]).stdout)
    assert len(report["rejects"]) == 15, "for programs each row is listed"


def test_plan_is_shown_and_asked_about_on_a_terminal_only(tmp_path: Path) -> None:
    table = tmp_path / "企业.csv"
    table.write_text("编号,企业名称\nE1,甲\n", encoding="utf-8")
    store = f"arcade:{tmp_path}/graph"
    said, code = _on_terminal(["ingest", str(table), "--store", store], answer="n\n")
    assert code == 0
    assert "按以上计划写入吗" in said
    assert "未写入" in said
    said, code = _on_terminal(["ingest", str(table), "--store", store], answer="y\n")
    assert code == 0
    assert "已写入" in said


def test_without_a_terminal_nothing_is_asked_and_that_is_said(tmp_path: Path) -> None:
    table = tmp_path / "企业.csv"
    table.write_text("编号,企业名称\nE1,甲\n", encoding="utf-8")
    base = ["ingest", str(table), "--store", f"arcade:{tmp_path}/graph"]
    planned = CliRunner().invoke(app, [*base, "--dry-run"])
    assert "未在终端运行" not in planned.stderr
    written = CliRunner().invoke(app, base, input="n\n")
    assert written.exit_code == 0
    assert "未在终端运行：不再询问，直接写入" in written.stderr
    assert "已写入" in written.stdout
    again = CliRunner().invoke(app, base)
    assert "未在终端运行" not in again.stderr  # there is nothing to write


def test_approximate_numbers_are_shown_and_counted(tmp_path: Path) -> None:
    table = tmp_path / "企业.csv"
    rows = "".join(f"E{at},企业{at},约{at}人\n" for at in range(1, 24))
    table.write_text(f"编号,企业名称,员工人数\n{rows}", encoding="utf-8")
    base = ["ingest", str(table), "--store", f"arcade:{tmp_path}/graph", "--dry-run"]
    shown = CliRunner().invoke(app, base, env={"COLUMNS": "160"}).stdout
    assert "按约数读取（23）" in shown
    assert "约20人" in shown and "约21人" not in shown
    assert "另有 3 项" in shown


def test_template_comes_back_as_tables_without_rows(tmp_path: Path) -> None:
    book = tmp_path / "模板.xlsx"
    assert CliRunner().invoke(app, ["template", str(book)]).exit_code == 0
    store = f"arcade:{tmp_path}/graph"
    result = CliRunner().invoke(app, ["ingest", str(book), "--store", store, "--json", "--dry-run"])
    assert json.loads(result.stdout)["read"] == 0


def test_demo_tells_its_story_and_ends(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    args = ["demo", "--out", str(out), "--store", f"arcade:{tmp_path}/graph", "--lang", "zh"]
    result = CliRunner().invoke(app, args)
    assert result.exit_code == 0, result.output
    for words in ("新能源汽车产业链", "26/35 = 74.3%", "PO-01", "S027", AS_OF, "待核", "接下来"):
        assert words in result.stdout
    lines = result.stdout.splitlines()
    assert len(lines) <= 60, len(lines)
    pasted = [line.partition("：")[2] for line in lines if line.startswith("共 ")]
    assert len(pasted) == 4 and all("honglian" in each for each in pasted)
    for line, command in zip((x for x in lines if x.startswith("共 ")), pasted, strict=True):
        told = items(CliRunner().invoke(app, [*shlex.split(command)[1:], "--json"]))
        limit = 10 if "partners" in command or "universities" in command else 1000
        assert len(told) == min(int(line.split()[1]), limit), command
    english = CliRunner().invoke(app, [*args[:-1], "en"]).stdout
    assert len(english.splitlines()) <= 60 and "Gravest gaps" in english
    names = {path.name for path in out.iterdir()}
    assert {"NEV.html", "NEV.svg", "NEV.csv", "JADE.html"} <= names
    again = CliRunner().invoke(app, [*args, "--json"])
    answer = json.loads(again.stdout)
    assert set(answer) == {"loaded", "coverage", "pages"}
    assert answer["loaded"]["unchanged"] == answer["loaded"]["read"]
    assert answer["coverage"]["organisation"]["numerator"] == 26
    assert len(answer["pages"]) == len(names)


# ------------------------------------------------------------ failures


def failure(result: Result) -> dict[str, Any]:
    """The error that `--json` prints on stderr, stdout being empty."""
    assert result.stdout == ""
    error: dict[str, Any] = json.loads(result.stderr)["error"]
    assert error["exit"] == result.exit_code
    assert error["zh"] != error["en"]
    return error


def test_what_is_not_there(run: Run) -> None:
    assert "NEV" in str(failure(run("coverage", "--chain", "NONE", code=errors.MISSING)))
    failure(run("partners", "不存在的企业", code=errors.MISSING))
    failure(run("show", "E001", "--label", "Nothing", code=errors.MISSING))
    assert "PO-01" in failure(run("gaps", "--rule", "XX-99", code=errors.MISSING))["fix_en"]
    failure(run("coverage", "--pack", "none", code=errors.MISSING))


def test_an_unknown_name_lists_near_ones(run: Run) -> None:
    for args in (("show", "小朋汽车"), ("partners", "小鹏汽车厂")):
        error = failure(run(*args, code=errors.MISSING))
        assert error["candidates"][0]["id"] == "E001"
        assert "肇庆小鹏汽车有限公司（E001）" in error["fix_zh"]
    told = run("show", "小朋汽车", code=errors.MISSING, as_json=False).stderr
    assert "是否指：肇庆小鹏汽车有限公司（E001）" in told


def test_a_name_that_several_bear(tmp_path: Path) -> None:
    table = tmp_path / "企业.csv"
    rows = "".join(f"E{n},新能源{n}公司,新能源\n" for n in range(3))
    table.write_text(f"编号,企业名称,简称\n{rows}", encoding="utf-8")
    store = ["--store", f"arcade:{tmp_path}/graph"]
    assert CliRunner().invoke(app, ["ingest", str(table), *store]).exit_code == 0
    error = failure(CliRunner().invoke(app, ["partners", "新能源", *store, "--json"]))
    assert error["exit"] == errors.SEVERAL
    assert {c["id"] for c in error["candidates"]} == {"E0", "E1", "E2"}


@pytest.mark.parametrize("day", ["2026-02-30", "2026", "today", "2026-13-01", ""])
def test_days_that_are_none(embedded_sample: str, day: str) -> None:
    args = ["coverage", "--store", embedded_sample, "--json", "--as-of", day]
    assert failure(CliRunner().invoke(app, args))["exit"] == errors.USAGE


@pytest.mark.parametrize(
    "args",
    [
        ["covrage"],
        ["coverage", "--nothing"],
        ["partners"],
        ["partners", "E001", "--limit", "0"],
        ["universities"],
        ["universities", "E001", "--university", "U01"],
        ["universities", "--need", "x", "--common"],
        ["universities", "E001", "--chain", "NEV"],
        ["universities", "E001", "-o", "x.csv"],
        ["universities", "--common", "-o", "x.xlsx"],
        ["page", "lanes", "--chain", "NEV", "--out", "nev.doc"],
        ["template", "mine.csv"],
        ["coverage", "--lang", "fr"],
    ],
    ids=" ".join,
)
def test_misuse(args: list[str]) -> None:
    assert failure(CliRunner().invoke(app, [*args, "--json"]))["exit"] == errors.USAGE


def test_a_question_to_no_graph_makes_none(tmp_path: Path) -> None:
    for url in (f"arcade:{tmp_path}/graph", "arcade:"):
        result = CliRunner().invoke(app, ["coverage", "--store", url, "--json"])
        error = failure(result)
        assert error["exit"] == errors.STORE
        assert "honglian demo" in error["fix_zh"]
    assert list(tmp_path.iterdir()) == []


def test_a_question_to_an_empty_graph_is_no_finding(tmp_path: Path, neo4j_url: str) -> None:
    async def empty() -> None:
        async with open_store(neo4j_url) as store:
            await store.write([EMPTY])

    asyncio.run(empty())
    error = failure(CliRunner().invoke(app, ["coverage", "--store", neo4j_url, "--json"]))
    assert error["exit"] == errors.STORE


def test_stores_that_cannot_be_had(tmp_path: Path, neo4j_url: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    wrong = neo4j_url.replace("neo4j:", "neo4j:not-").replace(
        "bolt://neo4j:not-", "bolt://neo4j:no"
    )
    cases = {
        "bolt://neo4j@127.0.0.1:1": "store-unavailable",
        wrong: "store-denied",
        f"arcade:{tmp_path}/other": "store-foreign",
        "mysql://x": "store-foreign",
    }
    for url, kind in cases.items():
        error = failure(CliRunner().invoke(app, ["coverage", "--store", url, "--json"]))
        assert (error["exit"], error["kind"]) == (errors.STORE, kind)


def test_a_graph_in_use_says_by_whom(tmp_path: Path) -> None:
    async def ask_while_open() -> "subprocess.CompletedProcess[str]":
        async with open_store(f"arcade:{tmp_path}/graph"):
            return honglian("coverage", "--store", f"arcade:{tmp_path}/graph", "--json")

    ended = asyncio.run(ask_while_open())
    assert ended.returncode == errors.STORE
    assert str(os.getpid()) in json.loads(ended.stderr)["error"]["en"]


@pytest.mark.parametrize("args", [["coverage"], ["partners"], ["coverage", "--nothing"]], ids=str)
def test_errors_are_told_in_the_chosen_language_alone(tmp_path: Path, args: list[str]) -> None:
    args = [*args, "--store", f"arcade:{tmp_path}/graph"]
    zh = CliRunner().invoke(app, [*args, "--lang", "zh"]).stderr
    assert zh.startswith("错误：")
    assert "Error:" not in zh
    for option in (["--lang", "en"], ["--lang=en"]):
        en = CliRunner().invoke(app, [*args, *option]).stderr
        assert en.startswith("Error: ")
        assert "错误" not in en
    both = json.loads(CliRunner().invoke(app, [*args, "--lang", "zh", "--json"]).stderr)["error"]
    assert both["zh"] in zh
    assert both["en"] in en


def test_a_defect_is_told_without_its_traceback(
    embedded_sample: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(store: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(status, "status", broken)
    args = ["status", "--store", embedded_sample]
    quiet = CliRunner().invoke(app, args)
    assert quiet.exit_code == errors.DEFECT
    assert "Traceback" not in quiet.stderr
    assert "--debug" in quiet.stderr
    assert "Traceback" in CliRunner().invoke(app, [*args, "--debug"]).stderr


def test_every_error_has_an_outcome() -> None:
    raised = [
        kind
        for kind in vars(graph_errors).values()
        if isinstance(kind, type) and issubclass(kind, HonglianError)
    ]
    assert set(raised) <= set(errors.OUTCOMES)
    codes = {outcome.exit for outcome in errors.OUTCOMES.values()}
    assert codes == {errors.DEFECT, errors.USAGE, errors.REJECTED, errors.STORE, errors.MISSING,
                     errors.SEVERAL}  # fmt: skip


# ------------------------------------------------------------ the process


def test_help_loads_nothing_heavy() -> None:
    heavy = (
        "pydantic pydantic_settings rich fastapi starlette uvicorn structlog jinja2 arcadedb neo4j "
        "pyvis IPython networkx xlsxwriter python_calamine pypinyin asyncio.base_events"
    ).split()
    program = f"import sys, api.cli\nprint([name for name in {heavy!r} if name in sys.modules])\n"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert loaded.stdout.decode().strip() == "[]"


def test_data_alone_goes_to_stdout(embedded_sample: str) -> None:
    ended = honglian("coverage", "--store", embedded_sample, "--json", *DAY)
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["items"]
    assert ended.stderr == ""


def test_exit_codes_of_the_process(embedded_sample: str, tmp_path: Path) -> None:
    store = ("--store", embedded_sample)
    cases = {
        errors.DONE: ("rules", *store),
        errors.USAGE: ("coverage", "--nothing"),
        errors.REJECTED: ("ingest", str(tmp_path / "none.csv"), "--store", f"arcade:{tmp_path}/g"),
        errors.STORE: ("coverage", "--store", f"arcade:{tmp_path}/none"),
        errors.MISSING: ("show", "不存在", *store),
    }
    assert {code: honglian(*args).returncode for code, args in cases.items()} == {
        code: code for code in cases
    }


def test_chinese_survives_any_locale(embedded_sample: str) -> None:
    for variables in ({"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}):
        ended = honglian("search", "小鹏", "--store", embedded_sample, **variables)
        assert ended.returncode == 0
        assert "肇庆小鹏汽车有限公司" in ended.stdout


def test_a_reader_that_has_seen_enough_is_no_fault(embedded_sample: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(20) == 0
    process.stderr.close()


def test_ctrl_c_ends_cleanly(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "ingest", str(folder()), "--store", f"arcade:{tmp_path}/g"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + 90
    while not (tmp_path / "g" / "holder.json").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in stderr


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.GBK"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8", "HONGLIAN_LANG": "zh"}, "zh"),
    ],
)
def test_language_of_the_environment(environment: dict[str, str], lang: str) -> None:
    assert preferred(environment) == lang


def test_console_script_is_declared() -> None:
    assert shutil.which("honglian") is None or "honglian" in honglian("--version").stdout


def _on_terminal(args: list[str], answer: str) -> tuple[str, int]:
    """Run a command on a terminal of its own, type the answer, and return what it said."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "api", *args], stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said, typed = b"", False
    while True:
        try:
            said += os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if "？".encode() in said and not typed:
            os.write(ours, answer.encode())
            typed = True
    os.close(ours)
    return said.decode(), process.wait(20)


@pytest.mark.parametrize("written", ["2026年10月31日", "2026/10/31", "2026.10.31", "20261031"])
def test_a_day_is_written_as_in_any_table(embedded_sample: str, written: str) -> None:
    args = ["coverage", "--chain", "NEV", "--as-of", written, "--store", embedded_sample, "--json"]
    result = CliRunner().invoke(app, args)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["as_of"] == "2026-10-31"


def test_what_is_not_there_is_answered_with_what_is_near(embedded_sample: str) -> None:
    def told(*args: str) -> str:
        return CliRunner().invoke(app, [*args, "--store", embedded_sample]).output

    near = told("gaps", "--rule", "PO-99")
    assert "PO-19" in near and "honglian rules" in near and len(re.findall(r"PO-\d\d", near)) == 6
    assert {*re.findall(r"[A-Z]{2}-\d\d", told("gaps", "--rule", "??"))} >= {"CH-01", "YL-01"}
    page = told("tables")
    assert "honglian serve" in page and "/tables" in page and "targets" not in page
    assert "targets" in told("targts"), "other words are still guessed at"


@pytest.mark.parametrize(
    ("written", "day"),
    [("2026.9", "2026-09-30"), ("2026年9月", "2026-09-30"), ("202402", "2024-02-29")],
)
def test_a_month_means_its_last_day(written: str, day: str) -> None:
    assert days.day(written) == day


@pytest.mark.parametrize("written", ["2026-02-30", "2026-13", "2026", "昨天", "1763856000"])
def test_what_is_no_day_is_refused(embedded_sample: str, written: str) -> None:
    args = ["coverage", "--as-of", written, "--store", embedded_sample, "--json"]
    result = CliRunner().invoke(app, args)
    assert result.exit_code == errors.USAGE
    assert "不是一个日期" in result.output


def test_the_plan_says_what_was_not_read(tmp_path: Path) -> None:
    tables_of = tmp_path / "台账"
    tables_of.mkdir()
    (tables_of / "企业.csv").write_text(
        "企业编号,企业名称,从业人员数\nE1,甲,3\n合计,1,3\n", "utf-8"
    )
    (tables_of / "说明.docx").write_text("x")
    store = ("--store", f"arcade:{tmp_path}/graph")
    first = honglian("ingest", str(tables_of), *store, COLUMNS="160")
    assert first.returncode == 0, first.stderr
    strange, ignored, skipped = (
        first.stdout.index(words) for words in ("未识别", "未读取的列", "跳过")
    )
    assert "说明.docx" in first.stdout[strange:ignored]
    assert "是否指：从业人" in first.stdout[ignored:skipped]
    passed, last = first.stdout[skipped:].split("已写入")
    assert "合计行" in passed and "说明.docx" not in passed
    assert "有 1 张表没有读取：说明.docx" in last
    (tables_of / "企业.csv").write_text("企业编号,企业名称,企业简称\nE1,甲公司,甲\n", "utf-8")
    second = honglian("ingest", str(tables_of), *store, COLUMNS="160")
    assert re.search(r"E1 +甲公司 +企业简称", second.stdout), second.stdout


def test_who_holds_the_graph_is_told_in_short(tmp_path: Path) -> None:
    """Program and subcommand; what else was typed stays with whoever typed it."""
    url = f"arcade:{tmp_path}/graph"
    code = (
        "import asyncio, sys; from graph import open_store\n"
        "async def hold():\n"
        "    async with open_store(sys.argv[3]):\n"
        "        print('open', flush=True); sys.stdin.read()\n"
        "sys.argv[0] = '/opt/honglian'\n"
        "asyncio.run(hold())"
    )
    command = [sys.executable, "-c", code, "serve", "--secret", url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        refused = honglian("coverage", "--store", url)
        holder.communicate()
    assert refused.returncode == errors.STORE
    assert f"进程 {holder.pid}（honglian serve，自 " in refused.stderr
    assert "secret" not in refused.stderr


def test_a_pack_for_links_that_stand_is_refused() -> None:
    """It would be passed over, without a word that nothing was asked of it."""
    result = CliRunner().invoke(app, ["links", "--pack", "nope", "--lang", "zh"])
    assert result.exit_code == 2 and "--suggest" in result.stderr
