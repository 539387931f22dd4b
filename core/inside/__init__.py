"""What is inside a file from a stranger: archives, Office and OFD files, PDFs, pictures, texts.

Nothing here imports Django, so that what parses can run in a process apart, see `core.sandbox`.
"""
