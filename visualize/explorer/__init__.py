"""The pages of `honglian serve`: an overview, a page for each chain, enterprise, organisation and
university, written on the server and whole without a script.

Each module asks its questions (`ask`), has their answers as tables, and draws its page.
"""
