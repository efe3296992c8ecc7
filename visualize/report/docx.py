"""The report as a document of headings and tables. The same content gives the same bytes."""

import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt
from docx.table import _Cell as TableCell
from docx.table import _Row as TableRow

from visualize.report.content import ASKED, FIGURES, Cell, Report, Section, shown, widths

FONT = "Microsoft YaHei"
MOST_ROWS = 500  # of a table; a document is read, not searched
SMALL = Pt(7.5)
PAGE = Cm(29.7), Cm(21.0)
MARGIN = Cm(1.5)
NARROW, WIDE, FIRM = 4, 40, 12  # of a column, in characters
LETTER = Cm(0.14)
PADDING = 4  # of a column, in characters
STAMP = (1980, 1, 1, 0, 0, 0)  # of every part in the file


def docx(report: Report) -> bytes:
    """The document."""
    document = Document()
    _look(document)
    _properties(document, report)
    document.add_heading(report.title, 0)
    for name, text in report.about:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{name}：").bold = True
        paragraph.add_run(text)
    document.add_heading("概要", 1)
    _table(document, FIGURES, [figure.row for figure in report.figures])
    for section in report.sections:
        _section(document, section)
    file = BytesIO()
    document.save(file)
    return _stamped(file)


def _section(document: Doc, section: Section) -> None:
    document.add_heading(section.title, 1)
    for note in section.notes:
        document.add_paragraph(note)
    document.add_paragraph("查询：" + "　".join(asked.command for asked in section.asked))
    if section.rows:
        # the command stands above; in every row it would take the room of the words
        kept = [at for at, name in enumerate(section.columns) if name != ASKED]
        rows = [tuple(cells[at] for at in kept) for cells in section.rows[:MOST_ROWS]]
        _table(document, [section.columns[at] for at in kept], rows)
    if (count := len(section.rows)) > MOST_ROWS:
        document.add_paragraph(f"列出前 {MOST_ROWS} 行，共 {count} 行；全部见 .xlsx 报告。")


def _table(document: Doc, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """A table whose header is repeated on every page."""
    table = document.add_table(len(rows) + 1, len(columns), "Table Grid")
    table.autofit = False
    sizes = _sizes(widths(columns, [tuple(cells) for cells in rows], NARROW, WIDE))
    for column, size in zip(table.columns, sizes, strict=True):
        column.width = size
    for at, (line, cells) in enumerate(zip(table.rows, (columns, *rows), strict=True)):
        _keep(line, repeated=at == 0)
        for place, cell, size in zip(line.cells, cells, sizes, strict=True):
            place.width = size
            _fill(place, cell, bold=at == 0)


def _sizes(wide: Sequence[int]) -> list[Emu]:
    """Columns as wide as the page. Where they do not fit, those of words give way to those of a few
    characters."""
    room = PAGE[0] - 2 * MARGIN
    natural = [LETTER * (width + PADDING) for width in wide]
    firm = [n if width <= FIRM else 0 for n, width in zip(natural, wide, strict=True)]
    if sum(natural) <= room or sum(firm) > room / 2:
        return [Emu(int(room * n / sum(natural))) for n in natural]
    share = (room - sum(firm)) / (sum(natural) - sum(firm))
    return [Emu(int(f or n * share)) for f, n in zip(firm, natural, strict=True)]


def _fill(place: TableCell, cell: Cell, *, bold: bool) -> None:
    paragraph = place.paragraphs[0]
    run = paragraph.add_run(shown(cell))
    run.bold, run.font.size = bold, SMALL
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _keep(line: TableRow, *, repeated: bool) -> None:
    """Keep a row on one page; repeat the first on every page."""
    properties = line._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no name for either
    for name in ("w:cantSplit", *(["w:tblHeader"] if repeated else [])):
        properties.append(OxmlElement(name))


def _look(document: Doc) -> None:
    """A4 across, and a font that has 汉字: without one of its own Word takes any for them."""
    for section in document.sections:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = PAGE
        section.left_margin = section.right_margin = MARGIN
        section.top_margin = section.bottom_margin = MARGIN
    for name in ("Normal", "Title", "Heading 1"):
        style = document.styles[name]
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        fonts.set(qn("w:eastAsia"), FONT)
    document.styles["Normal"].font.size = Pt(9)
    document.styles["Normal"].paragraph_format.space_after = Pt(3)


def _properties(document: Doc, report: Report) -> None:
    about = document.core_properties
    about.title, about.author, about.comments, about.language = report.title[:255], "", "", "zh-CN"
    about.created = about.modified = datetime.combine(report.on, datetime.min.time())
    about.last_modified_by, about.revision = "", 1


def _stamped(file: BytesIO) -> bytes:
    """The same file with one time for all its parts; the library takes that of the clock."""
    stamped = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(stamped, "w") as new:
        for part in old.infolist():
            new.writestr(
                zipfile.ZipInfo(part.filename, STAMP), old.read(part), zipfile.ZIP_DEFLATED
            )
    return stamped.getvalue()
