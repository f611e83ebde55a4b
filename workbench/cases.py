"""A case, whole: its settings, five tables and three texts; the list of cases."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from os import PathLike, sep
from pathlib import Path
from typing import Any

import pandas as pd

from workbench import places
from workbench.delays import delay_table
from workbench.evidence import Settings, read_folder
from workbench.evidence.imported import Messages, imported_messages
from workbench.evidence.tables import id_column
from workbench.files import as_path
from workbench.problems import NotFound, WorkbenchError, nearest
from workbench.texts import CitedText, MarkdownText, as_html, many
from workbench.times import hours_between

#: What a case says of itself. The delays are asked for by name: case.delays() computes them.
_SETTINGS = [item.name for item in fields(Settings) if item.name not in ("delays", "delay_notes")]


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """One crisis, as dated public evidence. Get one from :func:`load_case`.

    Attributes
    ----------
    id, title, question, summary, company, sector, country, grade, grade_reason, licence : str
    clock : Clock
        ``trigger`` (event id), ``timezone`` (IANA) and ``channel`` of the crisis.
    period : Period
        ``start`` and ``end`` of the hot weeks, UTC.
    learning_goals, practices, claims, hashtags, decision_points, unconfirmed : tuple
    brief, debrief, notes : MarkdownText
    events, responses, observations, mentions, sources : pandas.DataFrame
        Times in UTC; ``time_end`` closes the interval in which a row was true, exclusive.

    Examples
    --------
    >>> case = load_case("codero-outage")
    >>> case.grade, case.trigger["event_id"]
    ('C', 'cod-e1')
    """

    settings: Settings
    tables: dict[str, pd.DataFrame]
    texts: dict[str, str]
    folder: Path

    def __getattr__(self, name: str) -> Any:
        if name in _SETTINGS:
            return getattr(self.settings, name)
        raise AttributeError(f"A case has no {name!r}; it has {', '.join(dir(self))}.")

    def __dir__(self) -> list[str]:
        return sorted({*(n for n in super().__dir__() if not n.startswith("_")), *_SETTINGS})

    @property
    def events(self) -> pd.DataFrame:
        """Dated acts of everybody involved."""
        return self._table("events")

    @property
    def responses(self) -> pd.DataFrame:
        """What the company did, and its documented silences."""
        return self._table("responses")

    @property
    def observations(self) -> pd.DataFrame:
        """Dated figures: readings of counters, sales, prices, complaints."""
        return self._table("observations")

    @property
    def mentions(self) -> pd.DataFrame:
        """Dated public items about the case: a sample found by search, not the volume."""
        return self._table("mentions")

    @property
    def sources(self) -> pd.DataFrame:
        """Every page that a row leans on."""
        return self._table("sources")

    @property
    def brief(self) -> MarkdownText:
        """What could be known before the clock starts."""
        return self._cited("brief")

    @property
    def debrief(self) -> MarkdownText:
        """What happened, what the evidence says, what stays unknown."""
        return self._cited("debrief")

    @property
    def notes(self) -> MarkdownText:
        """Contested points, myths, what was looked for and not found."""
        return self._cited("notes")

    @property
    def trigger(self) -> pd.Series:
        """The event that starts the clock."""
        events = self.events
        return events[events["event_id"] == self.settings.clock.trigger].iloc[0]

    def delays(self) -> pd.DataFrame:
        """Tabulate hours from trigger to response, by five definitions.

        Returns
        -------
        pandas.DataFrame
            See :func:`workbench.delays.delay_table`: the middle, and the range the dates allow.
        """
        said = self.settings
        return delay_table(self.trigger, self.responses, said.delays, said.delay_notes, said.clock.channels)

    def hours_since_trigger(self, times: pd.Series) -> pd.Series:
        """Hours from the start of the trigger's interval, negative before it."""
        return hours_between(self.trigger["time"], times)

    def readings(self, metric: str, scope: str | None = None) -> pd.DataFrame:
        """List the dated readings of one counter, oldest first.

        Raises
        ------
        NotFound
            If the case holds no such metric or scope; the message lists those it holds.
        """
        table = self.observations
        found = table[table["metric"] == metric]
        if found.empty:
            held = table["metric"].value_counts()
            raise NotFound(
                f"{self.id} holds no readings of this metric.",
                received=repr(metric),
                allowed=", ".join(f"{name} ({count})" for name, count in held.head(12).items()),
                remedy=nearest(metric, held.index) or "case.observations lists them all",
            )
        if scope is not None:
            scopes = found["scope"].value_counts()
            found = found[found["scope"] == scope]
            if found.empty:
                raise NotFound(
                    f"{self.id} holds {metric}, but not of this scope.",
                    received=repr(scope),
                    allowed=", ".join(f"{name} ({count})" for name, count in scopes.items()),
                    remedy=nearest(scope, scopes.index) or "choose one of the scopes listed",
                )
        return found.reset_index(drop=True)

    def sources_of(self, row: pd.Series | str) -> pd.DataFrame:
        """List the sources behind one row.

        Parameters
        ----------
        row : pandas.Series or str
            A row of any of the tables, or its id. A mention is its own source.

        Returns
        -------
        pandas.DataFrame
            ``source_id``, ``title``, ``publisher``, ``url``, ``published``, ``kind``, ``language``.
        """
        found = self._row(row) if isinstance(row, str) else row
        if "mention_id" in found:
            page = {
                "source_id": found["mention_id"],
                "title": f"{found['outlet']}: {found['theme']}",
                "publisher": found["outlet"],
                "url": found["url"],
                "published": found["published_text"],
                "kind": found["platform"],
                "language": found["language"],
            }
            return pd.DataFrame([page])
        if "source_ids" in found:
            ids = list(found["source_ids"])
        elif "source_id" in found:
            ids = [found["source_id"]]
        else:
            raise NotFound(
                "This row names no sources.",
                received=f"a row with {', '.join(map(str, found.index))}",
                allowed="a row of case.events, case.responses, case.observations or case.mentions, or its id",
                remedy='case.sources_of("...") with the id that stands in the row',
            )
        return self.sources.set_index("source_id").loc[ids].reset_index()

    def cite(self, ids: Iterable[str] | None = None) -> MarkdownText:
        """Cite sources as a list; without ids, cite the case itself.

        Raises
        ------
        NotFound
            If an id is not in ``case.sources``.
        """
        if ids is None:
            return MarkdownText(
                f"*{self.title}* ({self.id}). Crisis Workbench case, grade {self.grade}: {', '.join(held(self))} "
                f"from {many(len(self.sources), 'source')}. {self.licence}."
            )
        by_id = self.sources.set_index("source_id")
        lines = []
        for name in [ids] if isinstance(ids, str) else ids:
            if name not in by_id.index:
                raise NotFound(
                    f"{self.id} has no such source.",
                    received=repr(name),
                    allowed="an id of case.sources",
                    remedy=nearest(name, by_id.index) or "case.sources lists them all",
                )
            page = by_id.loc[name]
            # A title may end its own sentence; and a citation gives the day, not the minute.
            title = page["title"] if page["title"].endswith(("?", "!", ".")) else f"{page['title']}."
            dated = f", {page['published'].split('T')[0]}" if page["published"] else ""
            lines.append(f"- {title} {page['publisher']}{dated}. <{page['url']}>")
        return MarkdownText("\n".join(lines))

    def __repr__(self) -> str:
        return f"<Case {self.id}: grade {self.grade}, {', '.join(held(self))}>"

    def _repr_html_(self) -> str:
        return _card(self)

    @property
    def _messages(self) -> Messages | None:
        """What an import left beside the tables; None for a case that was not made from an export."""
        return imported_messages(self.folder)

    def _cited(self, name: str) -> MarkdownText:
        columns = ["source_id", "title", "publisher", "url"]
        rows = self.tables["sources"][columns].itertuples(index=False, name=None)
        return CitedText(self.texts[name], {i: (f"{title}, {who}", url) for i, title, who, url in rows})

    def _table(self, name: str) -> pd.DataFrame:
        # A shallow copy under copy-on-write: what a student does to it never reaches the case.
        return self.tables[name].copy(deep=False)

    def _row(self, name: str) -> pd.Series:
        # Sources last: what shares its name with a source is asked for as the row that leans on it.
        tables = sorted(self.tables, key=lambda table: table == "sources")
        for table in tables:
            frame = self.tables[table]
            found = frame[frame[id_column(table)] == name]
            if len(found):
                return found.iloc[0]
        raise NotFound(
            f"{self.id} has no row with this id.",
            received=repr(name),
            allowed="an event, response, observation, mention or source id",
            remedy=nearest(name, [i for t in tables for i in self.tables[t][id_column(t)]])
            or "look into the first column of the table you mean",
        )


