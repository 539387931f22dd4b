"""Contents turned into files and pages: one document model, drawn as Word and as HTML."""
