"""What `make` runs beside the product itself. Nothing here is imported by the product."""
