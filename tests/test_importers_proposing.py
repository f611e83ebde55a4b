"""A table of no known tool: the file of columns is written with what the names say, corrected, and then it works."""

import tomllib

import pandas as pd
import pytest
from typer.testing import CliRunner

from workbench.cli import app
from workbench.importers.formats import proposed

GERMAN = "Kennung;Datum;Autor;Text;Plattform;Sprache;Stimmung;Reichweite;Geteilt von;Bemerkung\n"
ROWS = "m0;06.10.2025 00:05;nutzer3;Lecker;TikTok;de;neutral;297;;\nm1;16.10.2025 00:18;nutzer1;Übel;TikTok;de;negativ;3;m0;\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Stand beside a German table, with a key of one's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    (tmp_path / "eigene.csv").write_text(GERMAN + ROWS, encoding="utf-8")
    return tmp_path


def crisis(*words):
    return CliRunner().invoke(app, ["import", *words], prog_name="crisis")


def test_a_file_of_columns_that_is_not_there_is_written_and_then_works(here):
    words = ("eigene.csv", "--columns", "map.toml", "--tz", "Europe/Berlin")
    run = crisis(*words)
    assert (run.exit_code, run.stderr) == (1, "")
    assert run.stdout == (
        "map.toml was not there and is written now, with the columns of eigene.csv; nothing is imported yet.\n"
        "By their names: time = 'Datum', text = 'Text', author = 'Autor', platform = 'Plattform', language = 'Sprache', "
        "stance = 'Stimmung', mention_id = 'Kennung', reach = 'Reichweite'.\n"
        "Look at the file, correct it, and run the same command again.\n"
    )
    assert not (here / "mentions.parquet").exists()
    written = (here / "map.toml").read_text(encoding="utf-8")
    assert '"Geteilt von", "Bemerkung"' in written
    assert '# repost_of = "…"\n' in written
    (here / "map.toml").write_text(
        written.replace('# repost_of = "…"', 'repost_of = "Geteilt von"'), encoding="utf-8"
    )
    assert crisis(*words).exit_code == 0
    found = pd.read_parquet(here / "mentions.parquet")
    assert found["stance"].tolist() == ["neutral", "negative"]
    assert found["is_repost"].tolist() == [False, True]
    assert found["reach"].tolist() == [297, 3]


def test_where_no_name_says_anything_the_time_is_asked_for(here):
    (here / "odd.csv").write_text("a,b\n1,2\n")
    run = crisis("odd.csv", "--columns", "map.toml")
    assert run.stdout == (
        "map.toml was not there and is written now, with the columns of odd.csv; nothing is imported yet.\n"
        "None of their names says what it holds.\n"
        "Which one holds the time is needed: put it behind time = in the file.\n"
        "Look at the file, correct it, and run the same command again.\n"
    )
    assert tomllib.loads((here / "map.toml").read_text(encoding="utf-8")) == {"time": "…"}


def test_a_tool_that_is_known_needs_no_such_file(here):
    (here / "x.csv").write_text("tweet_id,author_id,inbound,created_at,text,in_response_to_tweet_id\n")
    run = crisis("x.csv", "--columns", "map.toml")
    assert run.exit_code == 2
    assert run.stderr.startswith("There is no such file of columns. Received: map.toml.")
    assert not (here / "map.toml").exists()


def test_a_broken_file_of_columns_says_which_line_and_how_to_get_a_new_one(here):
    (here / "map.toml").write_text("time = Datum\n")
    run = crisis("eigene.csv", "--columns", "map.toml")
    assert run.exit_code == 2
    assert run.stderr == (
        "The file of columns cannot be read. Received: Invalid value (at line 1, column 8). Allowed: lines such as time = "
        '"Posted at", with the names in quotation marks. Try: look at the line it names; or delete the file, and the same '
        "command writes a new one.\n"
    )


@pytest.mark.parametrize(
    ("header", "target", "name"),
    [
        ("Fecha,Texto,Usuario", "time", "Fecha"),
        ("Date de publication,Contenu,Auteur", "author", "Auteur"),
        ("Data publikacji,Treść,Sentyment", "stance", "Sentyment"),
        ("DATUM,BERICHT,TAAL", "language", "TAAL"),
    ],
)
def test_names_in_several_languages_are_obvious(header, target, name):
    assert proposed(header.split(","))[target] == name


def test_what_may_be_a_name_is_never_proposed_as_something_that_is_kept(here):
    assert "repost_of" not in proposed(["Datum", "Geteilt von"])
