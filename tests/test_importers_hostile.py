"""A few hundred broken exports; benchmarks/hostile.py tries ten thousand of the same kind."""

import warnings
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutated_exports import KEY, NOW, SAMPLES, mutated, tried

import workbench as wb

#: So many in all, in parts that can run beside each other.
PARTS, EACH = 8, 40


@pytest.mark.parametrize("part", range(PARTS))
def test_broken_exports_end_in_a_table_or_a_sentence(part, tmp_path):
    outcomes = Counter()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for seed in range(1_000_000 + part * EACH, 1_000_000 + (part + 1) * EACH):
            try:
                outcomes[tried(seed, tmp_path)] += 1
            except AssertionError as error:
                raise AssertionError(f"seed {seed}, {mutated(seed)[2]}: {error}") from error
    # A corpus in which all is refused, or all is kept, would show nothing.
    assert len(outcomes) >= 3


@settings(max_examples=60)
@given(
    st.binary(max_size=300),
    st.sampled_from(["", "when,what\n", '[{"when": "', "Query Id,Query Name,Date\n", "PAR1", "PK\x03\x04"]),
)
def test_no_bytes_break_the_reader(tmp_path_factory, data, start):
    path = tmp_path_factory.mktemp("export") / "export.csv"
    path.write_bytes(start.encode("latin-1") + data)
    try:
        found = wb.read_mentions(path, tz="UTC", day_first=True, columns={"time": "when"}, key=KEY, now=NOW)
    except wb.WorkbenchError:
        return
    assert found.receipt.rows_read == found.receipt.rows_kept + found.receipt.rows_set_aside


def test_the_mutations_break_something():
    """Among a hundred hardly any is still the sample it was made of."""
    same = [seed for seed in range(100) if mutated(seed)[1] in SAMPLES.values()]
    assert len(same) < 5
