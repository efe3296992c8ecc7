"""Files → rows of text, and every kind of bad file with its own clear error."""

import base64
import os
import random
import signal
import tempfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from graph.errors import InputError
from ingest import workbooks
from ingest.decoding import looks_like_big5
from ingest.sheets import MAX_CELL, MAX_COLUMNS, MAX_FILE, MAX_ROWS, Line, gather
from ingest.tables import Sheet, find, name_of, others, read, sha256

CKG = Path(__file__).parents[2] / "shared" / "data" / "ckg"
# A workbook of Excel 97: 名称/成立日期/党员总数/设支委会, 示例党支部/2021-06-30/3/是.
XLS = zlib.decompress(
    base64.b85decode(
        "c-rk)O=uHA6#izDZIjTXo0tlXP(#70wWWv`QQA~Nd$Mh$U=4z8%qmiwmf$5l)N0MC2nA1ymqI;wse14ae^3w"
        "<6e?B_1ff*~!Ha@|hc@e*mt9G#LIYZ;%(u*&H}B27c{?+2W_Djp2WKa)N9M2uEpQ=kc~Mp*6O_D8!2szkOR`"
        "Sxp=2qnDtJ9Kk!3pW`k$A}Ih6A~2MyQUkB9>AC>_Ee+6U5RbOo`Sedra^hi0Mzmq-#oHG36edW7j3rdPS<J*"
        "KTJImfh_>duM;rep2(+wE1{t<|zF0BQFYw|T>ot*F9Nxr$GXi$Yx;yE4anPpmRUjk^Mqpb2d=(`H7ND{&b<A"
        "WLZM?{7?{W)Y^zp2RmR3Vd~<`e9VbS5_`S^6!h~<$sWSXcCvo&ueaA1Xd3RNsbnEom*;LA`yQ){A75ZLO`do"
        "OjN_)^*QT?Fp|%PKA7u|5u1p2ckS#MG>LsM)?~gq80pX<c4Wso67eSU<G4@m`n*dRi*^Y=M^6RO6e^hyats;"
        "d=KPf}FZU%oV~1HX!Y4!F{MaDfg@x0y1vL(^Mq?^9^~`T!dWNm8V?M$(Os_$CU1yce>>cGgXIWcE{cK~*#5N"
        "Z3n~2YSir=ouy^n1seyVM5C_ME#Hi23?&r;N0KBH(54dUVji90bT7xrHBmTC1b`;JF5Y~L;WkgUXlj5I=!X`"
        "v)XNBk^l_E;54E-JZfTjDpi1ly9MbDzACzJ_r0hO`l2Te{{UnTva9(L%V%!`WJNa{Hj5prD|jprD|j;M~bIz"
        "JnI--@1LfFSq~eEKtg;-z5Jn_G5salk`!!2WiSP$d<Hz)<PGKEwRit&i_J*1Jrv4eMqt&eI>77`Z^QE@3ZWN"
        "#@`E}Qv1)B;^#l^{|9~1-A("
    )
)
ENCRYPTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le")
)


def refused(path: Path) -> InputError:
    """The error of a bad file, which names it and has both languages and a remedy."""
    with pytest.raises(InputError) as caught:
        read(path)
    error = caught.value
    assert error.zh and error.en and error.fix_zh and error.fix_en
    assert path.name in error.where
    return error


