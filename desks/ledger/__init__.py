"""The ledger as data: which rows, in which order, with what in each column.

The page, the sheet and the bulk actions read the same rows by the same columns, so that what is
exported or changed is exactly what is shown.
"""
