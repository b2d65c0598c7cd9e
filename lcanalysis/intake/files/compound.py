"""The compound files of older office programs: a small file system within a file (MS-CFB)."""

from __future__ import annotations

import struct
from typing import Final

from lcanalysis.intake.files.limits import MOST_MEMBERS, RefusedFile

SIGNATURE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_HEADER: Final = 512
_ENTRY: Final = 128
_MARKS: Final = 0xFFFFFFFA
"""Numbers of sectors from here on are marks: free, end of a chain."""
_ROOT: Final = 5
_STREAM: Final = 2


class Compound:
    """The streams of a compound file, by name.

    Raises
    ------
    RefusedFile
        If it is broken: a chain of sectors that leaves the file or runs in a circle.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            shift, mini_shift = struct.unpack_from("<HH", content, 30)
            (first_entry,) = struct.unpack_from("<I", content, 48)
            self._cutoff, first_mini, _, more, _ = struct.unpack_from("<5I", content, 56)
            listed = list(struct.unpack_from("<109I", content, 76))
        except struct.error:
            raise RefusedFile from None
        if (shift, mini_shift) not in {(9, 6), (12, 6)}:
            raise RefusedFile
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        self._most = len(content) // self._size + 1
        self._fat = self._table([sector for sector in self._listed(listed, more) if sector < _MARKS])
        self._mini_fat = self._table(self._chain(first_mini, self._fat))
        self._streams: dict[str, tuple[int, int]] = {}
        self.names: set[str] = set()
        self._mini = b""
        self._directory(b"".join(map(self._sector, self._chain(first_entry, self._fat))))

    def read(self, name: str) -> bytes:
        """Return the content of a stream."""
        start, size = self._streams[name]
        if size > len(self._content):
            raise RefusedFile
        if size >= self._cutoff:
            return b"".join(map(self._sector, self._chain(start, self._fat)))[:size]
        small = self._mini_size
        found = self._chain(start, self._mini_fat, most=len(self._mini) // small + 1)
        return b"".join(self._mini[number * small : (number + 1) * small] for number in found)[:size]

    def _sector(self, number: int) -> bytes:
        start = max(_HEADER, self._size) + number * self._size
        if start >= len(self._content):
            raise RefusedFile
        return self._content[start : start + self._size]

    def _table(self, sectors: list[int]) -> list[int]:
        if len(sectors) > self._most:
            raise RefusedFile
        content = b"".join(map(self._sector, sectors))
        return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))

    def _listed(self, listed: list[int], more: int) -> list[int]:
        """Return the sectors of the allocation table, of which a large file lists some outside its header."""
        per_sector = self._size // 4
        steps = 0
        while more < _MARKS:
            steps += 1
            numbers = struct.unpack(f"<{per_sector}I", self._sector(more).ljust(self._size, b"\xff"))
            listed.extend(numbers[:-1])
            more = numbers[-1]
            if steps > self._most:
                raise RefusedFile
        return listed

    def _chain(self, start: int, table: list[int], most: int | None = None) -> list[int]:
        chain = []
        while start < _MARKS:
            chain.append(start)
            if start >= len(table) or len(chain) > (self._most if most is None else most):
                raise RefusedFile
            start = table[start]
        return chain

    def _directory(self, content: bytes) -> None:
        if len(content) > MOST_MEMBERS * _ENTRY:
            raise RefusedFile("files.too_many_members", most=MOST_MEMBERS)
        for at in range(0, len(content) - _ENTRY + 1, _ENTRY):
            entry = content[at : at + _ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            start, size = struct.unpack_from("<II", entry, 116)
            name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind == _ROOT and at:
                raise RefusedFile
            if kind == _ROOT:
                self._mini = b"".join(map(self._sector, self._chain(start, self._fat)))
            elif kind:
                self.names.add(name)
            if kind == _STREAM:
                self._streams.setdefault(name, (start, size))
