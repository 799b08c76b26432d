"""Statistics against answers that independent software computed."""
