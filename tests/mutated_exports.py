"""Broken exports by the thousand: the samples, damaged in the ways exports are damaged, and what must still be true."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import random
import runpy
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import zstandard

from workbench.importers.reading import read_mentions
from workbench.mentions import COLUMNS
from workbench.problems import WorkbenchError

ROOT = Path(__file__).resolve().parent.parent
KEY = b"a key for the tests only"
NOW = pd.Timestamp("2026-01-01", tz="UTC")
MAPPING = {"time": "Posted", "text": "Message", "author": "User", "platform": "=forum", "likes": "Thumbs"}
SAMPLES: dict[str, bytes] = runpy.run_path(str(ROOT / "scripts" / "make_exports.py"))["exports"]()

CELLS = [
    "=HYPERLINK(\"http://example.org\")", "@SUM(A1)", "<script>alert(1)</script>", "\u202eabc\u202c", "🔥" * 30, "\x00", "\ufeff",
    "9" * 400, "1e400", "NaN", "-1", "1.23E+18", "31/12/2025", "12/31/2025", "2025-02-30 10:00", "2099-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z", "2025-03-03T08:00:00+99:99", "2025-03-30 02:30:00", "1700000000", "99999999999999999", "'", '"', '""',
    ",", "\n", "\r", "\t", ";", "é" * 10, "\udcff", "\\N", "null", "{}", "[1]", "a" * 5000, "../../etc/passwd", "\x1b[31m",
]  # fmt: skip
VALUES = [
    None,
    [],
    {},
    [[]],
    True,
    -1,
    1e308,
    10**30,
    "",
    "x",
    {"a": {"b": {"c": []}}},
    [None, 1, "x"],
    "2025-03-03",
    "\ud800",
]

Mutation = Callable[[bytes, random.Random], bytes]


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def flip(data: bytes, rng: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(rng.choice([1, 1, 3, 20]) if made else 0):
        made[rng.randrange(len(made))] = rng.randrange(256)
    return bytes(made)


def drop(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.choice([1, 7, 100, 2000]) :]


def repeat(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    return (
        data[:start]
        + data[start : start + rng.choice([10, 300, 5000])] * rng.choice([2, 3, 30])
        + data[start:]
    )


def insert(data: bytes, rng: random.Random) -> bytes:
    made = data
    for _ in range(rng.choice([1, 2, 5])):
        start = rng.randrange(len(made) + 1)
        made = made[:start] + rng.choice(CELLS).encode("utf-8", "surrogatepass") + made[start:]
    return made


def quotes(data: bytes, rng: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 4])):
        made.insert(rng.randrange(len(made) + 1), ord(rng.choice('"",;\n\t')))
    return bytes(made)


def lines(data: bytes, rng: random.Random) -> bytes:
    parts = data.split(b"\n")
    how = rng.randrange(5)
    if how == 0:
        rng.shuffle(parts)
    elif how == 1:
        parts = parts[1:]
    elif how == 2:
        parts = [part for part in parts for _ in range(rng.choice([1, 1, 2]))]
    elif how == 3:
        parts = [b"" if rng.random() < 0.2 else part for part in parts]
    else:
        parts = [part[: rng.randrange(len(part) + 1)] if rng.random() < 0.2 else part for part in parts]
    return rng.choice([b"\n", b"\n", b"\r\n", b"\r"]).join(parts)


def cells(data: bytes, rng: random.Random) -> bytes:
    """Put hostile cells into a table that stays well-formed."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode())))
    except (UnicodeDecodeError, csv.Error):
        return insert(data, rng)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=rng.choice([",", ",", ";", "\t"]))
    for place, row in enumerate(rows):
        if place and row and rng.random() < 0.5:
            row[rng.randrange(len(row))] = rng.choice(CELLS)
        if place and rng.random() < 0.05:
            row.append("one more")
        writer.writerow(row)
    return out.getvalue().encode("utf-8", "surrogatepass")


def encode(data: bytes, rng: random.Random) -> bytes:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return flip(data, rng)
    codec = rng.choice(
        [
            "utf-16",
            "utf-16-le",
            "utf-16-be",
            "utf-32",
            "cp1252",
            "latin-1",
            "cp1251",
            "utf-8-sig",
            "shift_jis",
        ]
    )
    return text.encode(codec, "replace")


