"""Files of Office programs, the same bytes every time they are made."""

import io
import re
import zipfile
from datetime import datetime

WRITTEN = datetime(2026, 10, 5, 9, 0)
_TIMES = re.compile(rb"(<dcterms:\w+[^>]*>)[^<]+")


def without_clock(package: bytes) -> bytes:
    """The same .docx or .xlsx, dated `WRITTEN` in its members and its properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as made, zipfile.ZipFile(out, "w") as dated:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _TIMES.sub(rb"\g<1>" + WRITTEN.isoformat().encode() + b"Z", content)
            dated.writestr(zipfile.ZipInfo(name, WRITTEN.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
