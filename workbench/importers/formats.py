"""What an importer has to say about one tool's export; and which importer a table's columns belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from workbench.problems import WorkbenchError

#: Columns of text, None where a cell is empty; all of one length.
Cells = dict[str, Any]
Record = dict[str, Any]


@dataclass(frozen=True)
class Format:
    """One tool's export: how to recognise it and where everything stands.

    ``columns`` maps a column of the message table (or ``title``, which goes in front of the text) to a column of
    the export, or to several of which the first that is not empty counts, or to a constant written ``"=x"``.
    """

    name: str
    tool: str
    title: str
    #: Columns that are always there and together belong to no other tool; letter case does not count.
    needs: tuple[str, ...]
    columns: Mapping[str, str | tuple[str, ...]]
    #: Of these at least one is there, too; where the others could be anybody's.
    some: tuple[str, ...] = ()
    #: Further columns with a name of the author, to be compared with the company's accounts.
    accounts: tuple[str, ...] = ()
    #: The zone the tool's own documentation states for times that are written without one.
    zone: str = ""
    #: What a number in a time column is: "s" or "ms" since 1970.
    epoch: str = ""
    #: "day" where a tool writes midnight for every time.
    finest: str = "second"
    #: Metrics that were not collected stand as 0.
    zero_is_missing: bool = False
    #: From one JSON object, and the page it stood on, to flat rows.
    unpack: Callable[[Record, Record], Iterable[Record]] | None = None
    #: Columns made from others before anything is read; pandas Series by name.
    settle: Callable[[Cells], Cells] | None = None
    #: Said in every receipt.
    notes: tuple[str, ...] = ()
    #: Numbers per day or week, no messages.
    counts: bool = False
    #: What words of sentiment mean, by the caller's own account.
    words: Mapping[str, str] = field(default_factory=dict)
    #: Further columns by which a repost can be told.
    reposts_by: tuple[str, ...] = ()
    #: Whether the table at hand has a column by which a repost can be told.
    tells_reposts: bool = True
    #: Columns that are used besides those of ``columns``.
    also: tuple[str, ...] = field(default=())

    def wanted(self) -> list[str]:
        """Every column of the export that is used."""
        names = [
            name for places in self.columns.values() for name in _tuple(places) if not name.startswith("=")
        ]
        return list(dict.fromkeys([*names, *self.accounts, *self.also]))


def _tuple(places: str | tuple[str, ...]) -> tuple[str, ...]:
    return (places,) if isinstance(places, str) else tuple(places)


def places_of(format: Format, column: str) -> tuple[str, ...]:
    """Say where a column of the message table stands in an export, in order of preference."""
    return _tuple(format.columns.get(column, ()))


def tells_reposts(format: Format, header: Iterable[str]) -> bool:
    """Tell whether a table with this header says which of its rows are reposts.

    >>> tells_reposts(Format("a", "a", "a", (), {"repost_of": "shared from"}), ["Date", "Shared from"])
    True
    """
    there = {plain_name(name) for name in header}
    places = (*places_of(format, "is_repost"), *places_of(format, "repost_of"), *format.reposts_by)
    return any(place.startswith("=") or plain_name(place) in there for place in places)


def plain_name(name: str) -> str:
    """Bring a column's name into the form in which names are compared.

    >>> plain_name(" Full  Text ")
    'full text'
    """
    return " ".join(name.replace("\\ufeff", "").split()).lower()


def recognise(names: Iterable[str]) -> Format | None:
    """Find the tool whose export has these columns; the one that is surest where several fit.

    Examples
    --------
    >>> recognise(["Date", "what"]) is None
    True
    """
    from workbench.importers.google_trends import TRENDS, is_trends
    from workbench.importers.registry import FORMATS

    names = list(names)
    if is_trends(names):
        return TRENDS
    there = {plain_name(name) for name in names}
    fitting = [
        f
        for f in FORMATS
        if f.needs
        and all(plain_name(n) in there for n in f.needs)
        and (not f.some or any(plain_name(n) in there for n in f.some))
    ]
    return max(fitting, key=lambda f: len(f.needs), default=None)


@dataclass(frozen=True)
class Aside:
    """A row that is set aside: where, why, and its cells as far as they could be told apart."""

    row: int
    reason: str
    cells: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Chunk:
    """Some rows of an export as text: the columns that were asked for, the row numbers, and broken rows."""

    columns: Cells
    rows: np.ndarray
    aside: tuple[Aside, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table that was found in a file and can be read as often as needed."""

    name: str
    #: "CSV, UTF-8" and so on, for the receipt.
    kind: str
    header: tuple[str, ...]
    format: Format | None
    read: Callable[[list[str]], Iterable[Chunk]]
    notes: tuple[str, ...] = ()


