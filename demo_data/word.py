"""CVs as DOCX: one function a design, written the way people use Word."""

import io
from collections.abc import Callable

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table, _Cell

from demo_data.office import without_clock
from demo_data.people import Course, Job, Person, Referee, Section
from demo_data.portraits import portrait

Room = Document | _Cell  # what paragraphs go into


def render(person: Person) -> bytes:
    """The CV of `person` as DOCX, the same bytes every time."""
    document = docx.Document()
    document.core_properties.author = document.core_properties.last_modified_by = person.name
    document.core_properties.title = "CV"
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    DESIGNS[person.design](document, person)
    out = io.BytesIO()
    document.save(out)
    return without_clock(out.getvalue())


def _font(document: Document, name: str, size: float, after: float = 4) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = name, Pt(size)
    normal.paragraph_format.space_after = Pt(after)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), name)


def _line(room: Room, text: str = "", *, bold: bool = False, size: float | None = None, colour: str = "", centred: bool = False) -> None:
    paragraph = room.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#").upper())
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _bullets(room: Room, texts: tuple[str, ...]) -> None:
    for text in texts:
        room.add_paragraph(text, style="List Bullet").paragraph_format.space_after = Pt(1)


def _heading(document: Document, text: str, colour: str, size: float = 13) -> None:
    heading = document.add_heading(text, level=1)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(12), Pt(4)
    for run in heading.runs:
        run.font.size, run.font.name = Pt(size), document.styles["Normal"].font.name
        run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#").upper())


def _where(job: Job) -> str:
    return f"{job.employer}, {job.place}" if job.place else job.employer


def _job(room: Room, job: Job) -> None:
    """Title and dates on one line, parted by a tab stop at the right margin."""
    paragraph = room.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(6), Pt(0)
    paragraph.add_run(job.title).bold = True
    if job.dates:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(16.6), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(f"\t{job.dates}")
    room.add_paragraph().add_run(_where(job)).italic = True
    if job.text:
        _line(room, job.text)
    _bullets(room, job.bullets)


def _course(room: Room, course: Course) -> None:
    paragraph = room.add_paragraph()
    paragraph.add_run(course.what).bold = True
    rest = ", ".join(part for part in (course.where, course.when) if part)
    paragraph.add_run(f" - {rest}" if rest else "")
    if course.details:
        _line(room, course.details)


def _referee(room: Room, referee: Referee) -> None:
    _line(room, f"{referee.name}, {referee.role}", bold=True)
    _line(room, " | ".join(part for part in (referee.place, referee.phone, referee.email) if part))


def _body(room: Room, section: Section, job: Callable[[Room, Job], None] = _job) -> None:
    """What stands below the heading of `section`."""
    for text in section.text.splitlines():
        _line(room, text)
    _bullets(room, section.items)
    for one in section.jobs:
        job(room, one)
    for course in section.courses:
        _course(room, course)
    for referee in section.referees:
        _referee(room, referee)


def table(document: Document, person: Person) -> None:
    """Centred name, real headings, the jobs in a bordered table of three columns."""
    _font(document, "Calibri", 11)
    _line(document, person.name, bold=True, size=20, colour=person.accent, centred=True)
    _line(document, person.address_line, centred=True)
    _line(document, f"Mobile: {person.phone}    E-mail: {person.email}", centred=True)
    for section in person.sections:
        _heading(document, section.heading, person.accent)
        if section.jobs:
            _jobs_table(document, section.jobs)
        else:
            _body(document, section)


def _jobs_table(document: Document, jobs: tuple[Job, ...]) -> None:
    grid = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, title in zip(grid.rows[0].cells, ("Dates", "Post and employer", "Duties and achievements"), strict=True):
        cell.paragraphs[0].add_run(title).bold = True
        _shade(cell, "E7ECEF")
    for job in jobs:
        dates, post, duties = grid.add_row().cells
        dates.paragraphs[0].add_run(job.dates)
        post.paragraphs[0].add_run(job.title).bold = True
        post.add_paragraph(_where(job))
        if job.text:
            _line(duties, job.text)
        _bullets(duties, job.bullets)
    _finish(grid, Cm(3.4), Cm(5.2), Cm(8))


