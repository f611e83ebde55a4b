"""Words of sentiment: those of the exporters' languages are read, the others are told, and every number of a receipt agrees."""

import pandas as pd
import pytest
from mutated_exports import KEY, NOW, SAMPLES

import workbench as wb
from workbench.importers.sentiment import stances

HEADER = "when,what,mood\n"
COLUMNS = {"time": "when", "text": "what", "stance": "mood", "platform": "=news"}


def read(path, moods, columns=COLUMNS, more=""):
    """Import one message for each word of sentiment."""
    rows = [f'2025-05-01T10:{n:02}:00Z,text {n},"{mood}"\n' for n, mood in enumerate(moods)]
    path.write_text(HEADER + "".join(rows) + more, encoding="utf-8")
    return wb.read_mentions(path, columns=columns, key=KEY, now=NOW)


@pytest.mark.parametrize(
    "words",
    [
        "negative neutral positive",
        "negativ neutral positiv",
        "NEGATIV Neutral Positiv",
        "négatif neutre positif",
        "negatif neutre positif",
        "negativo neutro positivo",
        "negativa neutral positiva",
        "negatief neutraal positief",
        "negatywny neutralny pozytywny",
        "negatywne neutralne pozytywne",
        "negativní neutrální pozitivní",
        "negatív semleges pozitív",
        "negatiivinen neutraali positiivinen",
        "negativ nøytral positiv",
        "негативний нейтральний позитивний",
        "αρνητικό ουδέτερο θετικό",
    ],
)
def test_the_words_of_the_exporters_languages_are_read(words):
    assert stances(pd.Series(words.split(), dtype="str")).tolist() == ["negative", "neutral", "positive"]


def test_a_german_export_keeps_its_negatives_and_says_whose_word_it_is(tmp_path):
    found = read(tmp_path / "export.csv", ["negativ"] * 3 + ["neutral"] * 2 + ["Positiv", ""]).receipt
    assert dict(found.stances) == {"negative": 3, "neutral": 2, "positive": 1, "unknown": 1}
    assert ("stance from", "the export's column 6") in found.lines()
    assert found.notes == ()


def test_words_nobody_knows_are_told_with_their_numbers_and_the_remedy(tmp_path):
    # The last row is set aside: what it says is in no number of the receipt.
    late = "2099-01-01T00:00:00Z,too late,wütend\n"
    found = read(tmp_path / "export.csv", ["wütend"] * 3 + ["froh", "negativ", "not rated"], more=late)
    assert found.receipt.notes == (
        "The sentiment 'wütend' (3 rows), 'froh' (1 row) is no word that is known, so the stance of these rows is unknown. "
        'Say what the words mean in the file of columns, below a line [stance_words]: "wütend" = "negative"',
    )
    assert found.receipt.rows_set_aside == 1
    assert dict(found.receipt.stances) == {"unknown": 5, "negative": 1}


def test_what_the_words_mean_can_be_said_and_is_saved_with_the_columns(tmp_path):
    columns = COLUMNS | {"stance_words": {"Wütend": "negative", "froh": "positive"}}
    found = read(tmp_path / "export.csv", ["wütend", "FROH"], columns)
    assert found.mentions["stance"].tolist() == ["negative", "positive"]
    again = wb.read_mentions(
        tmp_path / "export.csv", columns=found.save_columns(tmp_path / "map.toml"), key=KEY, now=NOW
    )
    assert again.mentions["stance"].tolist() == ["negative", "positive"]
    assert again.receipt.notes == ()


def test_a_tool_that_is_known_needs_the_meanings_only(tmp_path):
    text = SAMPLES["brandwatch.csv"].decode().replace(",negative,", ",angry,")
    (tmp_path / "export.csv").write_text(text, encoding="utf-8")
    (tmp_path / "map.toml").write_text('[stance_words]\nangry = "negative"\n')
    found = wb.read_mentions(
        tmp_path / "export.csv", columns=tmp_path / "map.toml", tz="Europe/Warsaw", key=KEY, now=NOW
    )
    assert text.count(",angry,") >= 5
    assert found.receipt.stances["negative"] == 5
    (tmp_path / "own.csv").write_text("a,b\n1,2\n")
    with pytest.raises(wb.WorkbenchError, match=r"^The columns of own\.csv are not those of a tool"):
        wb.read_mentions(tmp_path / "own.csv", columns=tmp_path / "map.toml", key=KEY)


def test_a_meaning_that_is_none_is_refused(tmp_path):
    with pytest.raises(wb.WorkbenchError) as raised:
        read(tmp_path / "export.csv", ["wütend"], COLUMNS | {"stance_words": {"wütend": "bad"}})
    assert raised.value.happened == (
        "This mapping of columns cannot be used: 'wütend' is said to mean 'bad', which is none of negative, mixed, "
        "neutral, positive, unknown."
    )


def test_numbers_are_no_stances_and_the_way_to_make_some_of_them_works(tmp_path):
    found = read(tmp_path / "export.csv", ["-0.7", "0.9", "-0.7"])
    assert dict(found.receipt.stances) == {"unknown": 3}
    assert found.receipt.notes == (
        "The sentiment is a number such as -0.7 in 3 rows, and the export does not say from which on it is negative: the "
        'stance of these rows is unknown. Map the column as stance_score; wb.score_stance(messages, "stance_score", '
        "thresholds=(…, …)) then makes stances of it",
    )
    scored = {**COLUMNS, "stance_score": "mood"}
    del scored["stance"]
    messages = wb.read_mentions(tmp_path / "export.csv", columns=scored, key=KEY, now=NOW).mentions
    stance = wb.score_stance(messages, "stance_score", thresholds=(-0.5, 0.5))["stance"]
    assert stance.tolist() == ["negative", "positive", "negative"]


def test_a_column_that_is_no_sentiment_is_not_written_into_the_receipt(tmp_path):
    found = read(tmp_path / "export.csv", [f"anna{n}" for n in range(60)])
    assert found.receipt.notes == (
        "The column of sentiment holds so many different texts that it is none; in 60 rows the stance is unknown",
    )
