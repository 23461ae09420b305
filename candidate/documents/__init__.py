"""From a file to its text: `read` for the pipeline, `sniff` for the upload, `pictures` for people who compare."""

from candidate.documents.kinds import sniff
from candidate.documents.reader import pictures, read

__all__ = ["pictures", "read", "sniff"]
