"""The report of a chain, or of all: one content, written as a workbook, a page or a document."""
