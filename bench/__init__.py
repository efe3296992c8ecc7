"""Measures ratios, not machines: our load against a plain script's, our answer against the bare
statement, in one run, on both engines. `python -m bench` writes docs/performance.md."""
