"""From a file to its text: `read` for the pipeline, `sniff` for the upload."""

from candidate.documents.kinds import sniff
from candidate.documents.reader import read

__all__ = ["read", "sniff"]
