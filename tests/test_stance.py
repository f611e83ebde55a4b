"""Stance: who says so, what stays unknown, what a scorer may not see, and every refusal as a whole sentence."""

import sys
import types
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench import stance_parallel
from workbench.mentions import COLUMNS, as_mentions
from workbench.problems import NotFound, WorkbenchError


def messages(texts, languages="en", **more):
    """Return a message table of texts."""
    count = len(texts)
    table = pd.DataFrame(
        {
            "mention_id": [f"m{n}" for n in range(count)],
            "time": pd.date_range("2026-05-01T10:00Z", periods=count, freq="min"),
            "precision": "second",
            "platform": "x",
            "text": texts,
            "language": languages,
        }
    )
    return table.assign(**more)


BAD, GOOD, PLAIN = "This is awful", "I love it, thank you", "The plane is on the ground"


def test_a_scored_table_is_a_message_table_that_says_who_judged():
    scored = wb.score_stance(messages([BAD, GOOD, PLAIN]))
    assert list(scored) == list(COLUMNS)
    assert scored["stance"].tolist() == ["negative", "positive", "neutral"]
    assert set(scored["stance_source"]) == {"vader"}
    assert (np.sign(scored["stance_score"]) == [-1, 1, 0]).all()
    assert scored.attrs["stance_note"] == "vader judged 3 of 3 messages; 0 unknown"
    pd.testing.assert_frame_equal(as_mentions(scored), scored)


def test_the_table_that_was_handed_in_is_left_alone():
    table = as_mentions(messages([BAD, GOOD]))
    before = table.copy()
    wb.score_stance(table)
    pd.testing.assert_frame_equal(table, before)


def test_a_language_the_scorer_does_not_know_is_unknown_and_never_neutral():
    table = messages([BAD] * 4, ["en", "es", "unknown", "en-GB"])
    scored = wb.score_stance(table)
    assert scored["stance"].tolist() == ["negative", "unknown", "unknown", "negative"]
    assert scored["stance_score"].isna().tolist() == [False, True, True, False]
    assert scored.attrs["stance_note"] == "vader judged 2 of 4 messages; 2 unknown (es 1, unknown 1)"
    told = wb.score_stance(table, language="en")
    assert told["stance"].tolist() == ["negative", "unknown", "negative", "negative"]
    # What the table says of the language is not changed by that.
    assert told["language"].tolist() == ["en", "es", "unknown", "en-GB"]


@pytest.mark.parametrize(
    "text", [None, "", "   ", "@ann https://x.example/great", "@united", "#United www.united.example"]
)
def test_a_message_without_words_is_unknown(text):
    assert wb.score_stance(messages([text, BAD]), brands=["United"])["stance"].tolist() == [
        "unknown",
        "negative",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "United was on time",
        "#UNITED was on time",
        "flying (united) tonight",
        "UNITED: on time",
    ],
)
def test_a_brand_is_no_praise(text):
    assert wb.score_texts([text])["stance"].tolist() == ["positive"]
    assert wb.score_texts([text], brands=["United"])["stance"].tolist() == ["neutral"]


def test_only_whole_names_are_masked_and_the_longest_first():
    names = ["US Airways", "United", "United Airlines"]
    texts = ["United Airlines v usairways", "reunited with my bag", "US  AIRWAYS", "nonunited"]
    assert wb.score_texts(texts, brands=names)["read_as"].tolist() == [
        "brandname v brandname",
        "reunited with my bag",
        "BRANDNAME",
        "nonunited",
    ]


def test_account_names_and_addresses_are_no_opinion():
    scored = wb.score_texts(["@love says the gate is open", "http://love.example says so", "I love it"])
    assert scored["stance"].tolist() == ["neutral", "neutral", "positive"]


def test_a_name_in_capitals_shouts_no_louder_when_it_is_masked():
    loud, quiet = wb.score_texts(["ACME IS AWFUL", "acme is awful"], brands=["Acme"])["score"]
    assert loud == quiet, "all in capitals is no emphasis; one word of them would be"


def test_thresholds_part_the_classes():
    texts = [BAD, GOOD, PLAIN]
    scores = wb.score_texts(texts)["score"].tolist()
    strict = wb.score_texts(texts, thresholds=(scores[0], scores[1]))
    assert strict["stance"].tolist() == ["negative", "positive", "neutral"]
    far = wb.score_texts(texts, thresholds=(-0.99, 0.99))
    assert set(far["stance"]) == {"neutral"}


def test_a_column_of_words_or_numbers_is_a_scorer_and_follows_its_row():
    table = messages([BAD, GOOD, PLAIN], vendor=["NEG", None, "neutral"]).iloc[::-1]
    scored = wb.score_stance(table, scorer="vendor", words={"neg": "negative"})
    assert scored["mention_id"].tolist() == ["m0", "m1", "m2"]
    assert scored["stance"].tolist() == ["negative", "unknown", "neutral"]
    assert set(scored["stance_source"]) == {"column:vendor"}
    numbers = wb.score_stance(messages([BAD] * 3, vendor=[-1, 0.0, 5]), scorer="vendor")
    assert numbers["stance"].tolist() == ["negative", "neutral", "positive"]
    assert numbers["stance_score"].tolist() == [-1, 0, 5]


