"""One module per system that is measured; each holds a `Adapter` (see `base`)."""
