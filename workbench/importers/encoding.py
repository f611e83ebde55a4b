"""Which encoding a file is in, found by reading it once; and its text, in blocks of bounded length."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from workbench.importers.archives import Source
from workbench.importers.limits import BLOCK, LONGEST_LINE, READABLE
from workbench.problems import WorkbenchError

_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
#: No text has these; a few may slip into one.
_CONTROL = bytes({*range(1, 32)} - {*b"\t\n\r\f\v"})
_WRONG = "\N{REPLACEMENT CHARACTER}"
_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Western European)",
}


class _Quotes:
    """Follows the quotation marks of a table through its blocks, and notices the first that is out of place."""

    def __init__(self) -> None:
        self._carry, self._count, self._fine = b"\n", 0, True
        self._edge = np.zeros(256, dtype=bool)
        self._edge[list(b',;\t|\n\r"')] = True

    def see(self, block: bytes) -> None:
        if not self._fine:
            return
        if self._carry == b"\n":
            block = block.removeprefix(codecs.BOM_UTF8)
        # One byte before and one behind are needed to judge a mark; the last two wait for the next block.
        data = self._carry + block
        self._carry = data[-2:]
        bytes_ = np.frombuffer(data, dtype=np.uint8)
        places = np.flatnonzero(bytes_[1:-1] == ord('"')) + 1
        opening = (np.arange(len(places)) + self._count) % 2 == 0
        beside = np.where(opening, bytes_[places - 1], bytes_[places + 1])
        self._fine = bool(self._edge[beside].all())
        self._count += len(places)

    def fine(self) -> bool:
        self.see(b"\n")
        return self._fine and self._count % 2 == 0


@dataclass(frozen=True)
class Scan:
    """What one reading of all bytes found out."""

    encoding: str
    size: int
    nuls: int
    #: Places that are not UTF-8 in a file that otherwise is; they are shown as a replacement character.
    damaged: int
    #: UTF-8 without damage, and every quotation mark begins or ends a cell, or is doubled inside one: then any
    #: reader sees the same rows, and the fast one may read it.
    plain: bool

    @property
    def title(self) -> str:
        """The encoding as people call it."""
        return _NAMES.get(self.encoding, self.encoding)

    def notes(self) -> list[str]:
        """Say what was tried and what it cost."""
        said = []
        if self.encoding == "cp1252":
            said.append(
                "It is not UTF-8, so it was read as Windows-1252 (Western European). Look at a few accented letters; "
                "if they are wrong, save the file as UTF-8, or name its encoding when you import"
            )
        if self.damaged:
            said.append(
                f"{self.damaged:,} {'place is' if self.damaged == 1 else 'places are'} no {self.title}, though the rest "
                f"of the file is, and {'stands' if self.damaged == 1 else 'stand'} as {_WRONG}"
            )
        if self.nuls:
            said.append(
                f"{self.nuls:,} NUL {'character was' if self.nuls == 1 else 'characters were'} removed"
            )
        return said


def scan(source: Source, encoding: str | None = None) -> Scan:
    """Read all bytes of a file once and find out how to read its text.

    Parameters
    ----------
    source : Source
    encoding : str, optional
        A codec that the caller knows; nothing is tried then.

    Returns
    -------
    Scan

    Raises
    ------
    WorkbenchError
        If the bytes are no text.
    """
    if encoding is not None:
        try:
            info = codecs.lookup(encoding)
            known = info._is_text_encoding
        except (LookupError, ValueError, UnicodeError):
            known = False
        if not known:
            raise WorkbenchError(
                "This encoding is not known.",
                received=repr(encoding),
                allowed="a name such as utf-8, utf-16, cp1252, cp1251 or shift_jis",
                remedy="leave encoding= out; UTF-8, UTF-16 with its mark and Windows-1252 are found by themselves",
            )
    size = nuls = good = bad = odd = 0
    longest = since = 0  # a line of so many bytes, and bytes since the last line ended
    quotes = _Quotes()
    decoder = codecs.getincrementaldecoder(encoding or "utf-8")("replace")
    marked, nested = "", False
    with source.open() as stream:
        while block := stream.read(BLOCK):
            if not size:
                nested = block.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:1] in (b"{", b"[")
            if not size and not encoding:
                marked = next((name for mark, name in _MARKS if block.startswith(mark)), "")
                decoder = codecs.getincrementaldecoder(marked or "utf-8")("replace")
            size += len(block)
            nuls += block.count(b"\0")
            quotes.see(block)
            ends = max(block.rfind(b"\n"), block.rfind(b"\r"))
            longest = max(longest, since + _first_end(block))
            since = since + len(block) if ends < 0 else len(block) - ends - 1
            if longest > LONGEST_LINE and not nested:
                raise endless(source, f"a line of more than {LONGEST_LINE:,} bytes")
            odd += len(block) - len(block.translate(None, _CONTROL))
            text = decoder.decode(block)
            if not text.isascii():
                wrong = text.count(_WRONG)
                bad += max(0, wrong - block.count(b"\xef\xbf\xbd"))
                good += len(text) - len(text.encode("ascii", "ignore")) - wrong
    bad += decoder.decode(b"", final=True).count(_WRONG)
    if encoding or marked in ("utf-16", "utf-32"):
        return Scan(encoding or marked, size, 0, bad, False)
    if nuls > size // 8:
        raise WorkbenchError(
            f"{source.name} is no text that can be read.",
            received=f"{nuls:,} NUL characters in {size:,} bytes",
            allowed="UTF-8; UTF-16 with its mark at the start; Windows-1252",
            remedy="save it as 'CSV UTF-8'; many NUL characters mean UTF-16 without its mark (encoding='utf-16-le')",
        )
    if bad and odd > size // 50:
        raise WorkbenchError(
            f"{source.name} is no text.",
            received=f"{odd:,} control characters in {size:,} bytes",
            allowed=READABLE,
            remedy="look whether it is the export, and whether it came through whole",
        )
    if bad and bad >= good:
        return Scan("cp1252", size, nuls, 0, False)
    return Scan(marked or "utf-8", size, nuls, bad, not bad and not nuls and quotes.fine())


def endless(source: Source, found: str) -> WorkbenchError:
    """Say that a line is longer than any export's."""
    return WorkbenchError(
        f"{source.name} has a line that does not end.",
        received=found,
        allowed="one message a line",
        remedy="look whether it is the export, and whether it came through whole",
    )