def test_the_stance_that_is_there_already_keeps_its_source():
    table = messages([BAD, BAD], stance=["positive", "mixed"], stance_source="vendor:a tool")
    scored = wb.score_stance(table, scorer="stance")
    assert scored["stance"].tolist() == ["positive", "mixed"]
    assert set(scored["stance_source"]) == {"vendor:a tool"}


def test_a_function_is_a_scorer_and_reads_each_text_once():
    seen = []

    def shouting(texts):
        seen.extend(texts)
        return [-1.0 if text.isupper() else None for text in texts]

    table = messages(["HELLO", "hello", "HELLO", "hola"], ["en", "en", "en", "es"])
    scored = wb.score_stance(table, scorer=shouting, languages=["en"])
    assert scored["stance"].tolist() == ["negative", "unknown", "negative", "unknown"]
    assert set(scored["stance_source"]) == {"shouting"}
    assert sorted(seen) == ["HELLO", "hello"]
    assert (
        wb.score_stance(table, scorer=lambda t: ["mixed"] * len(t), languages="all")["stance"]
        .eq("mixed")
        .all()
    )


def test_chunks_on_two_processes_give_what_one_gives(monkeypatch):
    monkeypatch.setattr(stance_parallel, "PARALLEL_FROM", 50)
    monkeypatch.setattr(stance_parallel, "CHUNK", 20)
    pools = []
    monkeypatch.setattr(
        stance_parallel,
        "ProcessPoolExecutor",
        lambda workers, **how: pools.append(workers) or ProcessPoolExecutor(workers, **how),
    )
    table = messages([f"{word} row {n}" for n in range(40) for word in (BAD, GOOD, PLAIN)])
    once = wb.score_stance(table, workers=1, progress=False)
    twice = wb.score_stance(table, workers=2)
    assert pools == [2]
    pd.testing.assert_frame_equal(once, twice)
    assert set(once["stance"]) == {"negative", "positive", "neutral"}


def test_where_no_process_may_start_it_is_scored_here(monkeypatch):
    def refuse(*_, **__):
        raise OSError("no more processes")

    monkeypatch.setattr(stance_parallel, "PARALLEL_FROM", 2)
    monkeypatch.setattr(stance_parallel, "ProcessPoolExecutor", refuse)
    monkeypatch.setattr(stance_parallel, "CHUNK", 1)
    assert wb.score_stance(messages([BAD, GOOD]), workers=2)["stance"].tolist() == ["negative", "positive"]


def test_a_very_long_text_and_odd_characters_are_read():
    odd = ["\ufeff\u202e awful \U0001f621\x00", "awful but " * 200_000, "<script>alert(1)</script> awful"]
    assert set(wb.score_stance(messages(odd))["stance"]) <= {"negative", "positive", "neutral"}


def test_no_message_at_all_is_no_error():
    scored = wb.score_stance(messages([]))
    assert scored.empty
    assert list(scored) == list(COLUMNS)


@pytest.fixture
def fake_transformers(monkeypatch):
    """Stand in for the optional package: a model that knows two words."""
    calls = []

    def pipeline(task, model):
        calls.append((task, model))
        if model == "broken":
            raise OSError("no such model")
        labels = ("LABEL_0", "LABEL_1") if model == "plain" else ("NEGATIVE", "positive")

        def run(texts, **how):
            calls.append((len(texts), how))
            return [{"label": labels["love" in text], "score": 0.9} for text in texts]

        return run

    monkeypatch.setitem(sys.modules, "transformers", types.SimpleNamespace(pipeline=pipeline))
    return calls


def test_a_language_model_judges_what_it_is_said_to_know(fake_transformers):
    scored = wb.score_stance(
        messages([BAD, GOOD, BAD], ["en", "de", "fr"]), "transformers:some/model", languages=["en", "de"]
    )
    assert scored["stance"].tolist() == ["negative", "positive", "unknown"]
    assert set(scored["stance_source"]) == {"transformers:some/model"}
    assert fake_transformers[0] == ("text-classification", "some/model")
    assert fake_transformers[1] == (2, {"truncation": True, "batch_size": 32})


def test_a_models_own_classes_can_be_named(fake_transformers):
    words = {"LABEL_0": "negative", "LABEL_1": "positive"}
    assert wb.score_texts([BAD, GOOD], "transformers:plain", words=words)["stance"].tolist() == [
        "negative",
        "positive",
    ]
    with pytest.raises(WorkbenchError) as refusal:
        wb.score_texts([BAD], "transformers:plain")
    assert str(refusal.value) == (
        "The model's classes are not the words of the workbench. Received: 'LABEL_0'. Allowed: negative, mixed, neutral, "
        "positive. Try: words={'LABEL_0': 'negative', ...}, after its model card."
    )


