"""What people fill in about plans and their records."""
