"""The office's own ledger comes in: rules that read a table, map its columns, check its rows.

Plain Python on plain values. What is in the plan already is handed in as `known.Known`; writing is
`recommendations.actions.imports`.
"""
