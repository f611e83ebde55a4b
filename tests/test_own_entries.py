"""What a person typed about an answer: a zone is known or refused with the one that may be meant."""

import pytest

from workbench.own_entries import known_zone
from workbench.problems import WorkbenchError


def test_a_zone_is_handed_through():
    assert known_zone("Asia/Tokyo") == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("Berlin", "did you mean 'Europe/Berlin'?"),
        ("new york", "did you mean 'America/New_York'?"),
        ("Europe/Berln", "did you mean 'Europe/Berlin'?"),
        # Nothing near: no country is guessed.
        ("Germany", "write the zone of the place where the clock hung."),
    ],
)
def test_a_word_that_is_no_zone_is_refused_with_the_zone_it_may_mean(typed, remedy):
    with pytest.raises(WorkbenchError) as refusal:
        known_zone(typed)
    assert str(refusal.value) == (
        f"This time zone is not known. Received: {typed!r}. Allowed: an IANA name such as America/Chicago, Europe/Zurich "
        f"or UTC. Try: {remedy}"
    )