def test_a_model_that_cannot_be_loaded_says_so(fake_transformers):
    with pytest.raises(WorkbenchError) as refusal:
        wb.score_texts([BAD], "transformers:broken")
    assert str(refusal.value) == (
        "The language model could not be loaded. Received: 'broken': OSError: no such model. Allowed: a folder with a "
        "text-classification model, or the name of one. Try: download the model first and give its folder: "
        "scorer='transformers:/path/to/model'."
    )


def test_without_the_package_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(WorkbenchError) as refusal:
        wb.score_stance(messages([BAD]), "transformers:some/model", languages="all")
    assert str(refusal.value) == (
        "Scoring with a language model needs the package transformers, which is not installed. Received: "
        "scorer='transformers:some/model'. Allowed: scorer='vader', which needs nothing more. "
        "Try: pip install 'crisis-workbench[transformers]'."
    )


@pytest.mark.parametrize(
    ("how", "kind", "sentence"),
    [
        (
            {"scorer": "vadr"},
            NotFound,
            "There is no scorer and no column of this name. Received: 'vadr'. Allowed: 'vader', 'transformers:<model>', a "
            "function, or the name of a column; the columns are mention_id, time, precision, platform, text, language. "
            "Try: did you mean 'vader'?",
        ),
        (
            {"scorer": 7},
            WorkbenchError,
            "This is no scorer. Received: 7. Allowed: 'vader', 'transformers:<model>', a function, or the name of a column. "
            "Try: scorer='vader'.",
        ),
        (
            {"scorer": len},
            WorkbenchError,
            "Nobody says which languages this scorer knows. Received: len. Allowed: two-letter codes, or 'all' if it judges "
            "every language. Try: languages=['en'].",
        ),
        (
            {"scorer": lambda texts: [0.1], "languages": "all"},
            WorkbenchError,
            "The scorer did not give one answer for each text. Received: 1 answers of <lambda> for 2 texts. Allowed: as many "
            "answers as texts, in their order. Try: return None where there is no answer.",
        ),
        (
            {"scorer": lambda texts: ["bad", True], "languages": "all"},
            WorkbenchError,
            "Some answers of the scorer are no stances. Received: 'bad', True in 2 of 2 answers of <lambda>. Allowed: negative, "
            "mixed, neutral, positive, unknown, a number, or nothing. Try: words={'bad': 'negative', ...} says what other "
            "words mean.",
        ),
        (
            {"thresholds": (0.1, -0.1)},
            WorkbenchError,
            "The thresholds do not part negative from positive. Received: (0.1, -0.1). Allowed: two numbers, the first below "
            "the second. Try: thresholds=(-0.05, 0.05).",
        ),
        (
            {"brands": "United"},
            WorkbenchError,
            "The brands are one text, which would be read letter by letter. Received: brands='United'. Allowed: a list of "
            "names. Try: brands=['United'].",
        ),
        (
            {"brands": ["United", " "]},
            WorkbenchError,
            "A brand has no name. Received: ' '. Allowed: names with at least one letter. "
            "Try: brands=['United', 'United Airlines'].",
        ),
    ],
)
def test_what_cannot_be_scored_is_refused_in_a_sentence(how, kind, sentence):
    with pytest.raises(kind) as refusal:
        wb.score_stance(messages([BAD, GOOD]), **how)
    assert str(refusal.value) == sentence


def test_lesson_51_four_kinds_of_errors_in_six_sentences():
    sentences = {
        "No problem at all, the crew was wonderful": "positive",
        "My bag is in Denver. I am in Boston.": "neutral",
        "Great, two more hours on the runway. Thanks!": "positive",
        "Is there a flight to Dallas tonight?": "neutral",
        "I would kill for a seat like this every day": "negative",
        "United changed my seat": "positive",
    }
    assert wb.score_texts(sentences)["stance"].tolist() == list(sentences.values())
    assert wb.score_texts(["United changed my seat"], brands=["United"])["stance"].tolist() == ["neutral"]


def test_what_an_import_returns_is_scored_as_it_comes(root):
    imported = wb.read_mentions(root / "tests" / "exports" / "brandwatch.csv", tz="UTC", set_aside=False)
    scored = wb.score_stance(imported, brands=["Example Brand"])
    assert scored["mention_id"].tolist() == imported.mentions["mention_id"].tolist()
    english = scored["language"] == "en"
    assert english.any()
    assert (scored.loc[~english, "stance"] == "unknown").all()
    assert (scored.loc[english, "stance"] != "unknown").all()


def test_what_holds_no_messages_is_refused():
    with pytest.raises(WorkbenchError) as refusal:
        wb.score_stance(["a text"])
    assert str(refusal.value) == (
        "These are no messages. Received: list. Allowed: a message table, or what wb.read_mentions returns. "
        "Try: wb.score_stance(wb.read_mentions(path))."
    )
