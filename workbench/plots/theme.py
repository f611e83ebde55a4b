"""How every figure looks: colours that survive colour-blindness and print, type, margins, wording."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

# Okabe and Ito's palette: distinguishable with every common form of colour-blindness.
BLACK, ORANGE, SKY, GREEN = "#1a1a1a", "#e69f00", "#56b4e9", "#009e73"
YELLOW, BLUE, VERMILION, PURPLE = "#f0e442", "#0072b2", "#d55e00", "#cc79a7"
GREY, PALE, INK = "#9a9a9a", "#e8e8e8", "#333333"

#: Vermilion is the silence of the company and the moments of a figure; what is written has other colours.
CRIMSON = "#9b1b30"

STANCE = {"negative": CRIMSON, "mixed": ORANGE, "neutral": "#c4c4c4", "positive": BLUE}
#: In a projector's grey, vermilion and blue are alike; the hatching keeps them apart.
STANCE_PATTERN = {"negative": "", "mixed": "/", "neutral": "", "positive": "."}

#: Strategies in the families of situational crisis communication theory: name, colour, marker.
FAMILY = {
    "denies": (("denial", "attack_accuser", "scapegoat"), BLACK, "triangle-down"),
    "plays down": (("excuse", "justification"), YELLOW, "triangle-left"),
    "rebuilds": (("apology", "compensation", "corrective_action"), GREEN, "circle"),
    "reassures": (("bolstering", "ingratiation"), PURPLE, "star"),
    "informs": (("information",), SKY, "square"),
    "stays silent": (("silence",), "#ffffff", "x-thin"),
}
FAMILY_OF = {s: name for name, (members, _, _) in FAMILY.items() for s in members}

#: How the lane of each kind of actor is called. Their marks have one colour: the lane says who it was.
ACTOR = {
    "company": "organisations",
    "customer": "customers",
    "activist": "opponents",
    "public": "others",
    "media": "media",
    "regulator": "authorities",
    "court": "courts",
    "competitor": "other firms",
    "expert": "experts",
}
EVENT = "#595959"

#: For languages and other groups without a colour of their own, in the order of their counts.
SEQUENCE = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, GREY)

#: One platform, one colour, in every figure; the nine of the first lines keep apart for colour-blind eyes, too.
PLATFORM = {
    "x": BLUE, "twitter": BLUE, "reddit": ORANGE, "news": GREEN, "youtube": "#c1272d", "blog": SKY,
    "facebook": "#332288", "instagram": PURPLE, "tiktok": BLACK, "forum": YELLOW, "other": "#d2d2d2",
    "web": "#8c8c8c", "press_release": "#44aa99", "podcast": "#882255", "linkedin": "#6a7fb5", "tv": "#7a5c3e",
}  # fmt: skip
_SPARE = ("#44aa99", "#882255", "#7a5c3e", "#6a7fb5", "#9b8f00", "#b56576")

#: WCAG 2 asks for 4.5 to 1 at level AA; words often stand on a ground that is not quite white.
TEXT_CONTRAST = 5.0
FONT = "Inter, 'Helvetica Neue', Arial, sans-serif"
WIDTH = 900
LEAST = 760  # pixels; in a narrower window a figure is scrolled, not squeezed
SMALLEST = 12  # pixels of the smallest type
SOURCE_LINE = 16.2  # pixels of one line of sources
LEFT, RIGHT = 104, 24


def layout(title: str, *, subtitle: str = "", height: int, top: int = 92, bottom: int = 96) -> dict[str, Any]:
    """Lay a figure out: title sentence, subtitle, margins, white ground.

    Parameters
    ----------
    title, subtitle : str
        Sentences; wrapped so that they stay readable at 900 pixels.
    height : int
        Total height in pixels.
    """
    # Lines that stay whole in the narrowest place a figure is shown in, beside the buttons of plotly.
    wrapped, below = wrap(title, 80), wrap(subtitle, 114)
    # Further lines of the title take room of their own, above everything else.
    more = wrapped.count("<br>")
    margins = {"l": LEFT, "r": RIGHT, "t": top + 22 * more + 16 * below.count("<br>"), "b": bottom}
    small = {"size": 12.5, "color": "#5a5a5a"}
    return {
        "title": {
            "text": f"<b>{wrapped}</b>",
            "subtitle": {"text": below, "font": small},
            "font": {"size": 16.5, "color": INK},
            "x": 0.012,
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 14 + 20 * more},
        },
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "margin": margins,
        "height": height + 22 * more,
        "hoverlabel": {
            "bgcolor": "white",
            "bordercolor": GREY,
            "font": {"size": 12.5, "color": INK},
            "align": "left",
        },
        "hovermode": "closest",
        "bargap": 0.08,
    }


def axis(**more: Any) -> dict[str, Any]:
    """Style one axis: a thin line, pale grid, room for its labels."""
    style: dict[str, Any] = {
        "gridcolor": PALE,
        "zeroline": False,
        "linecolor": GREY,
        "ticks": "outside",
        "tickcolor": GREY,
        "ticklen": 4,
        "automargin": False,
        "title": {"font": {"size": 12.5}, "standoff": 6},
    }
    if "title" in more:
        more["title"] = style["title"] | more["title"]
    return style | more


def source_line(text: str, *, y: int = -56, left: int = LEFT, letters: int = 126) -> dict[str, Any]:
    """The line below a figure that says where its rows come from; ``y`` in pixels below the plot.

    ``left`` is the figure's left margin, so that the line starts at the very edge; ``letters`` is how many
    go into one line, by default as many as fit into `LEAST` pixels.
    """
    return {
        "name": "sources",
        "text": wrap(text, letters),
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": -left + 12,
        "y": 0,
        "yanchor": "top",
        "yshift": y,
        "showarrow": False,
        "align": "left",
        "font": {"size": SMALLEST, "color": "#5a5a5a"},
    }


def invented(simulated: bool) -> str:
    """How the line below the title of a simulated figure begins; nothing for all others."""
    return "No real company, no real message. " if simulated else ""


def simulated_badge() -> dict[str, Any]:
    """The word SIMULATED in the upper right corner of the plot, so that no picture of it passes for data."""
    return {
        "name": "simulated",
        "text": "<b>SIMULATED</b>",
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "xanchor": "right",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "font": {"size": 12, "color": "white"},
        "bgcolor": "#7a3e9d",
        "borderpad": 3,
    }


def wrap(text: str, width: int) -> str:
    """Break a text into lines for plotly.

    >>> wrap("one two", 4)
    'one<br>two'
    """
    return "<br>".join(textwrap.wrap(text, width, break_on_hyphens=False))


def platform_colours(names: Iterable[str]) -> dict[str, str]:
    """Give every platform its colour, the same in every figure, whatever stands beside it.

    A name that is not known here takes a spare colour, in the order of the alphabet.

    >>> platform_colours(["youtube", "x"])["x"] == platform_colours(["x", "Twitter"])["Twitter"]
    True
    """
    listed = list(names)
    own = {name: PLATFORM[key] for name in listed if (key := str(name).lower()) in PLATFORM}
    spare = [colour for colour in _SPARE if colour not in own.values()]
    others = sorted(name for name in set(listed) if name not in own)
    return {
        name: own.get(name) or (spare[others.index(name)] if others.index(name) < len(spare) else GREY)
        for name in listed
    }


def contrast(colour: str, ground: str = "#ffffff") -> float:
    """Return how far a colour stands out from its ground, 1 to 21, as WCAG 2 defines it.

    >>> round(contrast("#000000")), round(contrast(VERMILION), 1)
    (21, 3.9)
    """
    lights = []
    for shade in (colour, ground):
        parts = (int(shade[at : at + 2], 16) / 255 for at in (1, 3, 5))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    return max(lights) / min(lights)


def for_text(colour: str) -> str:
    """Return the same hue, dark enough to be read: a line may be paler than the words beside it.

    >>> for_text(VERMILION), for_text(BLUE) == BLUE
    ('#b65100', True)
    """
    while contrast(colour) < TEXT_CONTRAST:
        darker = (int(colour[at : at + 2], 16) * 0.99 for at in (1, 3, 5))
        colour = "#" + "".join(f"{int(part):02x}" for part in darker)
    return colour


def safe(text: object) -> str:
    """Escape what plotly would read as markup, for text that comes from a table.

    >>> safe("<b>")
    '&lt;b&gt;'
    """
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
