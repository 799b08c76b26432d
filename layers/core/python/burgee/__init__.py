"""Feature flags and experiments in your own AWS account."""
