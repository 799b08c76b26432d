"""Checks by plain HTTP: each module is one subject with one public function, `check`."""
