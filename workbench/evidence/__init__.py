"""What a case folder must look like, and every problem of a folder at once."""

from workbench.evidence.check import check_case, read_folder
from workbench.evidence.findings import CaseCheck, CaseError, Problem
from workbench.evidence.settings import Settings

__all__ = ["CaseCheck", "CaseError", "Problem", "Settings", "check_case", "read_folder"]