def load_case(name: str | PathLike[str]) -> Case:
    """Load a case by its id, or from a folder of your own.

    Parameters
    ----------
    name : str or path
        An id such as ``"united-breaks-guitars"``, or the path of a case folder.

    Returns
    -------
    Case

    Raises
    ------
    NotFound
        If there is no such case; the message suggests the nearest id.
    CaseError
        If the folder has errors; the message lists all of them. A case never loads half.

    Examples
    --------
    >>> load_case("nestle-kitkat").company
    'Nestlé'
    """
    place = as_path(name, "the id or the folder of a case", 'wb.load_case("toyota-recall")')
    if not isinstance(name, str) or sep in name or "/" in name or (place / "case.toml").is_file():
        folder = place
    else:
        folder = places.find("cases") / name
        if not (folder / "case.toml").is_file():
            known = [f.name for f in case_folders()]
            raise NotFound(
                "There is no case with this id.",
                received=repr(name),
                allowed=f"{', '.join(known)}; or the folder of a case of your own",
                remedy=nearest(name, known) or "wb.list_cases() shows them all",
            )
    settings, tables, texts = read_folder(folder)
    return Case(settings, tables, texts, folder)


def as_case(value: object) -> Case:
    """Hand a case through, and say what to do with anything else, such as an id."""
    if isinstance(value, Case):
        return value
    raise WorkbenchError(
        "This is not a case.",
        received=repr(value) if isinstance(value, str) else type(value).__name__,
        allowed="a case that wb.load_case returned",
        remedy=f"wb.load_case({value!r})" if isinstance(value, str) else 'wb.load_case("toyota-recall")',
    )


