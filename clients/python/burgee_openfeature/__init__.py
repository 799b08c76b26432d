"""Burgee for Python applications: evaluation in process or over OFREP, exposures and tracking."""
