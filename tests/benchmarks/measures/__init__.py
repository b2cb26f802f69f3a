"""The benchmarks, one module for each kind of work."""