#: Names of columns that say what they hold, in several languages; what may hold a person's name is proposed as author only.
_OBVIOUS: dict[str, str] = {
    "time": "time|date|datetime|timestamp|created|created at|created_at|created_utc|published|published at|published_at|posted|posted at|datum|zeit|"
            "zeitpunkt|datum/uhrzeit|veröffentlicht|erstellt am|date de publication|fecha|fecha de publicación|data|"
            "data e ora|data publikacji|datum en tijd",
    "text": "text|message|content|body|full text|post|comment|inhalt|nachricht|beitrag|kommentar|texte|contenu|texto|contenido|"
            "mensaje|testo|contenuto|conteúdo|tekst|treść|inhoud|bericht",
    "title": "title|headline|titel|überschrift|titre|título|titolo|tytuł",
    "author": "author|user|username|user name|autor|autorin|verfasser|nutzer|benutzer|benutzername|auteur|utilisateur|usuario|"
              "autore|utente|usuário|użytkownik|gebruiker",
    "platform": "platform|network|channel|plattform|netzwerk|kanal|plateforme|réseau|plataforma|red social|piattaforma|platforma",
    "language": "language|lang|sprache|langue|idioma|lingua|język|taal",
    "stance": "sentiment|tonality|stimmung|tonalität|tonalité|sentimiento|sentimento|sentyment|wydźwięk",
    "url": "url|link|permalink|adresse|adres|enlace|lien",
    "mention_id": "id|mention id|message id|post id|kennung|identifiant|identificador",
    "likes": "likes|like count|gefällt mir|me gusta|mi piace|curtidas|polubienia|j'aime",
    "followers": "followers|follower|follower count|abonnés|seguidores|obserwujący|volgers",
    "reach": "reach|reichweite|portée|alcance|zasięg|bereik",
    "in_reply_to": "in reply to|in_reply_to|reply to|antwort auf|en réponse à|en respuesta a|in risposta a",
}  # fmt: skip


def proposed(header: Iterable[str]) -> dict[str, str]:
    """Say which columns are obvious by their name; the first one where several are.

    Examples
    --------
    >>> proposed(["Kennung", "Datum", "Autor", "Bemerkung"])
    {'time': 'Datum', 'author': 'Autor', 'mention_id': 'Kennung'}
    """
    there = {plain_name(name): name for name in reversed(list(header))}
    found: dict[str, str] = {}
    for target, words in _OBVIOUS.items():
        meant = next((there[word] for word in words.split("|") if word in there), None)
        if meant is not None and meant not in found.values():
            found[target] = meant
    return found


def unknown(table: Table) -> WorkbenchError:
    """Say that no importer knows a table, with its columns and how to map them."""
    from workbench.importers.mapping import TARGETS

    shown = ", ".join(repr(name[:60]) for name in table.header[:40])
    more = f" and {len(table.header) - 40:,} more" if len(table.header) > 40 else ""
    example = {"time": "…", "text": "…", "author": "…", "platform": "=x"}
    columns = ", ".join(f'"{name}": "{place}"' for name, place in (example | proposed(table.header)).items())
    return WorkbenchError(
        f"The columns of {table.name} are not those of a tool the workbench knows.",
        received=f"{shown}{more}",
        allowed="any table, when you say which column is which: time is needed; as there are, "
        + ", ".join(name for name in TARGETS if name != "time"),
        remedy=f"columns={{{columns}}}, with the names of the columns above; the sign = makes a constant",
    )
