"""What goes wrong when CVs are read: each trap changes a person or a sheet, and tags the file."""

from tests.corpus.traps import layout, pages, people, work
from tests.corpus.traps.registry import TRAPS, Trap, fitting, spring

__all__ = ["TRAPS", "Trap", "fitting", "layout", "pages", "people", "spring", "work"]
