"""Write GLOSSARY.md anew from the vocabulary: `make glossary`."""

from pathlib import Path

from workbench.vocabulary import glossary

(Path(__file__).resolve().parent.parent / "GLOSSARY.md").write_text(
    glossary(), encoding="utf-8", newline="\n"
)
