"""A plotly figure whose points lead back to their sources, in JupyterLab and in a saved page."""

from __future__ import annotations

import html
import json
import math
import re
import uuid
from os import PathLike
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from workbench.files import target_of, write_whole
from workbench.plots.theme import LEAST, SOURCE_LINE, WIDTH
from workbench.problems import WorkbenchError

PAGES, PICTURES = (".html", ".htm"), (".png", ".svg", ".pdf")
# Two buttons, so that they leave the title free; dragging zooms, a double click zooms out.
_CONFIG = {"displaylogo": False, "modeBarButtons": [["toImage", "resetScale2d"]]}
# JupyterLab fits a figure to its cell by itself; told to do so as well, plotly takes its height from
# the cell, which has none: the first redraw (a click on "log") would make the figure vanish.
_PAGE_CONFIG = _CONFIG | {"responsive": True}

#: How a click lists its sources; the report has the same.
SOURCES_SCRIPT = (Path(__file__).resolve().parent / "sources_panel.js").read_text(encoding="utf-8")
_PANEL = """
(function () {
  SCRIPT
  const panel = document.getElementById("PANEL");
  function attach() {
    // The figure carries the panel's name, wherever it is drawn and however late.
    const plots = [...document.querySelectorAll(".js-plotly-plot")];
    const plot = plots.find(p => p.on && p.layout && p.layout.meta === "PANEL");
    if (plot) listSources(plot, panel);
    else if (panel.isConnected) setTimeout(attach, 200);
  }
  if (panel) attach();
})();
"""
_HINT = "Click a mark to see its sources here."


def _panel_name() -> str:
    return f"sources-{uuid.uuid4().hex[:12]}"


def _panel_html(name: str) -> str:
    return (
        f'<div id="{name}" role="status" aria-live="polite" style="font:13px/1.5 sans-serif;'
        "border-left:4px solid #0072b2;padding:6px 12px;margin:2px 0 14px 12px;max-width:860px;"
        f'color:var(--jp-content-font-color1,#333)">{_HINT}</div>'
        f"<script>{_PANEL.replace('PANEL', name).replace('SCRIPT', SOURCES_SCRIPT)}</script>"
    )


def _carries_script() -> bool:
    """Tell whether the figure being shown carries plotly.js for the notebook's HTML export."""
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    parent = kernel.get_parent("shell") if kernel is not None else {}
    cell, run = parent.get("metadata", {}).get("cellId", ""), parent.get("header", {}).get("msg_id", "")
    before = EvidenceFigure._carrier
    if before is not None and (not cell or cell != before[0] or run == before[1]):
        return False
    EvidenceFigure._carrier = (cell, run)
    return True


class EvidenceFigure(go.Figure):
    """A plotly figure with a panel below it that lists the sources of the mark one clicks."""

    #: Cell and run that carried plotly.js. It is 5 MB; a notebook's HTML export needs it once, not with
    #: every figure, and again when that cell runs again, because its former output is gone then.
    _carrier: tuple[str, str] | None = None

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        _make_room_for_sources(self)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for bundle in self.outputs():
            display(bundle, raw=True)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> dict[str, Any]:
        return self._bundle(_panel_name(), page=True)

    def outputs(self, *, page: bool = True) -> list[dict[str, Any]]:
        """What a notebook shows: the figure, and below it the panel for its sources.

        Parameters
        ----------
        page : bool
            Whether to send along the HTML that 'Save and Export Notebook As' needs. A widget does
            not: it is not exported, and every redraw would carry plotly.js.

        Returns
        -------
        list of dict
            One bundle of MIME types for each output.
        """
        name = _panel_name()
        panel = [{"text/html": _panel_html(name), "text/plain": _HINT}] if self._has_links() else []
        return [self._bundle(name, page=page), *panel]

    def _bundle(self, name: str, *, page: bool) -> dict[str, Any]:
        """The figure for JupyterLab's plotly extension, as text, and as the HTML of an exported page."""
        drawn = self._named(name) | {"config": _CONFIG}
        bundle = {"application/vnd.plotly.v1+json": drawn, "text/plain": repr(self)}
        return bundle | ({"text/html": self._page(name, script=_carries_script())} if page else {})

    def _named(self, name: str) -> dict[str, Any]:
        """Data and layout, with the name of the panel that belongs to them."""
        drawn = json.loads(pio.to_json(self, validate=False))
        drawn["layout"]["meta"] = name
        return drawn

    def _page(self, name: str, *, script: bool) -> str:
        """The figure as a piece of HTML, with or without plotly.js; on a phone it scrolls in a box of its own."""
        drawn = pio.to_html(
            self._named(name),
            include_plotlyjs=script,
            include_mathjax=False,
            full_html=False,
            config=_PAGE_CONFIG,
            validate=False,
        )
        return f'<div style="overflow-x:auto"><div style="min-width:{LEAST}px">{drawn}</div></div>'

    def __repr__(self) -> str:
        return f"<Figure: {self.title_sentence}>"

    @property
    def title_sentence(self) -> str:
        """The title without its markup."""
        text = self.layout.title.text or "untitled"
        # What comes from a table is escaped, so every tag that is left is markup of ours.
        return html.unescape(re.sub(r"<[^>]*>", "", text.replace("<br>", " ")))

    def _has_links(self) -> bool:
        cards = (point for t in self.data if t.customdata is not None for point in t.customdata)
        return any(_is_card(point) for point in cards)


