"""Exports in FOCUS: charges as they were billed, or the ledger with the columns for allocated charges.

A newcomer reads `service.export_focus`. What a file needs and a bill did not say is filled
by rules that a column names.
"""

from outlay.report.focus_export.model import FocusExport, FocusExportReport
from outlay.report.focus_export.service import export_focus

__all__ = ["FocusExport", "FocusExportReport", "export_focus"]
