"""The command `crisis import`: what it prints, with which exit code, and what is left behind."""

import pandas as pd
import pytest
from mutated_exports import SAMPLES
from typer.testing import CliRunner

from workbench.cli import app


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    for name, data in SAMPLES.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def crisis(*words):
    return CliRunner().invoke(app, ["import", *map(str, words)], prog_name="crisis")


def test_it_prints_the_receipt_and_writes_the_messages(here):
    run = crisis(
        "brandwatch.csv", "--tz", "Europe/Warsaw", "-o", "storm.parquet", "--company-account", "@AcmeKettles"
    )
    assert run.exit_code == 0, run.output
    assert run.stderr == ""
    assert run.stdout == (
        "read            9 rows\n"
        "kept            8\n"
        "set aside       1\n"
        "because         1: its id stands in an earlier row\n"
        "kept apart in   storm.set-aside.csv\n"
        "files           brandwatch.csv: Brandwatch (CSV of the web application), CSV with commas, UTF-8; 9 read, 8 kept\n"
        "from            2025-03-03 07:00 to 2025-03-03 12:40, UTC\n"
        "platforms       x 8\n"
        "languages       en 7, he 1\n"
        "stance          negative 5, neutral 2, positive 1\n"
        "stance from     the sentiment of Brandwatch 8\n"
        "dated to the    second 8\n"
        "authors         8, as keyed hashes\n"
        "reposts         1\n"
        "by the company  1\n"
        "notes           6 lines above the header are no messages, 1 of them blank\n"
        "                Times without a zone are read in Europe/Warsaw, as you said\n"
        "                Brandwatch writes times in the zone of the account, and does not say which; the zone you gave is taken for it\n"
        "\n"
        "8 messages in storm.parquet, this receipt in storm.receipt.txt.\n"
    )
    assert len(pd.read_parquet(here / "storm.parquet")) == 8
    assert (here / "storm.set-aside.csv").is_file()
    kept = (here / "storm.receipt.txt").read_text(encoding="utf-8")
    assert run.stdout.startswith(kept)


def test_a_file_of_messages_is_not_replaced_unless_this_is_said(here):
    assert crisis("x.ndjson.gz").exit_code == 0
    before = (here / "mentions.parquet").read_bytes()
    run = crisis("customer-support.csv")
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr == (
        "There is a file of this name already, and it is left as it is. Received: mentions.parquet. Allowed: a file that does "
        "not exist yet. Try: --output with another name, or --replace.\n"
    )
    assert (here / "mentions.parquet").read_bytes() == before
    assert crisis("customer-support.csv", "--replace").exit_code == 0
    assert (here / "mentions.parquet").read_bytes() != before


def test_without_an_account_of_the_company_it_says_what_is_missing(here):
    run = crisis("x.ndjson.gz")
    assert "by the company  not known; no account of it was named\n" in run.stdout
    assert run.stdout.endswith(
        "\nNo account of the company was named, so none of its messages is known as its own: --company-account NAME.\n"
        "\n8 messages in mentions.parquet, this receipt in mentions.receipt.txt.\n"
    )


def test_without_a_name_it_writes_mentions_here(here):
    run = crisis("x.ndjson.gz")
    assert (run.exit_code, run.stdout.splitlines()[-1]) == (
        0,
        "8 messages in mentions.parquet, this receipt in mentions.receipt.txt.",
    )
    assert (here / "mentions.parquet").is_file()


def test_what_has_to_be_known_is_asked_for(here):
    run = crisis("brandwatch.csv")
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr == (
        "The times in brandwatch.csv have no time zone, and a zone is never guessed. Received: '2025-03-03 08:00:00.0'. "
        "Allowed: times with an offset, or --tz with an IANA name such as Europe/Warsaw, America/New_York or UTC. "
        "Try: look up the zone of the account that made the export, and give it as --tz.\n"
    )
    assert not (here / "mentions.parquet").exists()


def test_a_table_of_no_tool_with_its_columns(here):
    (here / "map.toml").write_text('[columns]\ntime = "Posted"\ntext = "Message"\nplatform = "=forum"\n')
    assert crisis("own.csv", "--tz", "UTC", "--columns", "map.toml").exit_code == 2
    run = crisis("own.csv", "--tz", "UTC", "--columns", "map.toml", "--day-first")
    assert run.exit_code == 0
    assert "from            2025-03-03 08:00 to 2025-03-03 13:40, UTC\n" in run.stdout
    run = crisis(
        "own.csv",
        "--tz",
        "UTC",
        "--columns",
        "map.toml",
        "--month-first",
        "--encoding",
        "cp1252",
        "--replace",
    )
    assert "from            2025-03-03 08:00 to 2025-03-03 13:40, UTC\n" in run.stdout


def test_errors_ask_for_options_of_the_command(here):
    run = crisis("own.csv", "-o", "new/mentions.parquet")
    assert run.exit_code == 2
    assert run.stderr.endswith(
        "Try: the same command with --columns map.toml, which writes that file with the names found; correct it there, and "
        "run the command again.\n"
    )
    assert not (here / "new").exists()
    (here / "map.toml").write_text('time = "Posted"\n')
    run = crisis("own.csv", "--columns", "map.toml", "--tz", "UTC")
    assert "Allowed: --day-first for 31/12/2026, --month-first for 12/31/2026." in run.stderr
    run = crisis("own.csv", "--columns", "map.toml", "--tz", "UTC", "--case", "my-crisis")
    assert "Allowed: --day-first for 31/12/2026, --month-first for 12/31/2026." in run.stderr


def test_where_nothing_could_be_kept_the_exit_code_says_so(here):
    (here / "export.csv").write_text("when,what\nsoon,a\nlater,b\n")
    (here / "map.toml").write_text('time = "when"\ntext = "what"\n')
    run = crisis("export.csv", "--columns", "map.toml", "--tz", "UTC")
    assert run.exit_code == 1
    assert (
        run.stdout.splitlines()[-1] == "0 messages in mentions.parquet, this receipt in mentions.receipt.txt."
    )


def test_counts_are_pointed_to_their_reader(here):
    run = crisis("multiTimeline.csv")
    assert run.exit_code == 2
    assert run.stderr.endswith("Try: wb.read_counts(path) reads it, in a notebook.\n")


def test_control_characters_do_not_steer_the_terminal(here):
    (here / "export.csv").write_text("when,where\n2025-05-01T10:00:00Z,\x1b[31mred\n")
    (here / "map.toml").write_text('time = "when"\nplatform = "where"\n')
    run = crisis("export.csv", "--columns", "map.toml")
    assert run.exit_code == 0
    assert "\x1b" not in run.stdout
