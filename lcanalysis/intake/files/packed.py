"""Opens office files, which are zip archives of XML, safely: bounded in size and depth, without entities or the network."""

from __future__ import annotations

import io
import lzma
import struct
import zlib
from collections.abc import Iterator
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from lxml import etree  # type: ignore[import-untyped]

from lcanalysis.intake.files.limits import LARGEST_UNPACKED, MOST_ELEMENTS, MOST_MEMBERS, RefusedFile

_BROKEN: Final = (
    BadZipFile, EOFError, KeyError, LookupError, NotImplementedError, OSError, OverflowError, RuntimeError, ValueError,
    lzma.LZMAError, struct.error, zlib.error,
)  # fmt: skip
_ENCRYPTED: Final = 0x1
_DEEPEST: Final = 256
"""Of elements within elements, as far as lxml goes down."""


class Packed:
    """The members of a packed file, by name; `names` are in lower case, with slashes.

    Raises `RefusedFile` if it is no packed file or a broken one, is encrypted, holds a name twice or too many members,
    or would unpack to more than is allowed. The sizes that its directory states can be relied on, since not a byte more is
    unpacked.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        except _BROKEN:
            raise RefusedFile from None
        self._left = LARGEST_UNPACKED
        # Some programs write names with backslashes, with a first slash, or in capitals.
        self._members = {_plain(member.filename): member.filename for member in members}
        self.names = frozenset(self._members)
        if len(members) > MOST_MEMBERS:
            raise RefusedFile("files.too_many_members", most=MOST_MEMBERS)
        if sum(member.file_size for member in members) > LARGEST_UNPACKED:
            raise RefusedFile("files.too_large_unpacked", most=LARGEST_UNPACKED // 1_000_000)
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise RefusedFile("files.password")
        if len(self.names) != len(members) or any(
            member.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for member in members
        ):
            raise RefusedFile

    def read(self, name: str) -> bytes:
        """Return the content of a member.

        Raises `RefusedFile` if there is none, it is broken, or members are read again and again until that is more than
        may be unpacked.
        """
        try:
            content = self._zip.read(self._members[_plain(name)])
        except _BROKEN:
            raise RefusedFile from None
        self._left -= len(content)
        if self._left < 0:
            raise RefusedFile("files.too_large_unpacked", most=LARGEST_UNPACKED // 1_000_000)
        return content


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def elements(content: bytes, *names: str) -> Iterator[Any]:
    """Yield the elements with these names, of whatever namespace, as they end; each is emptied when the next is asked for.

    Raises `RefusedFile` if the XML is not well-formed, declares a document type (the way to entities, and none is
    needed), nests too deeply, or has more elements than any table needs.
    """
    if any("<!DOCTYPE".encode(encoding) in content for encoding in ("ascii", "utf-16-le", "utf-16-be")):
        raise RefusedFile("files.document_type")
    if content.count(b"<") - content.count(b"</") > MOST_ELEMENTS:
        raise RefusedFile("files.too_many_members", most=MOST_ELEMENTS)
    # Nothing is fetched, and an entity that slipped through stays what it is.
    found = etree.iterparse(
        io.BytesIO(content), tag=[f"{{*}}{name}" for name in names], remove_comments=True, remove_pis=True,
        resolve_entities=False, no_network=True,
    )  # fmt: skip
    try:
        for _, element in found:
            yield element
            element.clear()
    except etree.XMLSyntaxError as problem:
        if "depth" in str(problem):
            raise RefusedFile("files.too_deep", most=_DEEPEST) from None
        raise RefusedFile from None


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace."""
    name: str = element.tag
    return name.rpartition("}")[2]
