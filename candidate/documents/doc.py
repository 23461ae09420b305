"""Text of a legacy Word file (.doc) through antiword, or catdoc where antiword gives up. For the child process only.

Both are system packages; they inherit the child's memory limit and end with its time limit.
"""

import re
import subprocess

from candidate.documents.failures import unreadable
from candidate.documents.model import Document, Line, Page
from candidate.documents.words import clean, without_bullet

_COMMANDS = (
    ["antiword", "-w", "0", "-m", "UTF-8.txt", "-"],  # -w 0: a paragraph is one line
    ["catdoc", "-w", "-d", "utf-8", "-"],
)
SECONDS_EACH = 3  # a good file takes a hundredth of one
_CELLS = re.compile(r"\||(?<!:)\t")
_PICTURE = re.compile(r"\[pic\]")


def read_doc(content: bytes) -> Document:
    """Raises PermanentError: encrypted, corrupt, unsupported (when neither program is installed)."""
    installed = False
    for command in _COMMANDS:
        try:
            answer = subprocess.run(command, input=content, capture_output=True, check=False, timeout=SECONDS_EACH)
        except FileNotFoundError:
            continue
        except subprocess.TimeoutExpired:
            installed = True
            continue
        installed = True
        if b"encrypted" in answer.stderr.lower():
            raise unreadable("encrypted")
        if answer.returncode == 0 and answer.stdout.strip():
            return _document(answer.stdout.decode("utf-8", "replace"))
    raise unreadable("corrupt" if installed else "unsupported")


def _document(text: str) -> Document:
    lines = []
    for block, paragraph in enumerate(text.splitlines()):
        unmarked, bullet = without_bullet(_PICTURE.sub(" ", paragraph))
        for cell in _CELLS.split(unmarked):
            if words := clean(cell):
                lines.append(Line(words, kind="bullet" if bullet else "text", block=block))
                bullet = False
    return Document(pages=(Page(tuple(lines)),))