def case_folders(root: str | PathLike[str] | None = None) -> list[Path]:
    """List the case folders below a root, by name; the shipped ones by default."""
    shipped = "wb.list_cases() lists the shipped ones"
    base = places.find("cases") if root is None else as_path(root, "a folder of cases", shipped)
    return sorted(path.parent for path in base.glob("*/case.toml"))


def list_cases(root: str | PathLike[str] | None = None) -> pd.DataFrame:
    """List the cases as a table people can read, oldest first.

    Parameters
    ----------
    root : str or path, optional
        A folder of case folders; the shipped cases by default.

    Returns
    -------
    pandas.DataFrame
        Indexed by id: title, company, year, grade, number of events, responses, readings and
        mentions, and how long the first public response took; where a case was made from an export,
        the number of its messages, too.

    Examples
    --------
    >>> list_cases().loc["united-3411", "year"]
    np.int64(2017)
    """
    cases = sorted(map(load_case, case_folders(root)), key=lambda case: case.trigger["time"])
    columns = {
        "title": [case.title for case in cases],
        "company": [case.company for case in cases],
        "year": [case.trigger["time"].year for case in cases],
        "grade": [case.grade for case in cases],
        "events": [len(case.events) for case in cases],
        "responses": [len(case.responses) for case in cases],
        "observations": [len(case.observations) for case in cases],
        "mentions": [len(case.mentions) for case in cases],
    }
    own = [case._messages for case in cases]
    if any(own):
        columns["messages"] = [messages.number if messages else 0 for messages in own]
    columns |= {
        "first public response": [case.delays().loc["first_public", "in_words"] for case in cases],
    }
    return pd.DataFrame(columns, index=pd.Index([case.id for case in cases], name="case", dtype="str"))


