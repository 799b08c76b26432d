"""The real OpenFeature clients, driven against a server."""
