"""What kind of file this is, told from its content without unpacking it: cheap enough for the upload request."""

import io
import re
import struct
from collections.abc import Iterator
from pathlib import PurePath
from typing import IO, Literal, cast

from candidate.documents.failures import unreadable
from candidate.documents.txt import encoding_of

Kind = Literal["pdf", "docx", "doc", "rtf", "odt", "txt", "png", "jpg"]

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FAMILIES: dict[str, set[Kind]] = {  # what the programs of each type open without asking
    ".pdf": {"pdf"},
    ".doc": {"doc", "docx", "rtf"},
    ".docx": {"doc", "docx"},
    ".rtf": {"rtf", "doc", "docx"},
    ".odt": {"odt"},
    ".txt": {"txt"},
    ".png": {"png", "jpg"},
    ".jpg": {"jpg", "png"},
    ".jpeg": {"jpg", "png"},
}
_MAGIC: dict[bytes, Kind] = {b"{\\rtf": "rtf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
_HEAD_BYTES = 4096
_MOST_DIRECTORY_BYTES = 1024 * 1024
_MOST_SECTORS = 40_000
_OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
_WORD_PART = re.compile(rb"word/document\d*\.xml")


def sniff(file: bytes | IO[bytes], filename: str) -> Kind:
    """The kind of a file (whole content, or a seekable binary file, which is left at its start).

    Raises PermanentError: empty, unsupported (by name or by content), mismatch (name and content disagree), encrypted.
    """
    stream = io.BytesIO(file) if isinstance(file, bytes) else file
    allowed = _FAMILIES.get(PurePath(filename.lower()).suffix)
    if allowed is None:
        raise unreadable("unsupported")
    try:
        kind = _kind(stream)
    finally:
        stream.seek(0)
    if kind not in allowed:
        raise unreadable("mismatch")
    return kind


def _kind(stream: IO[bytes]) -> Kind:
    stream.seek(0)
    head = stream.read(_HEAD_BYTES)
    if not head.strip(b"\0\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise unreadable("empty")
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(stream, head)
    if head.startswith(_OLE_MAGIC):
        return _ole_kind(stream)
    if encoding_of(head) is None:
        raise unreadable("mismatch")
    return "txt"


def _zip_kind(stream: IO[bytes], head: bytes) -> Kind:
    directory = _zip_directory(stream)
    if _WORD_PART.search(directory):
        return "docx"
    if b"content.xml" in directory and (b"opendocument" not in head or _OPEN_TEXT in head):
        return "odt"
    raise unreadable("mismatch")


def _ole_kind(stream: IO[bytes]) -> Kind:
    streams = set(_ole_streams(stream))
    if "EncryptedPackage" in streams:
        raise unreadable("encrypted")
    if "WordDocument" in streams:
        return "doc"
    raise unreadable("mismatch")


def _zip_directory(stream: IO[bytes]) -> bytes:
    """The raw central directory of a zip file, b"" when there is none or it is absurdly long."""
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - 65_557))  # 22 bytes of record and the longest possible comment
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        return b""
    size = struct.unpack_from("<I", tail, at + 12)[0]
    start = end - len(tail) + at - size
    if size > _MOST_DIRECTORY_BYTES or start < 0:
        return b""
    stream.seek(start)
    return stream.read(size)


def _ole_streams(stream: IO[bytes]) -> Iterator[str]:
    """Names in the directory of an OLE compound file. Source: [MS-CFB] 2.2 (header), 2.3 (FAT), 2.6 (directory)."""
    stream.seek(0)
    header = stream.read(512)
    if len(header) < 512:
        return
    shift, sector = struct.unpack_from("<H", header, 30)[0], struct.unpack_from("<I", header, 48)[0]
    if shift not in (9, 12):
        return
    fat_sectors = struct.unpack_from("<109I", header, 76)
    per_fat = (1 << shift) // 4
    for _ in range(_MOST_SECTORS):  # a chain that bites its own tail ends here
        data = _sector(stream, sector, shift)
        if len(data) < 1 << shift:
            return
        for entry in range(0, len(data), 128):
            length = min(struct.unpack_from("<H", data, entry + 64)[0], 64)
            if length >= 2:
                yield data[entry : entry + length - 2].decode("utf-16-le", "replace")
        if sector // per_fat >= len(fat_sectors):
            return
        fat = _sector(stream, fat_sectors[sector // per_fat], shift)
        if len(fat) < 1 << shift:
            return
        sector = cast(int, struct.unpack_from("<I", fat, sector % per_fat * 4)[0])


def _sector(stream: IO[bytes], number: int, shift: int) -> bytes:
    stream.seek((number + 1) << shift)
    return stream.read(1 << shift)
