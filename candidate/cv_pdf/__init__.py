"""The branded, anonymised CV: `render` makes the PDF, `leaks` searches the finished file for what must not be in it."""

from candidate.cv_pdf.leak_check import leaks
from candidate.cv_pdf.rendering import render

__all__ = ["leaks", "render"]
