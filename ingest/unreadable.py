"""The error of a cell whose text is no value of its column."""


class Unreadable(ValueError):
    """Why a cell cannot be taken, in Chinese and in English; the caller knows the place."""

    def __init__(self, reason_zh: str, reason_en: str) -> None:
        super().__init__(reason_zh, reason_en)
        self.reason_zh, self.reason_en = reason_zh, reason_en

    def __str__(self) -> str:
        return f"{self.reason_zh} ({self.reason_en})"


def shown(text: str) -> str:
    """A cell's text in the quotes of a message, cut when it is long."""
    return f"“{text if len(text) <= 40 else text[:40] + '…'}”"
