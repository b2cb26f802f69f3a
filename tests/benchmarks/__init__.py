"""How fast and how small Clio is, beside what the same work costs otherwise. `python -m tests.benchmarks` runs it."""
