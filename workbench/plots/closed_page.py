"""A page that opens no connection: which scripts it may run, and data that cannot end one."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from typing import Any

_ASIDE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script_data(value: Any) -> str:
    r"""Write a value as JSON in which nothing can end the script that holds it.

    >>> script_data({"said": "</script>"})
    '{"said":"\\u003c/script\\u003e"}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ASIDE)


def as_browsers_read(scripts: Iterable[str]) -> list[str]:
    """Return scripts with one kind of line end: a browser reads them so before it computes a fingerprint."""
    return [script.replace("\r\n", "\n").replace("\r", "\n") for script in scripts]


def policy(scripts: list[str]) -> str:
    """Return a page's Content-Security-Policy: nothing from outside, and no script but these.

    >>> policy(["1"]).split("; ")[0]
    "default-src 'none'"
    """
    allowed = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts
    )
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
