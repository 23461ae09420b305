"""The page on which people check what was read: what it marks, where, and that nothing of a CV becomes part of the page."""

import dataclasses
import os
import shutil
from datetime import date

import pytest
from lxml import html
from playwright.sync_api import expect, sync_playwright

from candidate.ai.local import evidence_page
from candidate.ai.local.evidence import Evidence
from candidate.ai.local.findings import find
from candidate.documents.model import Document, Line, Page, Photo
from tests.candidate.ai.samples import styled

TODAY = date(2026, 11, 1)
PICTURE = b"RIFF\x00\x00\x00\x00WEBP"
CV = """
^Jane Smith
Leeds LS7 4QJ | jane@example.com | 07700 900123
#Experience
+Teaching Assistant
Oak Primary School, September 2020 - present
* Reading groups
* Phonics
#Interests
Choir
"""
HOSTILE = "</style><script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"


def on_paper(document: Document) -> Document:
    """The same on a page of A4, each line 20 points below the one above."""
    lines = tuple(dataclasses.replace(line, box=(60.0, 40.0 + 20 * row, 360.0, 52.0 + 20 * row)) for row, line in enumerate(document.lines))
    return Document((Page(lines, width=600.0, height=800.0),), document.links, document.photo)


def written(document: Document, pictures: tuple[bytes, ...] = (), **row: object) -> str:
    told = {"file": "cv.pdf", "quality": "passed", "reasons": [], "years_of_experience": 6.2, "failure": "", "message": "", **row}
    article = evidence_page.article(1, told, document, find(document, TODAY), pictures)
    return evidence_page.opening([str(told["file"])]) + article


def chosen(within: html.HtmlElement, tag: str, css_class: str = "") -> list[html.HtmlElement]:
    """The elements of this kind, and of this class."""
    return [found for found in within.iter(tag) if not css_class or css_class in found.get("class", "").split()]


def fact(page: html.HtmlElement, field: str) -> html.HtmlElement:
    """The first row of a field."""
    return chosen(chosen(page, "tbody", field)[0], "tr")[0]


def marks(page: html.HtmlElement, row: html.HtmlElement) -> list[html.HtmlElement]:
    """What is marked for a fact."""
    return [mark for mark in chosen(page, "*", "mark") if row.get("id") in mark.get("data-facts").split()]


def test_it_draws_a_box_around_the_line_that_told_a_fact():
    page = html.fromstring(written(on_paper(styled(CV)), (PICTURE,)))
    name = fact(page, "name")
    assert chosen(name, "td")[1].text_content().strip() == "Jane Smith"
    (box,) = marks(page, name)
    assert box.get("style") == "left:10.00%;top:5.00%;width:50.00%;height:1.50%"
    assert chosen(box.getparent(), "img")[0].get("src").startswith("data:image/webp;base64,UklGR")


def test_it_draws_one_box_for_a_line_that_told_several_facts():
    page = html.fromstring(written(on_paper(styled(CV)), (PICTURE,)))
    rows = [fact(page, field) for field in ("email", "phones", "location", "postcode")]
    boxes = {box for row in rows for box in marks(page, row)}
    assert [tag.text for box in boxes for tag in chosen(box, "a", "tag")] == [chosen(row, "a", "tag")[0].text for row in rows]


def test_it_leads_from_each_number_to_its_place_and_back():
    page = html.fromstring(written(on_paper(styled(CV)), (PICTURE,)))
    targets = {element.get("id") for element in page.iter() if element.get("id")}
    links = [link.get("href") for link in chosen(page, "a")]
    assert {"#cv1-1", "#cv1-1-read"} < set(links)
    assert {link[1:] for link in links} <= targets


def test_it_marks_the_text_of_formats_without_pages():
    page = html.fromstring(written(styled(CV)))
    assert "Reading groups" in [line.text for line in chosen(page, "p", "line")]
    job = [mark.text for mark in marks(page, fact(page, "jobs"))]
    assert job == ["Teaching Assistant", "Oak Primary School, September 2020 - present"]
    assert [mark.text for mark in marks(page, fact(page, "interests"))] == ["Choir"]
    assert not chosen(page, "img")


def test_it_shows_the_text_of_a_page_that_could_not_be_drawn():
    page = html.fromstring(written(on_paper(styled(CV))))
    assert [mark.text for mark in marks(page, fact(page, "name"))] == ["Jane Smith"]


def test_it_tells_what_was_read_where_nobody_sees_it():
    document = dataclasses.replace(styled("^Jane Smith\n+Teaching Assistant\nLeeds"), links=("mailto:jane@example.com",))
    row = fact(html.fromstring(written(document)), "email")
    assert "mailto:jane@example.com" in row.text_content()
    assert not chosen(row, "a")


def test_it_shows_the_photo_and_the_verdict():
    document = dataclasses.replace(styled(CV), photo=Photo(b"\xff\xd8\xff", 1, 1))
    page = html.fromstring(written(document, quality="manual", reasons=["no_contact"]))
    assert chosen(page, "img", "photo")[0].get("src") == "data:image/jpeg;base64,/9j/"
    header = chosen(page, "header")[0].text_content()
    assert all(told in header for told in ("manual", "no_contact", "6.2 years of experience"))


def test_it_shows_why_a_file_could_not_be_read():
    page = html.fromstring(written(Document(()), failure="corrupt", message="The file is damaged.", years_of_experience=None))
    assert "The file is damaged." in chosen(page, "header")[0].text_content()
    assert not chosen(page, "tr") + chosen(page, "section")


@pytest.mark.parametrize("paper", [True, False])
def test_it_keeps_the_markup_of_a_cv_as_text(paper):
    document = styled(CV.replace("Jane Smith", f"Jane Smith {HOSTILE}").replace("Phonics", HOSTILE).replace("Choir", HOSTILE))
    page = html.fromstring(written(on_paper(document) if paper else document, file=f"{HOSTILE}.pdf", reasons=[HOSTILE]))
    assert [script.get("nonce") is not None for script in chosen(page, "script")] == [True]
    assert len(chosen(page, "style")) == 1
    assert not page.xpath("//*[@onerror]")
    assert HOSTILE in page.text_content()


def test_it_matches_lines_as_the_rules_saw_them():
    mended = Line("Oak Primary School, Sept 2020 -"), Line("July 2021"), Line("• Interests:  choir")
    found = [evidence_page.Mark(line=line) for line in mended]
    for text, place in (("Oak Primary School, Sept 2020 - July 2021", 0), ("choir", 2), ("July 2021", 1)):
        assert evidence_page.line_read(Evidence(1, None, text), found) is found[place]
    assert evidence_page.line_read(Evidence(1, None, "nowhere"), found) is None


def test_it_shows_in_a_browser_what_belongs_together_and_runs_nothing_of_a_cv(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    file = tmp_path / "evidence.html"
    file.write_text(written(styled(CV.replace("Choir", HOSTILE)), file="jane.docx"), encoding="utf-8")
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        with playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]) as browser:
            page = browser.new_page()
            page.goto(file.as_uri())
            page.get_by_role("row", name="Jane Smith").hover()
            expect(page.locator(".mark.shown")).to_have_text(["Jane Smith"])
            page.locator(".mark", has_text="jane@example.com").hover()
            expect(page.locator("tr.shown")).to_have_count(4)
            page.locator("tbody.jobs a.tag").click()
            expect(page.locator(".tag:target")).to_be_visible()
            assert page.title() == "What was read in jane.docx"