def _card(case: Case) -> str:
    """The case on a card: what it asks, what it holds, how long the company took."""
    zone = case.clock.timezone
    first = case.trigger["time"].tz_convert(zone)
    counts = " · ".join(re.sub(r"^[\d,]+", r"<b>\g<0></b>", part) for part in held(case))
    sources = re.sub(r"^[\d,]+", r"<b>\g<0></b>", many(len(case.sources), "source"))
    words = case.delays()[["definition", "in_words"]].to_numpy()
    delays = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in words)
    said = {name: as_html(getattr(case, name)) for name in _SETTINGS if isinstance(getattr(case, name), str)}
    return (
        "<div style='border:1px solid #c9c9c9;border-left:6px solid #0072b2;border-radius:4px;"
        "padding:12px 18px;max-width:760px;font-family:sans-serif;line-height:1.45'>"
        f"<div style='font-size:1.35em;font-weight:600'>{said['title']}</div>"
        f"<div style='opacity:.75'>{' · '.join(map(as_html, about(case)))} · {first:%B %Y}</div>"
        f"<p style='font-size:1.1em;margin:.6em 0'>{said['question']}</p>"
        f"<p style='margin:.6em 0'>{said['summary']}</p>"
        f"<p style='margin:.6em 0'>{counts} · {sources}</p>"
        f"<p style='margin:.6em 0'><b>Evidence grade {said['grade']}.</b> {said['grade_reason']}</p>"
        f"<p style='margin:.6em 0 .2em;font-weight:600'>How long the company took, counted from: "
        f"{as_html(case.trigger['title'])}</p><table style='margin:0 0 .4em'>{delays}</table>"
        f"<div style='opacity:.75;font-size:.9em'>{origin(case)} "
        f"Days are local days in {html.escape(zone)}. {said['licence']}.</div></div>"
    )


def held(case: Case, *, sources: bool = False) -> list[str]:
    """Count what a case holds: the messages imported into it, and the rows of its tables, of its sources on demand.

    Examples
    --------
    >>> held(load_case("codero-outage"))[-1]
    '2 mentions'
    """
    messages = case._messages
    tables = {name: table for name, table in case.tables.items() if sources or name != "sources"}
    if messages and case.mentions.empty:
        del tables["mentions"]
    found = [many(len(table), name.removesuffix("s")) for name, table in tables.items()]
    return ([many(messages.number, "imported message")] if messages else []) + found


def about(case: Case) -> list[str]:
    """Company, sector and country of a case, as far as somebody has written them.

    Examples
    --------
    >>> about(load_case("codero-outage"))[0]
    'Codero'
    """
    return [word for word in (case.company, case.sector, case.country) if word.strip() not in ("", "?")]


def origin(case: Case) -> str:
    """Say what the messages or mentions of a case are worth.

    Examples
    --------
    >>> origin(load_case("codero-outage"))
    'Mentions are a sample found by search, never the volume.'
    """
    if case._messages is None:
        return "Mentions are a sample found by search, never the volume."
    said = "The messages were imported from an export and are as complete as its search was."
    return said if case.mentions.empty else f"{said} Mentions are a sample found by search."


def _cell(text: str) -> str:
    return f"<td style='text-align:left;padding:1px 20px 1px 0'>{html.escape(text)}</td>"