def _make_room_for_sources(figure: go.Figure) -> None:
    """Lengthen the figure below where its line of sources is longer than the margin holds."""
    for note in figure.layout.annotations:
        if note.name == "sources" and figure.layout.height and figure.layout.margin.b is not None:
            lines = note.text.count("<br>") + 1
            more = math.ceil(lines * SOURCE_LINE - (note.yshift or 0) + 4 - figure.layout.margin.b)
            if more > 0:
                figure.layout.margin.b += more
                figure.layout.height += more


def _is_card(point: Any) -> bool:
    """Tell whether a mark carries sources, and not only numbers for its hover text."""
    if isinstance(point, (str, dict)) or not hasattr(point, "__len__") or not len(point):
        return False
    return isinstance(point[0], dict) and "links" in point[0]


def save_figure(
    figure: go.Figure, path: str | PathLike[str], *, width: int = WIDTH, scale: float = 2.0
) -> Path:
    """Save a figure as a page that works offline, or as a picture.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Any figure of the workbench.
    path : str or path
        Where to; ``.html`` gives a page with clickable sources, ``.png``, ``.svg`` and ``.pdf`` a picture.
    width : int
        Width of a picture in pixels, before scaling.
    scale : float
        Pixels of a PNG per pixel of the figure.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    WorkbenchError
        If the ending is none of these, no browser is found to draw a picture, or the file cannot be written. What
        was there before stays then.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> figure = wb.plot_timeline(wb.load_case("codero-outage"))
    >>> with tempfile.TemporaryDirectory() as place:
    ...     wb.save_figure(figure, place + "/codero.html").suffix
    '.html'
    """
    target = target_of(path, "figure", (*PAGES, *PICTURES))
    kind = target.suffix.lower()
    if kind in PAGES:
        whole, name = EvidenceFigure(figure), _panel_name()
        body = whole._page(name, script=True)
        panel = _panel_html(name) if whole._has_links() else ""
        title = figure.title_sentence if isinstance(figure, EvidenceFigure) else target.stem
        write_whole(
            target,
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{html.escape(title)}</title></head><body>{body}{panel}</body></html>",
            errors="replace",  # half of a pair of surrogates, which an export may hold
        )
        return target
    try:
        import kaleido

        still = _without_controls(figure)
        size = {"format": kind[1:], "width": width, "height": still.layout.height, "scale": scale}
        # Not through plotly: that lets kaleido fetch MathJax from the network, which no figure needs.
        drawn = kaleido.calc_fig_sync(still, opts=size, kopts={"mathjax": False})
    except Exception as error:  # kaleido raises whatever its browser raised
        raise WorkbenchError(
            "The picture could not be drawn.",
            received=f"{type(error).__name__}: {error}",
            allowed="kaleido and a Chrome or Chromium browser",
            remedy="install Chromium, or save the figure as .html instead",
        ) from error
    write_whole(target, drawn)
    return target


def _without_controls(figure: go.Figure) -> go.Figure:
    """Take away buttons and range slider, which a picture cannot use."""
    still = go.Figure(figure)
    still.layout.updatemenus = []  # update_layout would leave them as they are
    sliders = [axis for axis in still.select_xaxes() if axis.rangeslider.visible]
    for axis in sliders:
        axis.rangeslider.visible = False
        # What the slider took moves up: the source line, and the margin below it.
        still.update_annotations({"yshift": -56}, selector={"name": "sources"})
        still.layout.margin.b -= 40
        still.layout.height -= 40
    return still
