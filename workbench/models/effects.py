"""Whose effect a scenario uses: the case's own, the conversations', a published figure's, or an assumption."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import pandas as pd

from workbench.models.base import percent
from workbench.models.bootstrap import Inference, Profile
from workbench.models.conversations import ConversationEffect
from workbench.models.fitting import Fitted
from workbench.models.scoring import maximise
from workbench.problems import WorkbenchError, nearest

THIS_CASE, CONVERSATIONS = "this case", "the conversations"
PUBLISHED, OWN = "a published figure", "your own assumption"
#: A change of n, the name of a published figure, what was learned from conversations, or the case's own fit.
Change: TypeAlias = "float | str | ConversationEffect | None"

_HERHAUSEN = (
    "Herhausen, Ludwig, Grewal, Wulf and Schögel (2019), Detecting, preventing, and mitigating online firestorms in brand "
    "communities, Journal of Marketing 83(3), 1-21, https://doi.org/10.1177/0022242918822300"
)
_FEEDING = (
    "Feeding negativity on social media, Journal of Research in Interactive Marketing 20(3), from page 455; the pages we "
    "read name neither authors nor year"
)
_PROSERPIO = (
    "Proserpio and Zervas (2017), Online reputation management: estimating the impact of management responses on consumer "
    "reviews, Marketing Science, 645-665, https://doi.org/10.1287/mksc.2017.1043"
)
_FIGURES = (
    (
        "herhausen-2019",
        "Herhausen et al. 2019, Journal of Marketing 83(3)",
        "472,995 negative posts in 89 Facebook communities",
        "up to 11 % lower virality of a complaint with a fitting answer, as reported in the press",
        -0.11,
        "virality is how far one complaint carries, which is what n counts; 11 % is the most that was reported",
        "https://www.postec.com/how-to-keep-online-complaints-from-spreading/",
        _HERHAUSEN,
    ),
    (
        "feeding-negativity-response",
        "Feeding negativity on social media, Journal of Research in Interactive Marketing 20(3)",
        "a change of Facebook's policy, two months before and after, 268 observations",
        "+3.12 negative comments (standard error 1.03) where companies answer",
        np.nan,
        "a number of comments and not a share: no change of n follows from it. The sign is a rise",
        "http://ftp.nowpublishers.com/view-large/110521927",
        _FEEDING,
    ),
    (
        "feeding-negativity-compensation",
        "Feeding negativity on social media, Journal of Research in Interactive Marketing 20(3)",
        "a change of Facebook's policy, two months before and after, 268 observations",
        "+4.24 negative comments (standard error 1.40) where companies compensate",
        np.nan,
        "a number of comments and not a share: no change of n follows from it. The sign is a rise",
        "http://ftp.nowpublishers.com/view-large/110521927",
        _FEEDING,
    ),
    (
        "feeding-negativity-apology",
        "Feeding negativity on social media, Journal of Research in Interactive Marketing 20(3)",
        "a change of Facebook's policy, two months before and after, 268 observations",
        "-0.63 negative comments (standard error 1.06) where companies apologise: cannot be told from none",
        np.nan,
        "a number of comments and not a share: no change of n follows from it",
        "http://ftp.nowpublishers.com/view-large/110521927",
        _FEEDING,
    ),
    (
        "proserpio-zervas-2017",
        "Proserpio and Zervas 2017",
        "hotels that begin to answer their reviews, compared across platforms",
        "+12 % reviews of every kind, fewer but longer negative ones",
        np.nan,
        "reviews of every kind, not negative ones",
        "https://papers.ssrn.com/sol3/papers.cfm?abstract_id=2521190",
        _PROSERPIO,
    ),
)


@dataclass(frozen=True)
class Source:
    """Where the effect of a scenario comes from.

    Attributes
    ----------
    origin : str
        "this case", "the conversations", "a published figure" or "your own assumption".
    said : str
        What completes "the effect is ...".
    clear : bool
        Whether that effect can be told from none; an assumption claims nothing and is clear.
    """

    origin: str
    said: str
    clear: bool


def published_effects() -> pd.DataFrame:
    """List published figures on what answering does to negative volume, and which of them a scenario can use.

    None of them says what an hour of delay does: no such figure was found.

    Returns
    -------
    DataFrame
        Index `name`; columns `study`, `data`, `figure` (as published), `change` (as a change of n;
        missing where the figure is none), `note` (why, or why not), `address` (of the page on which the figure was read)
        and `paper` (the publication).

    Examples
    --------
    >>> table = published_effects()
    >>> table["change"].dropna().to_dict()
    {'herhausen-2019': -0.11}
    """
    columns = ["name", "study", "data", "figure", "change", "note", "address", "paper"]
    return pd.DataFrame(list(_FIGURES), columns=columns).set_index("name")


def assume(
    fitted: Fitted, inference: Inference, column: int, change: Change, source: str = ""
) -> tuple[Inference, Source]:
    """Put another effect in the place of the fitted one, and say whose it is.

    Parameters
    ----------
    fitted : Fitted
        The crisis.
    inference : Inference
        Of the answer that is moved.
    column : int
        Where its effect stands among the parameters.
    change : float, str or ConversationEffect
        A change of n (-0.3 for thirty per cent fewer further mentions), the name of a published figure,
        or a fit of conversations, whose ratio of negative posts is taken for n1/n0.
    source : str
        Where a number comes from.

    Raises
    ------
    WorkbenchError
        If the number cannot be a change of n, or the figure is unknown or gives none.
    """
    if isinstance(change, ConversationEffect):
        beta, lower, upper = _of_conversations(change)
        told = f"{percent(np.expm1(beta))} ({percent(np.expm1(lower))} to {percent(np.expm1(upper))})"
        said = f"that of the conversations, {told} further negative posts of a customer once answered, taken for n"
        if not change.clear:
            said += (
                ". This ratio leans towards more posts by construction, because those whom nobody answers may have wanted "
                f"nothing. {change.verdict().removesuffix('.')}"
            )
        known = Source(CONVERSATIONS, said, change.clear)
    elif isinstance(change, str):
        row = _published(change)
        beta = lower = upper = float(np.log1p(row["change"]))
        said = f"assumed to be {percent(row['change'])} in n, the most that {row['study']} is reported to have found"
        known = Source(PUBLISHED, said, True)
    else:
        beta = lower = upper = _own(change)
        said = f"assumed to be {percent(np.expm1(beta))} in n ({source or OWN})"
        known = Source(OWN, said, True)
    if not inference.lower <= beta <= inference.upper:
        known = replace(known, said=f"{known.said}; these counts speak against an effect of that size")
    return _with_effect(fitted, inference, column, beta, lower, upper), known


def _with_effect(
    fitted: Fitted, inference: Inference, column: int, beta: float, lower: float, upper: float
) -> Inference:
    """Replace the effect; where the profile does not reach that far, everything else is refitted there."""
    profile = inference.profile
    wanted = np.unique([beta, lower, upper])
    far = wanted[(wanted < profile.beta[0]) | (wanted > profile.beta[-1])]
    if far.size:
        rows = np.where(far < profile.beta[0], 0, -1)
        start = profile.theta[rows].copy()
        start[:, column] = far
        held = maximise(fitted.design.rows(np.zeros(far.size, int)), start, fitted.setting.free(column))
        order = np.argsort([*profile.beta, *far])
        profile = Profile(
            np.array([*profile.beta, *far])[order],
            np.array([*profile.root, *profile.root[rows]])[order],
            np.vstack([profile.theta, held.theta])[order],
        )
    return replace(inference, beta=beta, lower=lower, upper=upper, profile=profile)


def _own(change: object) -> float:
    if not isinstance(change, (int, float, np.number)) or isinstance(change, bool) or not -1 < change <= 4:
        said = (
            repr(change)
            if change is None or isinstance(change, (int, float))
            else f"a {type(change).__name__}"
        )
        raise WorkbenchError(
            "This change of n cannot be assumed.",
            received=f"change={said}",
            allowed="a fraction above -1 and up to 4: -0.3 for thirty per cent fewer further mentions",
            remedy="change=-0.3",
        )
    return float(np.log1p(change))


def _published(name: str) -> pd.Series:
    table = published_effects()
    usable = ", ".join(table.index[table["change"].notna()])
    if name not in table.index:
        raise WorkbenchError(
            "There is no published figure of this name.",
            received=f"change={name!r}",
            allowed=usable,
            remedy=f"change={(nearest(name, table.index) or usable)!r}, or look at wb.published_effects()",
        )
    row = table.loc[[name]].iloc[0]
    if np.isnan(row["change"]):
        raise WorkbenchError(
            "This published figure gives no change of n.",
            received=f"{row['figure']}; {row['note']}",
            allowed=usable,
            remedy="a number of your own, such as change=0.1",
        )
    return row


def _of_conversations(effect: ConversationEffect) -> tuple[float, float, float]:
    row = effect.estimates.iloc[2]
    three = row[["value", "lower", "upper"]].to_numpy(float)
    if not (np.isfinite(three).all() and (three > 0).all()):
        raise WorkbenchError(
            "These conversations give no ratio.",
            received=effect.headline(),
            allowed="a fit with a ratio of negative posts",
            remedy="a table with more negative posts on either side",
        )
    beta, lower, upper = (float(value) for value in np.log(three))
    return beta, lower, upper
