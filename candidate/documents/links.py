"""Which targets of hyperlinks are worth keeping."""

import re
from collections.abc import Iterable

MOST_LINKS = 100
_KEPT = re.compile(r"(?i)(?:https?://|mailto:|tel:)[\x21-\x7e]{1,500}")


def kept_links(targets: Iterable[str]) -> tuple[str, ...]:
    """Web, mail and telephone addresses in the order of the file, each once; anything else (file:, javascript:) is dropped."""
    return tuple(dict.fromkeys(target for target in map(str.strip, targets) if _KEPT.fullmatch(target)))[:MOST_LINKS]
