"""Adapters of public data sets whose tables are not made for us: each makes a draft."""