def _shade(cell: _Cell, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{colour}"/>'))


def _finish(grid: Table, *widths: Length) -> None:
    """Sets the widths, and takes out the empty paragraph that every new cell starts with where others came after it."""
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
            first = cell.paragraphs[0]
            if len(cell.paragraphs) > 1 and not first.runs:
                first._p.getparent().remove(first._p)


def typed(document: Document, person: Person) -> None:
    """Typed without styles: capitals for headings, hyphens for bullets, everything in Times New Roman."""
    _font(document, "Times New Roman", 12, after=0)
    _line(document, "CURRICULUM VITAE", bold=True, size=14, centred=True)
    _line(document)
    for label, value in (("Name", person.name), ("Address", person.address_line), ("Telephone", person.phone), ("Email", person.email)):
        if value:
            _line(document, f"{label}:\t{value}")
    for section in person.sections:
        _line(document)
        _line(document, section.heading.upper(), bold=True)
        _typed_body(document, section)


def _typed_body(document: Document, section: Section) -> None:
    for text in section.text.splitlines():
        _line(document, text)
    for item in section.items:
        _line(document, f"- {item}")
    for job in section.jobs:
        _line(document, f"{job.dates}: {job.title}, {_where(job)}" if job.dates else f"{job.title}, {_where(job)}", bold=True)
        for text in filter(None, (job.text, *(f"- {bullet}" for bullet in job.bullets))):
            _line(document, text)
        _line(document)
    for course in section.courses:
        _line(document, "  ".join(part for part in (course.when, course.what, course.where) if part))
    for referee in section.referees:
        for text in filter(None, (f"{referee.name} ({referee.role})", referee.place, referee.phone, referee.email)):
            _line(document, text)
        _line(document)


def columns(document: Document, person: Person) -> None:
    """A layout table: photo, contact and short sections on the left, the rest on the right."""
    _font(document, "Arial", 10, after=3)
    grid = document.add_table(rows=1, cols=2)
    left, right = grid.rows[0].cells
    _shade(left, "EEF2F4")
    if person.photo:
        left.paragraphs[0].add_run().add_picture(io.BytesIO(portrait(person.photo)), width=Cm(3.6))
    _line(left, "CONTACT", bold=True, colour=person.accent)
    for text in filter(None, (person.phone, person.email, *person.address, person.town, person.postcode)):
        _line(left, text)
    _line(right, person.name, bold=True, size=22, colour=person.accent)
    _line(right, person.headline, size=12)
    for section in person.sections:
        room = left if section.aside else right
        _line(room)
        _line(room, section.heading.upper(), bold=True, colour=person.accent)
        _body(room, section, _stacked_job)
    _finish(grid, Cm(5.4), Cm(11.6))


def _stacked_job(room: Room, job: Job) -> None:
    """Dates, title and employer below one another, for narrow columns."""
    _line(room, job.title, bold=True)
    _line(room, " | ".join(part for part in (_where(job), job.dates) if part))
    if job.text:
        _line(room, job.text)
    _bullets(room, job.bullets)


def letterhead(document: Document, person: Person) -> None:
    """Name and contact in the page header, coloured headings below."""
    _font(document, "Cambria", 11)
    head = document.sections[0].header.paragraphs[0]
    head.add_run(person.name).bold = True
    head.runs[0].font.size = Pt(18)
    head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    contact = document.sections[0].header.add_paragraph("  |  ".join(filter(None, (person.address_line, person.phone, person.email))))
    contact.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    contact.runs[0].font.size = Pt(9)
    if person.headline:
        _line(document, person.headline, size=13, colour=person.accent)
    for section in person.sections:
        _heading(document, section.heading, person.accent, 14)
        _body(document, section)


def boxed(document: Document, person: Person) -> None:
    """Name in the style Title, contact in a floating text box at the top right."""
    _font(document, "Verdana", 9.5)
    title = document.add_heading(f"{person.name} {person.native_name}".strip(), level=0)
    title.runs[0].font.name = "Verdana"
    lines = filter(None, (*person.address, f"{person.town} {person.postcode}", person.phone, person.email))
    _text_box(document, tuple(lines))
    _line(document, person.headline, bold=True)
    for section in person.sections:
        _heading(document, section.heading, person.accent, 12)
        _body(document, section, _stacked_job)


def _text_box(document: Document, lines: tuple[str, ...]) -> None:
    """A text box as older Word writes it (VML), anchored at the last paragraph; python-docx has none of its own."""
    paragraph = document.add_paragraph()
    box = parse_xml(
        f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:rect '
        'style="position:absolute;margin-left:330pt;margin-top:0;width:150pt;height:80pt;z-index:1" stroked="f">'
        "<v:textbox><w:txbxContent/></v:textbox></v:rect></w:pict></w:r>"
    )
    content = next(box.iter(qn("w:txbxContent")))
    for line in lines:
        inner = document.add_paragraph(line)
        content.append(inner._p)
    paragraph._p.append(box)


DESIGNS: dict[str, Callable[[Document, Person], None]] = {
    "table": table,
    "typed": typed,
    "columns": columns,
    "letterhead": letterhead,
    "boxed": boxed,
}
