"""``python -m workbench`` is the command ``crisis``, where that is not on the path."""

from workbench.cli import main

main()
