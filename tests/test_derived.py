"""What is derived from the program is committed, and current."""

import pytest

from tests.derived import DERIVED, ROOT


@pytest.mark.parametrize("name", DERIVED)
def test_derived_file_is_current(name: str) -> None:
    kept = (ROOT / name).read_text(encoding="utf-8")
    assert kept == DERIVED[name](), "run: make docs"
