"""What the work calendar's pages are made of."""
