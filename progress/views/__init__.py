"""One update, and what is asked and answered beside the rounds."""
