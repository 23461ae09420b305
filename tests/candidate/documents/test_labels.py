"""What a file is called, by its name and its properties."""

from docx.document import Document as WordDocument

from candidate.documents import read
from candidate.documents.model import Document
from tests.candidate.documents import files

BROKEN = b"<cp:coreProperties"


def _named(document: WordDocument) -> None:
    document.core_properties.title, document.core_properties.author = "Curriculum vitae", "Jane Smith"
    document.add_paragraph("A teacher of mathematics in Leeds")


def test_it_tells_file_name_title_and_author():
    document = read(files.word(_named), "uploads/Smith_Jane_CV.docx")
    assert document.labels == ("Smith_Jane_CV", "Curriculum vitae", "Jane Smith")
    assert Document.from_json(document.to_json()).labels == document.labels


def test_it_tells_them_of_a_pdf():
    pdf = files.pdf("<title>CV of Jane Smith</title><meta name=author content='J. Smith'><p>A teacher of mathematics in Leeds</p>")
    assert read(pdf, "cv.pdf").labels == ("cv", "CV of Jane Smith", "J. Smith")


def test_it_reads_a_file_whose_properties_are_broken():
    document = read(files.repacked(files.word(_named), {"docProps/core.xml": BROKEN}), "cv.docx")
    assert (document.text, document.labels) == ("A teacher of mathematics in Leeds", ("cv",))
