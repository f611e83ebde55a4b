"""GLOSSARY.md is the vocabulary, written down."""

import re
import subprocess
import sys

from workbench.vocabulary import LISTS, glossary


def test_the_glossary_on_disk_is_the_vocabulary(root):
    written = (root / "GLOSSARY.md").read_text(encoding="utf-8")
    assert written == glossary(), "GLOSSARY.md is not what the vocabulary says. Run: make glossary"


def test_make_glossary_writes_what_lies_there(root, tmp_path):
    script = root / "scripts" / "write_glossary.py"
    copy = tmp_path / "scripts" / script.name
    copy.parent.mkdir()
    copy.write_bytes(script.read_bytes())
    subprocess.run([sys.executable, str(copy)], check=True, timeout=120)
    assert (tmp_path / "GLOSSARY.md").read_bytes() == (root / "GLOSSARY.md").read_bytes()


def test_every_list_is_printed_under_its_title_with_every_word_once():
    text = glossary()
    for title, words in LISTS.values():
        section = re.search(
            rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, flags=re.MULTILINE | re.DOTALL
        )[1]
        rows = re.findall(r"^\| (.*?) \| (.*?) \|$", section, flags=re.MULTILINE)[1:]
        assert rows == list(words.items())


def test_no_cell_breaks_its_table():
    assert [
        w for _, words in LISTS.values() for pair in words.items() for w in pair if "|" in w or "\n" in w
    ] == []
