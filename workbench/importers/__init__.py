"""From a listening tool's export to one message table: one small file per tool, and what they share.

``reading`` is the way in. Bytes: ``opening``, ``encoding``. Rows: ``delimited``, ``documents``, ``sheets``.
Cells: ``clock``, ``cells``, ``sentiment``, ``authors``, ``tidy``. What is said and kept: ``receipt``, ``aside``, ``storing``.
"""
