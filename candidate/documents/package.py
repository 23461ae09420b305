"""The zip file and the XML parts of an Office or OpenDocument file, opened with suspicion. For the child process only.

Source: ECMA-376, part 2 (Open Packaging Conventions).
"""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from candidate.documents.failures import unreadable

MOST_ENTRIES = 5_000
MOST_XML_BYTES = 16 * 1024 * 1024  # the text of a long CV has 1 MB
MOST_MEDIA_BYTES = 32 * 1024 * 1024
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the name of another part, or an address outside."""

    type: str  # last part of the type's address: hyperlink, image, header ...
    target: str
    external: bool


class Archive:
    """An open zip file of XML parts and media. Raises PermanentError corrupt or too_complex, here and in its methods."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise unreadable("corrupt") from error
        self.names = set(self._zip.namelist())
        if len(self._zip.infolist()) > MOST_ENTRIES:
            raise unreadable("too_complex")

    def xml(self, name: str) -> etree._Element | None:
        """The root element of a part; None when there is no such part."""
        if name not in self.names:
            return None
        data = self.bytes(name, MOST_XML_BYTES)
        if b"purl.oclc.org/ooxml" in data:
            for strict, transitional in _STRICT:
                data = data.replace(strict, transitional)
        try:
            root = etree.fromstring(data, _PARSER)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise unreadable("corrupt") from error
        if root.getroottree().docinfo.doctype:  # no Office program writes one: it only serves attacks with entities
            raise unreadable("corrupt")
        return root

    def bytes(self, name: str, most: int = MOST_MEDIA_BYTES) -> bytes:
        """The content of a part, which unpacks to at most `most` bytes."""
        try:
            with self._zip.open(name) as part:
                data = part.read(most + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise unreadable("corrupt") from error
        if len(data) > most:
            raise unreadable("too_complex")
        return data


class Package(Archive):
    """An open Word file (Open Packaging Conventions). Raises PermanentError like an archive."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._relations: dict[str, dict[str, Relation]] = {}
        starts = [relation.target for relation in self.relations("").values() if relation.type == "officeDocument"]
        self.main_name = starts[0] if starts else "word/document.xml"
        main = self.xml(self.main_name)
        if main is None:
            raise unreadable("corrupt")
        self.main = main

    def relations(self, name: str) -> dict[str, Relation]:
        """What the part `name` ("" for the package) refers to, by id."""
        if name in self._relations:
            return self._relations[name]
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = self._relations[name] = {}
        for element in root if root is not None else ():
            target, external = element.get("Target", ""), element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id", "")] = Relation(element.get("Type", "").rpartition("/")[2], target, external)
        return found
