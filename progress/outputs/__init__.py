"""Files that go out of this room."""
