"""Names are left at the door: a keyed hash stands for each author, and the key stays on this machine."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from os import PathLike
from pathlib import Path

import pandas as pd

from workbench.problems import WorkbenchError

#: Characters of a hash that are kept: 80 bits tell a hundred million authors apart.
LENGTH = 20
HASH = r"^[0-9a-f]{20}$"
_SHORTEST = 16
_HOME = "crisis-workbench"
_FILE = "author.key"
#: Where an address can be taken apart; the signs stay, so that it can be put together again.
_PARTS = re.compile(r"([/?&=#])")
_BETWEEN = str.maketrans(dict.fromkeys(" -._+@"))


def author_key(key: bytes | str | PathLike[str] | None = None) -> bytes:
    """Fetch the key that hides authors' names, and make one when it is first needed.

    The same key gives the same hash, so two exports of one person still meet. Without the key nobody can try
    names until one fits, which is why it lies outside every case folder and must not be passed on.

    Parameters
    ----------
    key : bytes, str or path, optional
        The key itself (bytes), or a file that holds it; else the private file in the user's configuration folder.

    Returns
    -------
    bytes

    Raises
    ------
    WorkbenchError
        If it cannot be read or written, or is too short.

    Examples
    --------
    >>> author_key(b"0123456789abcdef")
    b'0123456789abcdef'
    """
    if isinstance(key, bytes):
        found = key
    else:
        path = Path(key) if key is not None else _place()
        try:
            found = _read(path) if path.exists() or key is not None else _make(path)
        except OSError as error:
            raise WorkbenchError(
                "The key that hides authors' names cannot be read or written.",
                received=f"{path}: {error.strerror or error}",
                allowed="a private file that only you can read",
                remedy="key=, with a file that holds a key of your own, or the key itself as bytes",
            ) from None
    if len(found) < _SHORTEST:
        raise WorkbenchError(
            "The key that hides authors' names is too short.",
            received=f"{len(found)} bytes",
            allowed=f"at least {_SHORTEST} bytes",
            remedy="python -c 'import secrets; print(secrets.token_hex(32))' prints a good one",
        )
    return found


def _place() -> Path:
    named = os.environ.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME")
    return (Path(named) if named else Path.home() / ".config") / _HOME / _FILE


def _read(path: Path) -> bytes:
    if os.name != "nt" and path.stat().st_mode & 0o077 and path == _place():
        path.chmod(0o600)
    return path.read_bytes().strip()


def _make(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = secrets.token_hex(32).encode()
    # Whole under another name first: whoever else starts at this moment reads a whole key or none.
    draft = path.with_name(f"{_FILE}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(made + b"\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return _read(path)
    except OSError:  # a file system without links
        draft.replace(path)
        return made
    finally:
        draft.unlink(missing_ok=True)
    return made


def same_name(name: str) -> str:
    """Bring an account's name into the form in which names are compared.

    >>> same_name(" @AcmeCares ")
    'acmecares'
    """
    return name.strip().lstrip("@").casefold()


def hashed(names: pd.Series, platforms: pd.Series, key: bytes) -> pd.Series:
    """Replace names by hashes; one name on two platforms need not be one person and gets two.

    Parameters
    ----------
    names, platforms : Series of str
        Missing names stay missing.
    key : bytes

    Returns
    -------
    Series of str
    """
    if names.isna().all():
        return names
    # Each pair is hashed once, however often somebody wrote.
    codes, pairs = pd.factorize(platforms + "\0" + names)
    done = []
    for pair in pairs:
        platform, _, name = pair.partition("\0")
        message = f"{platform}\0{same_name(name)}".encode("utf-8", "replace")
        done.append(hmac.digest(key, message, "sha256").hex()[:LENGTH])
    # A missing name has the code -1, and so takes what stands last.
    return pd.Series(pd.array([*done, None], dtype="str").take(codes), index=names.index)


def without_names(urls: pd.Series, names: list[pd.Series], hashes: pd.Series) -> pd.Series:
    """Replace the author's name in the address of a message by its hash.

    A post on X is found by its number alone, so that its address still works; elsewhere it may not.
    """
    if urls.isna().all():
        return urls
    out = []
    # Going through plain objects is many times faster than through a Series.
    for url, hash_, *them in zip(*(one.to_numpy(object) for one in (urls, hashes, *names)), strict=True):
        if isinstance(url, str):
            for name in them:
                if isinstance(name, str) and len(name) > 1:
                    url = _scrubbed(url, name, hash_ if isinstance(hash_, str) else "-")
        out.append(url)
    return pd.Series(out, index=urls.index, dtype="str")


def _scrubbed(url: str, name: str, hash_: str) -> str:
    bare = _slug(name)
    if len(bare) < 2 or bare not in _slug(url):
        return url
    parts = _PARTS.split(url)
    host = parts[4].lower() if len(parts) > 4 else ""
    on_x = host.removeprefix("www.").removeprefix("mobile.") in ("x.com", "twitter.com")
    for place in range(6, len(parts), 2):
        if _slug(parts[place]) == bare:
            parts[place] = "i" if on_x and place == 6 else hash_
    first, dot, rest = host.partition(".")
    if dot and "." in rest and _slug(first) == bare:
        parts[4] = f"{hash_}.{rest}"
    return "".join(parts)


def _slug(text: str) -> str:
    """Leave out what stands between the parts of a name, in one place or another."""
    if "%" in text:
        text = text.replace("%20", "").replace("%40", "")
    return text.casefold().translate(_BETWEEN)
