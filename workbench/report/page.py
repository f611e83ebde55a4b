"""From sections to one file: every text escaped, plotly once, and no door to the network."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.cases import Case, as_case
from workbench.files import target_of, write_whole
from workbench.plots.closed_page import as_browsers_read, policy, script_data
from workbench.plots.figure import PAGES, SOURCES_SCRIPT, EvidenceFigure
from workbench.report import about, evidence, models, summary
from workbench.report.blocks import Control, Drawing, Section, web_address
from workbench.report.gathering import gather
from workbench.report.material import Material, Step

if TYPE_CHECKING:
    from workbench.models.self_exciting import SelfExcitingFit

#: Before the sections are made: counting, alarm, spread, effect.
_GATHERED = 4
_MAKERS: tuple[tuple[str, Callable[[Material], Section | None]], ...] = (
    # Before the timeline, which is tall: so the first printed page is full.
    ("Measuring the delays", evidence.delays_section),
    ("Drawing the timeline", evidence.timeline_section),
    ("Drawing the alarm", models.alarm_section),
    ("Drawing the channels", evidence.channels_section),
    ("Drawing the spread", models.spread_section),
    ("Drawing the effect", models.effect_section),
    ("Computing every position of the slider", models.slider_section),
    ("Saying what is not there", models.absent_section),
)
_HERE = Path(__file__).resolve().parent


def write_report(
    case: Case,
    path: str | PathLike[str],
    *,
    effect: SelfExcitingFit | None = None,
    replicates: int = 200,
    now: pd.Timestamp | None = None,
    step: Step | None = None,
) -> Path:
    """Write a case as one page that works offline, prints well and can be handed on.

    It holds what can be computed for this case and says in a sentence why the rest is missing.

    Parameters
    ----------
    case : Case
        From :func:`workbench.load_case`.
    path : str or path
        Where to; a name that ends in ``.html``. A report that is there already is replaced as a whole.
    effect : SelfExcitingFit, optional
        A fit that was made already; without it one is made where the case has counts.
    replicates : int
        How many simulated crises the test of such a fit is made of.
    now : Timestamp, optional
        The date on the report; the present by default.
    step : callable, optional
        Told what is being done, how many steps are done, and of how many.

    Returns
    -------
    pathlib.Path
        The file, 5 to 7 MB: most of it is plotly, so that the figures work without a network.

    Raises
    ------
    WorkbenchError
        If the ending is another, or the folder does not exist.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> with tempfile.TemporaryDirectory() as place:
    ...     wb.write_report(wb.load_case("codero-outage"), place + "/codero.html").name
    'codero.html'
    """
    case = as_case(case)
    target = target_of(path, "report", PAGES, subject="A report is a page, and")
    told = step or (lambda what, done, of: None)
    written = pd.Timestamp.now(tz="UTC") if now is None else pd.Timestamp(now)
    # A scenario may run away; the sections say so, and nobody else needs to.
    with np.errstate(all="ignore"):
        material = gather(case, effect, replicates=replicates, step=told, steps=len(_MAKERS) + _GATHERED)
        sections = _sections(material, written, told)
    # Half of a pair of surrogates, which an export may hold, cannot be written.
    write_whole(target, page(material, sections, written), errors="replace")
    return target


def _sections(material: Material, now: pd.Timestamp, step: Step) -> list[Section]:
    """Make the sections in the order of reading; the methods come last, because they tell of the others."""
    made: list[Section] = []
    for number, (what, maker) in enumerate(_MAKERS, _GATHERED):
        step(what, number, _GATHERED + len(_MAKERS))
        section = maker(material)
        if section is not None:
            made.append(section)
    material.kinds = {kind for section in made for kind in section.kinds}
    made += [about.methods_section(material), *filter(None, [about.receipt_section(material)])]
    return [*made, evidence.sources_section(material), about.about_section(material, now)]


def page(material: Material, sections: list[Section], now: pd.Timestamp) -> str:
    """Put a page together. Every text goes through the template's escaping."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    own = (_HERE / "report.js").read_text(encoding="utf-8") + SOURCES_SCRIPT
    drawings = [b for s in sections for b in s.blocks if isinstance(b, Drawing)]
    controls = [b for s in sections for b in s.blocks if isinstance(b, Control)]
    # What the page may run: these scripts, known by their fingerprints, and not one other.
    scripts = as_browsers_read((get_plotlyjs(), *(x for c in controls for x in c.scripts), own))
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["web"] = web_address
    case = material.case
    numbers = {name: number for number, name in enumerate(case.sources["source_id"], 1)}
    return environment.get_template("report.html.j2").render(
        case=case,
        sentences=summary.sentences(material),
        facts=summary.facts(material),
        kinds=sorted({kind for section in sections for kind in section.kinds}),
        sections=sections,
        numbers=numbers,
        figures={
            id(drawing): (number, Markup(figure_data(drawing))) for number, drawing in enumerate(drawings, 1)
        },
        key=id,
        raw=Markup,
        policy=policy(scripts),
        style=Markup((_HERE / "report.css").read_text(encoding="utf-8")),
        scripts=[Markup(script) for script in scripts],
        written=now,
    )


def figure_data(drawing: Drawing) -> str:
    """Write a figure's data and layout as JSON in which nothing can end the script that holds it."""
    drawn = EvidenceFigure(drawing.figure)._named("")
    return script_data(drawn)
