"""Gets the text out of a Word or PDF file. Runs in a process apart, see `core.sandbox`.

Nothing here imports Django or the rest of the project, so that the process starts quickly.
"""
