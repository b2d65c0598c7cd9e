"""A Word file's parts as one archive, written without asking the clock.

python-docx stamps the members of the archive with the present time, and fails where the clock says a year that no
archive can hold. Its parts are public; only the list of their types is to be made here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import quoteattr

from docx.opc.constants import CONTENT_TYPE
from docx.opc.package import OpcPackage
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI, PackURI
from docx.opc.part import Part
from docx.opc.spec import default_content_types

from lcanalysis.workbooks import OfficeZip

_NAMESPACE: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_AS_THEY_ARE: Final[Mapping[PackURI, bytes]] = MappingProxyType({})


def package_bytes(package: OpcPackage, contents: Mapping[PackURI, bytes] = _AS_THEY_ARE) -> bytes:
    """Return the file of a package: what ``package.save`` writes, without the time.

    `contents`: by name, what is written of a part in the place of what the package holds.
    """
    parts = package.parts
    for part in parts:
        part.before_marshal()  # type: ignore[no-untyped-call]
    buffer = io.BytesIO()
    with OfficeZip(buffer, "w") as archive:
        archive.writestr(CONTENT_TYPES_URI.membername, content_types(parts))
        archive.writestr(PACKAGE_URI.rels_uri.membername, package.rels.xml)
        for part in parts:
            content = contents.get(part.partname) or part.blob
            archive.writestr(part.partname.membername, content)
            if part.rels:
                archive.writestr(part.partname.rels_uri.membername, part.rels.xml)
    return buffer.getvalue()


def content_types(parts: Iterable[Part]) -> bytes:
    """Return the list of the types of parts, by file extension where that tells the type, and by name otherwise."""
    by_ending = {"rels": CONTENT_TYPE.OPC_RELATIONSHIPS, "xml": CONTENT_TYPE.XML}
    by_name = {}
    for part in parts:
        ending, kind = part.partname.ext, part.content_type
        if (ending.lower(), kind) in default_content_types:
            by_ending[ending] = kind
        else:
            by_name[part.partname] = kind
    lines = [
        *(
            f"<Default Extension={quoteattr(one)} ContentType={quoteattr(by_ending[one])}/>"
            for one in sorted(by_ending)
        ),
        *(f"<Override PartName={quoteattr(one)} ContentType={quoteattr(by_name[one])}/>" for one in sorted(by_name)),
    ]
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    return f'{head}<Types xmlns="{_NAMESPACE}">{"".join(lines)}</Types>'.encode()