def book(path: Path, fill: Callable[[Any, Any], object]) -> Path:
    """A workbook whose one sheet `fill` writes."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        fill(workbook, workbook.add_worksheet("企业"))
    return path


def told(sheets: list[Sheet]) -> list[tuple[str, str, list[Line]]]:
    return [(sheet.file, sheet.sheet, sheet.rows) for sheet in sheets]


def cells(path: Path) -> list[tuple[str, ...]]:
    (sheet,) = read(path)
    return [line.cells for line in sheet.rows]


# ---------------------------------------------------------------- finding


def test_find_takes_tables_of_folders_in_order(tmp_path: Path) -> None:
    names = [
        "b.csv",
        "a.xlsx",
        "说明.docx",
        ".DS_Store",
        "~$a.xlsx",
        ".x.csv",
        "子/c.jsonl",
        "__MACOSX/a.csv",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = find([tmp_path, tmp_path / "b.csv"])
    assert [name_of(path, [tmp_path]) for path in found] == ["a.xlsx", "b.csv", "子/c.jsonl"]
    assert name_of(tmp_path / "b.csv", [tmp_path / "b.csv"]) == "b.csv"
    assert others([tmp_path, tmp_path / "b.csv"]) == [tmp_path / "说明.docx"]


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    given = [tmp_path / "甲" / "2024", tmp_path / "乙" / "2024", tmp_path / "丙" / "企业.csv"]
    for folder in (given[0], given[1], given[2].parent):
        folder.mkdir(parents=True)
        (folder / "企业.csv").write_text("x")
    (given[0] / "独.csv").write_text("x")
    names = [name_of(path, given) for path in find(given)]
    assert names == ["甲/2024/企业.csv", "独.csv", "乙/2024/企业.csv", "丙/企业.csv"]


def test_find_refuses_what_holds_no_table(tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("x")
    for paths in ([tmp_path], [tmp_path / "readme.md"], [tmp_path / "none.csv"], []):
        with pytest.raises(InputError) as caught:
            find(paths)
        assert caught.value.fix_zh and caught.value.fix_en


def test_a_symlink_loop_is_named(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "again").symlink_to(tmp_path)
    with pytest.raises(InputError, match="循环"):
        find([tmp_path])
    own = tmp_path / "own.csv"
    own.symlink_to(own)
    with pytest.raises(InputError, match="符号链接"):
        find([own])
    (tmp_path / "inner" / "again").unlink()
    with pytest.raises(InputError, match=r"own\.csv"):
        find([tmp_path])


def test_a_pipe_is_no_table(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InputError):
        find([tmp_path / "pipe.csv"])


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder open to all, entered as a user whom permissions bind."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)


def test_no_permission_says_the_place(unprivileged: Path) -> None:
    closed = unprivileged / "closed.csv"
    if os.geteuid() == 65534:
        os.seteuid(0)
    closed.write_text("a,b\n1,2\n")
    closed.chmod(0)
    (unprivileged / "folder").mkdir(mode=0)
    if os.getuid() == 0:
        os.seteuid(65534)
    assert "权限" in refused(closed).zh
    with pytest.raises(InputError, match="权限") as caught:
        find([unprivileged])
    assert caught.value.where.endswith("folder")
    with pytest.raises(InputError):
        sha256(closed)


def test_sha256(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")
    assert sha256(path).startswith("ba7816bf8f01cfea")


# ---------------------------------------------------------------- CSV and TSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "企业.csv"
    rows = [
        ["企业名称", "主要产品", "备注"],
        ["镕喆堃（肇庆）公司", "甲|乙", "一；二"],
        ["丙", "丁", "三"],
    ]
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    assert cells(path) == [tuple(row) for row in rows]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('名单,,\n\n名称,备注,\n甲,"两\n行",\n , ,\n乙,,\n', encoding="utf-8")
    lines = [
        Line(1, ("名单",)),
        Line(3, ("名称", "备注")),
        Line(4, ("甲", "两\n行")),
        Line(6, ("乙",)),
    ]
    assert told(read(path)) == [("a.csv", "", lines)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, line_end: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"a,b{line_end}1,2{line_end}".encode())
    assert cells(path) == [("a", "b"), ("1", "2")]


def test_lists_in_cells_do_not_fool_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("环节表\n编号,行业\nA,1;2;3\nB,4;5;6\nC,7;8;9\n", encoding="utf-8")
    assert cells(path)[1:3] == [("编号", "行业"), ("A", "1;2;3")]


SIMPLIFIED = (
    "企业名称,统一社会信用代码\n肇庆小鹏汽车有限公司,91441299MA0000015N",
    "姓名,单位\n李喆,翟璟璠\n镕堃,淼燊",
    "姓名\n喆\n堃",
    "编号,名称\nA1,①㎡",
    "无",
    "党组织名称,正式党员数\n四会市玉器产业链党委,38",
    "企業名稱,統一編號\n台灣積體電路製造股份有限公司,22099131",  # traditional, in GB 18030
    "產業鏈,黨組織,黨員人數\n新能源汽車產業鏈,黨委,38",
)
TRADITIONAL = (
    "企業名稱,統一編號\n台灣積體電路製造股份有限公司,22099131",
    "公司名稱（全稱）,地址,電話\n鴻海精密工業股份有限公司,新北市土城區自由街2號,02-2268",
    "姓名,部門\n陳怡君,研發部\n林志玲,業務部",
    "縣市,鄉鎮\n臺北市,信義區",
    "員工人數,編號\n38,甲",
    "產品",
)


@pytest.mark.parametrize("text", SIMPLIFIED)
def test_gb18030_is_not_taken_for_big5(text: str) -> None:
    assert not looks_like_big5(text.encode("gb18030"))


@pytest.mark.parametrize("text", TRADITIONAL)
def test_big5_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "台灣.csv"
    path.write_bytes(text.encode("big5"))
    error = refused(path)
    assert "Big5" in error.zh and "UTF-8" in error.fix_zh


@pytest.mark.shared
@pytest.mark.skipif(not CKG.exists(), reason="no shared data beside the checkout")
def test_no_real_company_is_taken_for_big5() -> None:
    names = [cell for line in read(CKG / "company.csv")[0].rows for cell in line.cells[1:3]]
    assert not [name for name in names if looks_like_big5(name.encode("gb18030"))]


def test_damaged_utf8_is_not_turned_into_nonsense(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = "企业名称,主要产品\n" + "肇庆小鹏汽车有限公司,整车\n" * 20
    path.write_bytes(text.encode() + b"\xff\xfe\n")
    assert "损坏" in refused(path).zh


@pytest.mark.parametrize("tail", [b"\x80", b"\xff\xff", b"\x81\x30"])
def test_no_encoding_at_all(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("名称,产品\n甲,乙\n".encode("gb18030") + tail)
    assert "编码" in refused(path).zh


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空"),
        (b"\xef\xbb\xbf", "空"),
        (b" , ,\n\n ,\n", "空"),
        (b"a,b\n1,\0\n", "NUL"),
        ('a,b\n1,"未完\n2,x\n3,y\n'.encode(), "第 2 行起的双引号"),
        ('a,b\n1,"未完\n2,"x"\n'.encode(), "双引号"),
        (('a,b\n1,"' + "x,\n" * 60_000).encode(), "双引号"),
        (("a,b\n1," + "x" * (MAX_CELL + 1)).encode(), "字符"),
        (",".join(["a"] * (MAX_COLUMNS + 1)).encode(), "列"),
        (b"PK\x03\x04 not a csv", ".csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (b"<html><table>", "HTML"),
    ],
)
def test_bad_csv(tmp_path: Path, data: bytes, word: str) -> None:
    path = tmp_path / "坏.csv"
    path.write_bytes(data)
    assert word in refused(path).text()


def test_limits_are_fine_when_just_met(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(["a"] * MAX_COLUMNS) + "\n" + "x" * MAX_CELL, encoding="utf-8")
    assert len(cells(path)) == 2
    many = [(number, ["x"]) for number in range(1, MAX_ROWS + 2)]
    assert len(gather(many, "a.csv")) == MAX_ROWS + 1
    with pytest.raises(InputError, match="行"):
        gather([(number, ["x"]) for number in range(1, MAX_ROWS + 3)], "a.csv")


def test_two_hundred_megabytes_of_one_line(tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    with path.open("wb") as file:
        for _ in range(199):
            file.write(b"x" * (1 << 20))
    tracemalloc.start()
    start = time.perf_counter()
    error = refused(path)
    took, (_, peak) = time.perf_counter() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    path.unlink()
    assert "一行" in error.zh
    assert took < 5 and peak < 64 << 20


@pytest.mark.parametrize("name", ["大.csv", "大.xlsx"])
def test_a_file_that_is_too_large(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(MAX_FILE + 1)
    assert "MB" in refused(path).zh


@pytest.mark.shared
@pytest.mark.skipif(not CKG.exists(), reason="no shared data beside the checkout")
def test_real_data_is_read_whole() -> None:
    (sheet,) = read(CKG / "company_product.csv")
    assert sheet.rows[0].cells == ("company", "product", "share")
    assert len(sheet.rows) > 53_000


# ---------------------------------------------------------------- JSONL


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"名称": "甲", "人数": 38, "占比": 0.1}\n\n{"名称": "乙", "产品": ["丙", "丁"], '
        '"规上": true, "人数": null, "地": {"市": "肇庆"}}\n',
        encoding="utf-8",
    )
    (sheet,) = read(path)
    assert sheet.rows == [
        Line(0, ("名称", "人数", "占比", "产品", "规上", "地")),
        Line(1, ("甲", "38", "0.1")),
        Line(3, ("乙", "", "", "丙；丁", "是", '{"市": "肇庆"}')),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "[1]",
        "{",
        "甲",
        '{"a": 1, "a": 2}',
        '{"a": NaN}',
        '{"a": "\\ud800"}',
        "[" * 9000,
        '{"a": ' + "9" * 5000 + "}",
    ],
)
def test_bad_json_lines(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n' + line, encoding="utf-8")
    error = refused(path)
    assert "JSON" in error.zh and "第2行" in error.where


# ---------------------------------------------------------------- workbooks


def test_cells_of_a_workbook(tmp_path: Path) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        minute = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(1, 1, ["名称", 38.0, 1.5, 0.1 + 0.2, True, 914412990000000012, "007"])
        sheet.write_datetime(3, 1, datetime(2021, 6, 30), day)  # noqa: DTZ001
        sheet.write_datetime(3, 2, datetime(2021, 6, 30, 11, 40), minute)  # noqa: DTZ001
        sheet.write_number(3, 3, 0.125, workbook.add_format({"num_format": "0.0%"}))
        sheet.write_formula(3, 4, "=NA()", None, "#N/A")
        sheet.write_formula(3, 5, "=B2&1", None, "名称1")
        workbook.add_worksheet("空")
        workbook.add_worksheet("词表").hide()
        workbook.worksheets()[-1].write(0, 0, "hidden")
        workbook.add_worksheet("二").write(0, 0, "z")

    sheets = read(book(tmp_path / "a.xlsx", fill), "甲/a.xlsx")
    lines = [
        Line(2, ("", "名称", "38", "1.5", "0.3", "是", "914412990000000000", "007")),
        Line(4, ("", "2021-06-30", "2021-06-30T11:40:00", "0.125", "#N/A", "名称1")),
    ]
    assert told(sheets) == [
        ("甲/a.xlsx", "企业", lines),
        ("甲/a.xlsx", "二", [Line(1, ("z",))]),
    ]


def test_text_merged_downwards_stands_in_every_row(tmp_path: Path) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.merge_range("A1:C1", "名单")
        sheet.merge_range("A2:A3", "玉器产业链")
        sheet.merge_range("C2:C3", 12)
        sheet.write_column("B2", ["甲", "乙", "丙"])

    assert cells(book(tmp_path / "a.xlsx", fill)) == [
        ("名单",),
        ("玉器产业链", "甲", "12"),
        ("玉器产业链", "乙"),  # the figure is of both together, and is not counted twice
        ("", "丙"),
    ]


def test_xls(tmp_path: Path) -> None:
    path = tmp_path / "党组织.xls"
    path.write_bytes(XLS)
    assert cells(path) == [
        ("名称", "成立日期", "党员总数", "设支委会"),
        ("示例党支部", "2021-06-30", "3", "是"),
    ]


def ods(path: Path, body: str, manifest: str = "") -> Path:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{office}office:1.0" '
            f'xmlns:table="{office}table:1.0" xmlns:text="{office}text:1.0"><office:body>'
            f"<office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return path


def test_ods(tmp_path: Path) -> None:
    body = (
        '<table:table table:name="企业"><table:table-row><table:table-cell '
        'office:value-type="string"><text:p>名称</text:p></table:table-cell><table:table-cell '
        'office:value-type="float" office:value="38"><text:p>38</text:p></table:table-cell>'
        '</table:table-row><table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    assert cells(ods(tmp_path / "a.ods", body)) == [("名称", "38")]


def test_a_cell_at_the_far_corner(tmp_path: Path) -> None:
    path = book(
        tmp_path / "远.xlsx",
        lambda _, sheet: (sheet.write("A1", "x"), sheet.write("XFD1048576", "x")),
    )
    start = time.perf_counter()
    error = refused(path)
    assert time.perf_counter() - start < 3
    assert "零散的单元格" in error.zh and "删除" in error.fix_zh


def test_an_empty_workbook(tmp_path: Path) -> None:
    assert "空" in refused(book(tmp_path / "a.xlsx", lambda *_: None)).zh


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("密.xlsx", ENCRYPTED, "密码"),
        ("旧.xlsx", XLS, ".xls"),
        ("新.xls", b"PK\x03\x04" + bytes(50), ".xlsx"),
        ("网页.xls", b"\xef\xbb\xbf\r\n<html xmlns:x='excel'><table>", "HTML"),
        (
            "网页2.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "HTML",
        ),
        ("文本.xlsx", "名称,产品\n".encode(), "文本"),
        ("坏.xlsx", b"PK\x03\x04" + bytes(500), "损坏"),
        ("坏.xls", XLS[:1500], "损坏"),
        ("坏.ods", b"PK\x03\x04", "损坏"),
        ("空.xlsx", b"", "空"),
    ],
)
def test_bad_workbooks(tmp_path: Path, name: str, data: bytes, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert word in refused(path).text()


@pytest.mark.parametrize("name", ["文档.xlsx", "文档.ods"])
def test_an_archive_that_is_no_workbook(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "不是" in refused(path).zh


def test_a_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "弹.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(20 << 20))
    assert "压缩" in refused(path).zh
    monkeypatch.setitem(workbooks.LIMITS, "unpacked", 10 << 20)
    assert "解压后" in refused(path).zh


def test_little_shared_text_repeated_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(_: Any, sheet: Any) -> None:
        for row in range(300):
            sheet.write(row, 0, "很" * 20_000)

    path = book(tmp_path / "a.xlsx", fill)
    monkeypatch.setitem(workbooks.LIMITS, "unpacked", 4 << 20)
    assert "解压后" in refused(path).zh


def test_a_workbook_beyond_the_limits_of_a_table(tmp_path: Path) -> None:
    error = refused(book(tmp_path / "宽.xlsx", lambda _, s: s.write(4, MAX_COLUMNS, "x")))
    assert "列" in error.zh and "工作表“企业” 第5行" in error.where


@pytest.mark.parametrize(
    ("number", "word"), [(signal.SIGXCPU, "秒"), (signal.SIGABRT, "范围"), (signal.SIGTERM, "损坏")]
)
def test_a_child_that_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, word: str
) -> None:
    child = tmp_path / "child.py"
    child.write_text(f"import os; os.write(1, b'[1'); os.kill(os.getpid(), {number:d})")
    monkeypatch.setattr(workbooks, "CHILD", child)
    assert word in refused(book(tmp_path / "a.xlsx", lambda _, s: s.write(0, 0, "x"))).zh


def test_mutated_workbooks_never_crash(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", lambda _, s: s.write_row(0, 0, ["名称", 1, "甲"]))
    whole, draw = path.read_bytes(), random.Random(4)
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(draw.randint(1, 30)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        path.write_bytes(data[: draw.randint(1, len(data))] if draw.random() < 0.3 else data)
        with suppress(InputError):
            read(path)


def test_the_child_leaves_no_process_behind(tmp_path: Path) -> None:
    before = pythons_below_us()
    read(book(tmp_path / "a.xlsx", lambda _, s: s.write(0, 0, "x")))
    assert pythons_below_us() == before


def pythons_below_us() -> set[int]:
    """Our child processes that run Python, ended and not waited for included."""
    found: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text(encoding="utf-8", errors="replace")
        except OSError:  # it ended while we looked
            continue
        name, rest = text[text.index("(") + 1 :].rsplit(")", 1)
        if name.startswith("python") and int(rest.split()[1]) == os.getpid():
            found.add(int(text.split()[0]))
    return found
