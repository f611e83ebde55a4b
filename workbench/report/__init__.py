"""A case as one page to hand on: it works offline, prints well, and runs nothing that a stranger wrote."""

from workbench.report.page import write_report

__all__ = ["write_report"]
