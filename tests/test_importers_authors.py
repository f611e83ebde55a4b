"""Names stay at the door: the key is private, the hash is keyed, and an address gives nobody away."""

import os
import stat

import pandas as pd
import pytest

import workbench as wb
from workbench.importers.authors import author_key, hashed, same_name, without_names

KEY = b"a key for the tests only"


def series(*texts):
    return pd.Series(texts, dtype="str")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "crisis-workbench" / "author.key"


def test_the_key_is_made_once_and_is_private(home):
    first = author_key()
    assert author_key() == first
    assert len(first) == 64
    assert home.read_bytes().strip() == first
    if os.name != "nt":
        assert stat.S_IMODE(home.stat().st_mode) == 0o600
        assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700
    assert list(home.parent.iterdir()) == [home]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_key_that_others_could_read_is_closed_again(home):
    author_key()
    home.chmod(0o644)
    author_key()
    assert stat.S_IMODE(home.stat().st_mode) == 0o600


def test_two_machines_have_two_keys(tmp_path, monkeypatch):
    keys = []
    for name in ("one", "two"):
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / name))
        monkeypatch.setenv("APPDATA", str(tmp_path / name))
        keys.append(author_key())
    assert keys[0] != keys[1]


def test_a_key_of_ones_own(tmp_path):
    (tmp_path / "team.key").write_text("the key that our team shares\n")
    assert author_key(tmp_path / "team.key") == b"the key that our team shares"


def test_what_is_wrong_with_a_key_is_a_sentence(tmp_path):
    with pytest.raises(wb.WorkbenchError) as raised:
        author_key(b"short")
    assert str(raised.value) == (
        "The key that hides authors' names is too short. Received: 5 bytes. Allowed: at least 16 bytes. "
        "Try: python -c 'import secrets; print(secrets.token_hex(32))' prints a good one."
    )
    with pytest.raises(
        wb.WorkbenchError, match=r"^The key that hides authors' names cannot be read or written\."
    ):
        author_key(tmp_path / "no.key")


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "file"))
    with pytest.raises(wb.WorkbenchError) as raised:
        author_key()
    assert raised.value.remedy == "key=, with a file that holds a key of your own, or the key itself as bytes"


def test_one_person_has_one_hash_however_the_name_is_written():
    found = hashed(series("Anna", "@anna", " ANNA ", "ben", None), series(*["x"] * 5), KEY)
    assert found[0] == found[1] == found[2] != found[3]
    assert pd.isna(found[4])


def test_another_platform_or_key_gives_another_hash():
    assert hashed(series("anna"), series("x"), KEY)[0] != hashed(series("anna"), series("reddit"), KEY)[0]
    assert hashed(series("anna"), series("x"), KEY)[0] != hashed(series("anna"), series("x"), KEY[::-1])[0]


def test_a_hash_is_known_beforehand():
    import hashlib
    import hmac

    told = hmac.new(KEY, b"x\0anna", hashlib.sha256).hexdigest()[:20]
    assert hashed(series("@Anna"), series("x"), KEY)[0] == told


def test_names_are_compared_without_at_and_case():
    assert same_name(" @AcmeCares ") == same_name("acmecares")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://x.com/anna/status/17", "https://x.com/i/status/17"),
        ("http://www.twitter.com/Anna/statuses/17?s=20", "http://www.twitter.com/i/statuses/17?s=20"),
        ("https://www.tiktok.com/@anna/video/9", "https://www.tiktok.com/HASH/video/9"),
        ("https://www.reddit.com/user/anna?sort=new", "https://www.reddit.com/user/HASH?sort=new"),
        ("https://example.org/2025/annapolis", "https://example.org/2025/annapolis"),
        ("https://anna.example.org/post", "https://HASH.example.org/post"),
        ("https://example.org/?author=anna&id=3", "https://example.org/?author=HASH&id=3"),
        ("https://facebook.com/An.na/posts/3", "https://facebook.com/HASH/posts/3"),
        ("https://anna/post", "https://anna/post"),
        (None, None),
    ],
)
def test_an_address_gives_nobody_away(url, shown):
    found = without_names(series(url, "https://example.org"), [series("@anna", "x")], series("HASH", "y"))
    assert (None if pd.isna(found[0]) else found[0]) == shown


def test_the_key_stands_in_no_output(home, tmp_path):
    (tmp_path / "export.csv").write_text("when,who\n2025-05-01T10:00:00Z,anna\nsoon,anna\n")
    found = wb.read_mentions(tmp_path / "export.csv", columns={"time": "when", "author": "who"})
    wb.write_mentions(found, tmp_path / "mentions.parquet")
    key = author_key()
    for path in tmp_path.iterdir():
        if path.is_file():
            assert key not in path.read_bytes(), path
            assert b"anna" not in path.read_bytes() or path.name == "export.csv"
    assert key.decode() not in repr(found.receipt.to_dict())
