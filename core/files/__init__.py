"""Files that people bring: judged by their content, stored once, served so that none can act.

`examine` (`core.files.judging`) decides what a file is or refuses with a sentence, outside any
transaction; `store` (`core.files.keeping`) keeps its bytes within the action's; `serve`
(`core.files.serving`) is the only way out. Why in the database: docs/decisions.
"""
