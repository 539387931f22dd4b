"""The ledger as a file: exactly the rows, order and columns that are shown."""

from desks.exports.csv_file import csv_lines
from desks.exports.names import attachment, file_name
from desks.exports.workbook import write_workbook

__all__ = ["attachment", "csv_lines", "file_name", "write_workbook"]
