"""The forms of documents and plans."""
