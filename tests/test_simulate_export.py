"""The invented export: in the form of a tool's file, never to be taken for data, with a planted truth."""

import pandas as pd
import pytest
from own import KEY

import workbench as wb
from workbench.problems import WorkbenchError


def test_it_is_recognised_as_the_tool_s_export_and_says_that_it_is_invented(tmp_path):
    truth = wb.write_sample_export(tmp_path / "storm_sim.csv")
    assert (tmp_path / "storm_sim.csv").read_text(encoding="utf-8").startswith("Report:,SIMULATED export\n")
    imported = wb.read_mentions(
        tmp_path / "storm_sim.csv",
        tz="UTC",
        key=KEY,
        company_accounts="ExampleBrand",
        now=pd.Timestamp("2200-01-01", tz="UTC"),
    )
    assert "Brandwatch (CSV of the web application)" in imported.receipt.files[0]
    assert imported.receipt.set_aside == {"its id stands in an earlier row": 1, "its time is empty": 1}
    messages = imported.mentions
    own = messages[messages["by_company"]]
    assert own["time"].tolist() == [truth.response]
    # Links between messages survive the tool's addresses.
    assert set(messages["repost_of"].dropna()) <= set(messages["mention_id"])
    assert messages["in_reply_to"].notna().sum() > 300


def test_the_same_seed_writes_the_same_file(tmp_path):
    for name in ("a_sim.csv", "b_sim.csv"):
        wb.write_sample_export(tmp_path / name, seed=5)
    assert (tmp_path / "a_sim.csv").read_bytes() == (tmp_path / "b_sim.csv").read_bytes()


@pytest.mark.parametrize("name", ["storm.csv", "there_sim.csv", "storm_sim.xlsx"])
def test_a_name_under_which_it_could_pass_for_data_is_refused(tmp_path, name):
    (tmp_path / "there_sim.csv").write_text("mine")
    with pytest.raises(WorkbenchError) as refusal:
        wb.write_sample_export(tmp_path / name)
    there = ", which exists already" if name.startswith("there") else ""
    assert str(refusal.value) == (
        f"An invented export cannot be written under this name. Received: {tmp_path / name}{there}. Allowed: a new file whose "
        "name ends in _sim.csv. Try: storm_sim.csv, or another number in front of _sim."
    )
    assert (tmp_path / "there_sim.csv").read_text() == "mine"
