"""Pages about documents, plans and their records."""
