"""Customer Support on Twitter: the open data set of questions to companies and their answers.

Columns: https://github.com/DiegoAmaxmandro/sentiment-analysis-thesis-project . Customers are numbers in it already;
companies have their names. Several companies are in it: name one with company_accounts=.
"""

from __future__ import annotations

from workbench.importers import cells as cell
from workbench.importers.formats import Cells, Format


def _settle(cells: Cells) -> Cells:
    """What does not come in was written by a company."""
    said = cells["inbound"]
    outbound = said.notna() & ~cell.yes_no(said)
    # Only numbers of posts answer something; an empty one is written as a float's "nan" by some tools.
    answered = cells["in_response_to_tweet_id"].str.replace(r"\.0$", "", regex=True)
    return cells | {
        "by company": outbound.map({True: "yes", False: "no"}).astype("str"),
        "answered": answered.where(answered.str.match(r"^\d+$").fillna(False)),
    }


SUPPORT = Format(
    name="customer-support-on-twitter",
    tool="customer-support-on-twitter",
    title="Customer Support on Twitter (open data)",
    needs=("tweet_id", "author_id", "inbound", "created_at", "text", "in_response_to_tweet_id"),
    columns={
        "mention_id": "tweet_id",
        "time": "created_at",
        "platform": "=x",
        "author": "author_id",
        "text": "text",
        "in_reply_to": "answered",
        "by_company": "by company",
    },
    accounts=("author_id",),
    also=("inbound", "in_response_to_tweet_id"),
    settle=_settle,
)
