"""How fast Burgee answers, beside the evaluators that people use today: `python -m benchmarks`."""
