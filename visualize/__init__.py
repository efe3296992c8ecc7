"""Pages, pictures and tables of the answers that `queries` gives.

One scene of plain dataclasses renders to an interactive page, to SVG and to a table; the words on
it are Chinese or English, the colours come from the vocabulary.
"""
