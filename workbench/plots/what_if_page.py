"""The what-if slider as a page of its own: every position computed beforehand, no kernel and no network."""

from __future__ import annotations

import hashlib
import html
from os import PathLike
from pathlib import Path

from workbench.files import target_of, write_whole
from workbench.models.base import percent
from workbench.models.conversations import ConversationEffect
from workbench.models.effects import OWN
from workbench.models.moves import Movable, Move
from workbench.models.self_exciting import SelfExcitingFit
from workbench.plots import moving
from workbench.plots.closed_page import as_browsers_read, policy, script_data
from workbench.plots.figure import PAGES
from workbench.plots.results import expect, what_went_in
from workbench.plots.self_exciting import MAKER
from workbench.plots.what_if_grid import delay_name, expected_of, grid_of, short_of

_HERE = Path(__file__).resolve().parent


def save_what_if_page(
    fit: SelfExcitingFit,
    path: str | PathLike[str],
    *,
    response: str | None = None,
    conversations: ConversationEffect | None = None,
    title: str = "What if the answer had come earlier, later or never?",
) -> Path:
    """Save the slider as one file that works without a kernel and without a network.

    Hand it to people who have no Python: it opens in a browser with a double click.

    Parameters
    ----------
    fit : SelfExcitingFit
        From :func:`workbench.fit_self_exciting`.
    path : str or path
        Where to; a name that ends in ``.html``.
    response, conversations
        As in :func:`workbench.what_if_slider`.
    title : str
        Heading of the page.

    Returns
    -------
    pathlib.Path
        The file, 5 to 7 MB: most of it is plotly.

    Raises
    ------
    WorkbenchError
        If the ending is another, the folder does not exist, or the fit has no numbers.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> table, truth = wb.simulate_crisis("cut30", seed=4)
    >>> fit = wb.fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=60)
    >>> with tempfile.TemporaryDirectory() as place:
    ...     wb.save_what_if_page(fit, place + "/what-if.html").name
    'what-if.html'
    """
    from plotly.offline import get_plotlyjs

    target = target_of(path, "page", PAGES, stem="what-if")
    body, script = what_if_parts(fit, response=response, conversations=conversations)
    scripts = as_browsers_read((get_plotlyjs(), script))
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(scripts)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title>"
        "<style>body{margin:24px auto;max-width:900px;padding:0 12px;background:#fff}"
        "h1{font:700 24px/1.25 Inter,'Helvetica Neue',Arial,sans-serif;color:#333}</style></head>"
        f"<body><main><h1>{html.escape(title)}</h1>{body}</main>"
        f"{''.join(f'<script>{text}</script>' for text in scripts)}</body></html>"
    )
    write_whole(target, page)
    return target


def what_if_parts(
    fit: SelfExcitingFit,
    *,
    response: str | None = None,
    conversations: ConversationEffect | None = None,
) -> tuple[str, str]:
    """Return the slider's HTML and the one script that serves every slider of a page, which must follow plotly.js."""
    fit = expect(fit, SelfExcitingFit, MAKER)
    first = Movable.of(fit, response)
    options = moving.choices(fit, first.answer, conversations)
    steps = first.steps()
    movables = [first, *(Movable.of(fit, first.answer, choice.change) for choice in options[1:])]
    movables += [Movable.of(fit, first.answer, size / 100) for size in moving.OWN_SIZES]
    moves = [[movable.to(hours) for hours in steps] for movable in movables]
    data = script_data(grid_of(movables, moves, len(options)))
    name = f"what-if-{hashlib.sha256(data.encode()).hexdigest()[:10]}"
    labels = [choice.label for choice in options]
    body = _html(name, movables[0], moves[0], labels, data)
    style = (_HERE / "what_if_page.css").read_text(encoding="utf-8")
    return f"<style>{style}</style>{body}", (_HERE / "what_if_page.js").read_text(encoding="utf-8")


def _html(name: str, movable: Movable, moves: list[Move], labels: list[str], data: str) -> str:
    there = movable.steps().index(movable.true_hours)
    told = moving.tell(movable, moves[there])
    own = moving.OWN_SIZES.index(-20)
    text = html.escape
    effects = "".join(f'<option value="{n}">{text(label)}</option>' for n, label in enumerate([*labels, OWN]))
    rows = "".join(
        f'<tr{" class=now" if n == there else ""}><th scope="row">{text(delay_name(move.hours, movable.true_hours))}</th>'
        f"<td>{text(expected_of(move))}</td><td>{text(short_of(move))}</td></tr>"
        for n, move in enumerate(moves)
    )
    badge = "SIMULATED. " if movable.fit.simulated else ""
    return f"""
<section class="wb-what-if" id="{name}" aria-label="What if: move the answer">
<div class="controls">
<div class="row"><label for="{name}-delay">&lsquo;{text(movable.answer)}&rsquo; after</label>
<input type="range" id="{name}-delay" data-role="delay" min="0" max="{len(moves) - 1}" step="1" value="{there}">
<output data-role="delay-out" for="{name}-delay">{text(delay_name(movable.true_hours, movable.true_hours))}</output></div>
<div class="row"><label for="{name}-effect">Effect from</label>
<select id="{name}-effect" data-role="effect">{effects}</select><span></span></div>
<div class="row off" data-role="size-row"><label for="{name}-size">Its size</label>
<input type="range" id="{name}-size" data-role="size" min="0" max="{len(moving.OWN_SIZES) - 1}" step="1" value="{own}" disabled>
<output data-role="size-out" for="{name}-size">{text(percent(moving.OWN_SIZES[own] / 100))} in n</output></div>
<div class="row screen"><span class="name" id="{name}-scale">Scale</span>
<div class="two" role="radiogroup" aria-labelledby="{name}-scale">
<label><input type="radio" name="{name}-scale" data-role="scale" value="log" checked> logarithmic</label>
<label><input type="radio" name="{name}-scale" data-role="scale" value="linear"> linear</label></div><span></span></div>
</div>
<p class="headline" role="status" aria-live="polite"><span class="number" data-role="number">{text(told.number)}</span>
<span class="stamp" data-role="stamp"{"" if told.stamp else " hidden"}>{text(told.stamp)}</span>
<span class="sentence" data-role="sentence">{text(told.sentence)}</span></p>
<div class="plot" data-role="plot" role="img" aria-label="Negative mentions over time"></div>
<noscript><p>The figure needs JavaScript, which this reader does not run. The table below holds its numbers.</p></noscript>
<details data-role="details"><summary>All delays as a table</summary>
<table><caption data-role="caption">Every delay. The effect is {text(movable.source.said)}.</caption>
<thead><tr><th scope="col">answer after</th><th scope="col">mentions expected in {movable.fit.horizon_hours:.0f} h</th>
<th scope="col">against the answer there was, 95 % interval</th></tr></thead>
<tbody data-role="table">{rows}</tbody></table></details>
<p class="note"><b>n</b> is how many further negative mentions one mention sets off. {badge}{text(what_went_in(movable.fit))}
Everything else is held as it was when the answer moves. Made with Crisis Workbench.</p>
<script type="application/json">{data}</script>
</section>"""