def values(data: bytes, rng: random.Random) -> bytes:
    """Put values of the wrong kind into JSON that stays well-formed."""
    try:
        read = json.loads(data)
    except ValueError:
        return cells(data, rng)

    def change(value: object, depth: int) -> object:
        if rng.random() < 0.03 * min(depth, 3):
            return rng.choice(VALUES)
        if isinstance(value, dict):
            return {name: change(one, depth + 1) for name, one in value.items() if rng.random() > 0.01}
        if isinstance(value, list):
            return [change(one, depth + 1) for one in value]
        return value

    made = change(read, 0)
    if rng.random() < 0.2 and isinstance(made, dict):
        inside = next((one for one in made.values() if isinstance(one, list)), [])
        return "\n".join(json.dumps(one) for one in inside).encode()
    if rng.random() < 0.1:
        return b"[" * 100_000
    return json.dumps(made, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")


def joined(data: bytes, rng: random.Random) -> bytes:
    return data + SAMPLES[rng.choice(sorted(SAMPLES))]


def packed(data: bytes, rng: random.Random) -> bytes:
    how = rng.randrange(4)
    if how == 0:
        return gzip.compress(data, mtime=0)
    if how == 1:
        return zstandard.ZstdCompressor().compress(data)
    out = io.BytesIO()
    name = rng.choice(
        ["a.csv", "a.json", "b/c.csv", "../a.csv", "/etc/a.csv", "a.exe", "C:/a.csv", "a.csv.gz"]
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
        if how == 3:
            archive.writestr("more.csv", SAMPLES["minet.csv"])
    return out.getvalue()


def nothing(data: bytes, rng: random.Random) -> bytes:
    return data


MUTATIONS: list[Mutation] = [cut, flip, drop, repeat, insert, quotes, lines, cells, encode, values, joined]
MAGIC = [
    b"",
    b"\0" * 5000,
    b"\x80\x04\x95",
    b"PK\x03\x04",
    b"PAR1",
    b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd",
    b"%PDF-1.7",
    b"\xff\xfe",
    b"{",
    b"[",
    b'"',
]


def mutated(seed: int) -> tuple[str, bytes, str]:
    """Make one broken export: its name, its bytes, and what was done."""
    rng = random.Random(seed)
    name = rng.choice(sorted(SAMPLES) + 2 * sorted(name for name in SAMPLES if name.endswith(".csv")))
    data, done = SAMPLES[name], [name]
    if rng.random() < 0.01:
        return "export.csv", rng.choice(MAGIC) + rng.randbytes(rng.choice([0, 3, 2000])), "magic"
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        mutation = rng.choice(MUTATIONS)
        data = mutation(data, rng)
        done.append(mutation.__name__)
    if rng.random() < 0.1:
        data = packed(data, rng)
        done.append("packed")
        if rng.random() < 0.3:
            data = rng.choice([cut, flip])(data, rng)
            done.append("damaged")
    return rng.choice([name, name, name, "export.csv", "export", "a b.json"]), data, " ".join(done)


def tried(seed: int, folder: Path) -> str:
    """Import one broken export and check everything that must be true; say how it ended.

    Returns
    -------
    str
        "refused", "kept all", "set some aside" or "set all aside".
    """
    name, data, done = mutated(seed)
    rng = random.Random(-seed)
    path = folder / name
    path.write_bytes(data)
    before = hashlib.sha256(data).digest()
    aside = folder / "rows.set-aside.csv"
    try:
        imported = read_mentions(
            path,
            tz=rng.choice(
                ["UTC", "Europe/Warsaw", "Europe/Warsaw", "America/Sao_Paulo", "Asia/Beirut", None]
            ),
            day_first=rng.choice([None, True, True, False]),
            columns=MAPPING if "own" in done or rng.random() < 0.02 else None,
            company_accounts=rng.choice([(), ["AcmeKettles"]]),
            key=KEY,
            set_aside=aside,
            now=NOW,
        )
    except WorkbenchError:
        assert not aside.exists(), "a refused import leaves nothing behind"
        outcome = "refused"
    else:
        receipt, mentions = imported.receipt, imported.mentions
        assert receipt.rows_read == receipt.rows_kept + receipt.rows_set_aside, "a row was lost"
        assert len(mentions) == receipt.rows_kept
        assert list(mentions.columns) == list(COLUMNS)
        assert mentions["mention_id"].is_unique
        assert mentions["time"].notna().all()
        assert (mentions["time"] <= NOW).all()
        assert mentions["author"].dropna().str.match(r"^[0-9a-f]{20}$").all(), "a name came through"
        assert receipt.rows_read >= rows_there(data, name), "a row was not even counted"
        told = 0
        if aside.exists():
            with aside.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.reader(file))
            told = len(rows) - 1
            risky = [cell for row in rows[1:] for cell in row if cell.startswith(("=", "@", "\t", "\r"))]
            assert not risky, "a formula stands in the file of rows set aside"
            aside.unlink()
        assert told == receipt.rows_set_aside, "a row set aside is not in its file"
        outcome = "kept all" if not told else "set some aside" if receipt.rows_kept else "set all aside"
    assert hashlib.sha256(path.read_bytes()).digest() == before, "the original was touched"
    path.unlink()
    assert not list(folder.iterdir()), "something was left behind"
    return outcome


def rows_there(data: bytes, name: str) -> int:
    """Count rows with a plain reader, where a plain reader can: UTF-8 CSV below a whole header, or lines of JSON."""
    try:
        text = data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return 0
    if text.lstrip()[:1] in ("{", "["):
        return messages_there(text)
    for known, sample in SAMPLES.items():
        if not known.endswith(".csv") or known in ("meltwater.csv", "own.csv", "multiTimeline.csv"):
            continue
        above = 7 if known == "brandwatch.csv" else 1
        if text.startswith("\n".join(sample.decode().split("\n")[:above]) + "\n"):
            below = text.split("\n", above)[above]
            try:
                return sum(1 for row in csv.reader(io.StringIO(below, newline="")) if row)
            except csv.Error:
                return 0
    return 0


def messages_there(text: str) -> int:
    """Count messages in JSON that is whole, or line by line; a list of objects under any name is a list of messages."""

    def count(value: object) -> int:
        if isinstance(value, list):
            return sum(map(count, value))
        if not isinstance(value, dict) or value.keys() & {
            "id",
            "text",
            "created_at",
            "published",
            "date",
            "url",
        }:
            return 1
        inside = value.get("result_content", value)
        inside = inside if isinstance(inside, dict) else {}
        lists = [inside[name] for name in ("data", "results", "items") if isinstance(inside.get(name), list)]
        # A list of something else is no list of messages, and a page may be empty.
        return max(
            (len(one) for one in lists if one and all(isinstance(row, dict) for row in one)), default=0
        )

    try:
        return count(json.loads(text))
    except (ValueError, RecursionError):
        pass
    lines = [line for line in text.split("\n") if line.strip("\ufeff \t\r\n")]
    if not lines[1:] or not any(whole(line) for line in lines[:20]):
        return 0
    return sum(count(json.loads(line)) if whole(line) else 1 for line in lines)


def whole(line: str) -> bool:
    try:
        return line.startswith("{") and isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
