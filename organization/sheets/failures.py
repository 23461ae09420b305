"""Why a file cannot be imported: a code between the child and us, a sentence for people; programs see UNUSABLE."""

from edukai.errors import PermanentError
from edukai.sealed import CORRUPT, TOO_COMPLEX

UNUSABLE = "unusable_file"
MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 500_000

SENTENCES = {
    "empty": "The file is empty.",
    "too_large": f"The file is larger than {MOST_BYTES // 1024**2} MB.",
    "unsupported": "The file is not a workbook (.xlsx, .xls, .ods) and not a .csv file.",
    "encrypted": "The workbook is protected with a password.",
    "binary": "The file is not a text file.",
    "encoding": "The file is not text in UTF-8 or Windows-1252.",
    "too_many_rows": f"The file has more than {MOST_ROWS:,} rows.",
    CORRUPT: "The file is damaged, or not a workbook or .csv file at all.",
    TOO_COMPLEX: "The file takes too much time or memory to be read; cells that lie far away from all others may be why.",
}


def refusal(code: str) -> PermanentError:
    """The error for `code`; for one that is none of SENTENCES that for CORRUPT."""
    return PermanentError(SENTENCES.get(code, SENTENCES[CORRUPT]), code=UNUSABLE)