def _first_end(block: bytes) -> int:
    """Count the bytes before the first line ends."""
    ends = [end for end in (block.find(b"\n"), block.find(b"\r")) if end >= 0]
    return min(ends, default=len(block))


def text_blocks(source: Source, found: Scan) -> Iterator[str]:
    """Yield the text of a file in blocks; what cannot be decoded becomes a replacement character."""
    decoder = codecs.getincrementaldecoder(found.encoding)("replace")
    with source.open() as stream:
        while block := stream.read(BLOCK):
            yield decoder.decode(block).replace("\0", "")
    if rest := decoder.decode(b"", final=True):
        yield rest.replace("\0", "")


def text_lines(source: Source, found: Scan) -> Iterator[str]:
    """Yield lines with their ends; a carriage return alone ends a line, too.

    Raises
    ------
    WorkbenchError
        If a line is longer than any export's.
    """
    rest, number = "", 0
    for block in text_blocks(source, found):
        lines = list(io.StringIO(rest + block, newline=""))
        # The last piece may go on in the next block, and so may a line end of two characters.
        rest = "" if not lines or lines[-1].endswith("\n") else lines.pop()
        number += len(lines)
        yield from lines
        if len(rest) > LONGEST_LINE:
            raise endless(source, f"more than {LONGEST_LINE:,} characters in line {number + 1}")
    if rest:
        yield rest
