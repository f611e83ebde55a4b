"""A plotly figure whose points lead back to their sources, in JupyterLab and in a saved page."""

from __future__ import annotations

import json
import uuid
from os import PathLike
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from workbench.plots.theme import WIDTH
from workbench.problems import WorkbenchError

_CONFIG = {"displaylogo": False, "responsive": True, "modeBarButtonsToRemove": ["select2d", "lasso2d"]}

# Fills the panel when a point is clicked. A point carries its links in customdata[0]:
# {"title": ..., "detail": ..., "links": [[text, url], ...]}. Everything goes in as text, and only
# http addresses become links, so that no cell of a table can run anything.
_PANEL = """
(function () {
  const panel = document.getElementById("PANEL");
  const scope = panel && (panel.closest(".jp-OutputArea, .lm-Panel, body") || document.body);
  let tries = 0;
  function fill(event) {
    const point = event.points.find(p => p.customdata && p.customdata[0] && p.customdata[0].links);
    if (!point) return;
    const card = point.customdata[0];
    panel.replaceChildren();
    const head = document.createElement("b");
    head.textContent = card.title;
    panel.append(head);
    if (card.detail) { const p = document.createElement("div"); p.textContent = card.detail; panel.append(p); }
    const list = document.createElement("ul");
    list.style.margin = "4px 0 0 18px";
    for (const [text, url] of card.links) {
      const item = document.createElement("li");
      const link = document.createElement(/^https?:/i.test(url) ? "a" : "span");
      link.textContent = text;
      if (link.tagName === "A") { link.href = url; link.target = "_blank"; link.rel = "noopener noreferrer"; }
      item.append(link);
      list.append(item);
    }
    panel.append(list);
  }
  function attach() {
    const plots = scope ? [...scope.querySelectorAll(".js-plotly-plot")] : [];
    // The nearest figure that stands before the panel.
    const before = plots.filter(p => panel.compareDocumentPosition(p) & Node.DOCUMENT_POSITION_PRECEDING);
    const plot = before[before.length - 1];
    if (plot && plot.on) { plot.on("plotly_click", fill); return; }
    if (tries++ < 100) setTimeout(attach, 100);
  }
  if (panel) attach();
})();
"""
_HINT = "Click a mark to see its sources here."


def _panel_html() -> str:
    name = f"sources-{uuid.uuid4().hex[:12]}"
    return (
        f'<div id="{name}" role="status" aria-live="polite" style="font:13px/1.5 sans-serif;'
        "border-left:4px solid #0072b2;padding:6px 12px;margin:2px 0 14px 12px;max-width:860px;"
        f'color:var(--jp-content-font-color1,#333)">{_HINT}</div>'
        f"<script>{_PANEL.replace('PANEL', name)}</script>"
    )


class EvidenceFigure(go.Figure):
    """A plotly figure with a panel below it that lists the sources of the mark one clicks."""

    #: plotly.js is 5 MB; a notebook needs it once for its HTML export, not with every figure.
    _script_sent = False

    def _ipython_display_(self) -> None:
        self.display()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: Any) -> dict[str, Any]:
        return self._drawn() | self._page()

    def display(self, *, page: bool = True) -> None:
        """Show the figure, and below it the panel for its sources.

        Parameters
        ----------
        page : bool
            Whether to send along the HTML that 'Save and Export Notebook As' needs. A widget does
            not: it is not exported, and every redraw would carry plotly.js.
        """
        from IPython.display import HTML, display

        display(self._drawn() | (self._page() if page else {}), raw=True)
        if self._has_links():
            display(HTML(_panel_html()))

    def _drawn(self) -> dict[str, Any]:
        """The figure as JupyterLab's own plotly extension draws it."""
        drawn = json.loads(pio.to_json(self, validate=False)) | {"config": _CONFIG}
        return {"application/vnd.plotly.v1+json": drawn, "text/plain": repr(self)}

    def _page(self) -> dict[str, str]:
        """The figure as HTML; plotly.js comes with the first one of a notebook only."""
        first = not EvidenceFigure._script_sent
        EvidenceFigure._script_sent = True
        return {
            "text/html": pio.to_html(
                self, include_plotlyjs=first, include_mathjax=False, full_html=False, config=_CONFIG
            )
        }

    def __repr__(self) -> str:
        return f"<Figure: {self.title_sentence}>"

    @property
    def title_sentence(self) -> str:
        """The title without its markup."""
        text = self.layout.title.text or "untitled"
        for mark, plain in (("<br>", " "), ("<b>", ""), ("</b>", ""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
            text = text.replace(mark, plain)
        return text

    def _has_links(self) -> bool:
        return any(t.customdata is not None and len(t.customdata) for t in self.data)


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
        If the ending is none of these, or if no browser is found to draw a picture.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> figure = wb.plot_timeline(wb.load_case("codero-outage"))
    >>> with tempfile.TemporaryDirectory() as place:
    ...     wb.save_figure(figure, place + "/codero.html").suffix
    '.html'
    """
    target = Path(path)
    kind = target.suffix.lower()
    if kind in (".html", ".htm"):
        body = pio.to_html(figure, include_plotlyjs=True, include_mathjax=False, full_html=False, config=_CONFIG)
        panel = _panel_html() if isinstance(figure, EvidenceFigure) and figure._has_links() else ""
        title = figure.title_sentence if isinstance(figure, EvidenceFigure) else target.stem
        target.write_text(
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{_escaped(title)}</title></head><body>{body}{panel}</body></html>",
            encoding="utf-8",
        )
        return target
    if kind not in (".png", ".svg", ".pdf"):
        raise WorkbenchError("A figure cannot be saved under this ending.", received=repr(target.name),
                             allowed=".html, .png, .svg or .pdf", remedy=f"{target.stem}.html")  # fmt: skip
    try:
        import kaleido

        still = _without_controls(figure)
        size = {"format": kind[1:], "width": width, "height": still.layout.height, "scale": scale}
        # Not through plotly: that lets kaleido fetch MathJax from the network, which no figure needs.
        drawn = kaleido.calc_fig_sync(still, opts=size, kopts={"mathjax": False})
    except Exception as error:  # kaleido raises whatever its browser raised
        raise WorkbenchError("The picture could not be drawn.", received=f"{type(error).__name__}: {error}",
                             allowed="kaleido and a Chrome or Chromium browser",
                             remedy="install Chromium, or save the figure as .html instead") from error  # fmt: skip
    target.write_bytes(drawn)
    return target


def _without_controls(figure: go.Figure) -> go.Figure:
    """Take away buttons and range slider, which a picture cannot use."""
    still = go.Figure(figure)
    still.update_layout(updatemenus=[])
    sliders = [axis for axis in still.select_xaxes() if axis.rangeslider.visible]
    for axis in sliders:
        axis.rangeslider.visible = False
        # What the slider took moves up: the source line, and the margin below it.
        still.update_annotations({"yshift": -56}, selector={"name": "sources"})
        still.layout.margin.b -= 40
        still.layout.height -= 40
    return still


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
