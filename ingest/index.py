"""Who is called what: entities by id, official code and normalised name."""

from collections import defaultdict
from collections.abc import Iterable

from graph.names import normal_name

_NOBODY: frozenset[str] = frozenset()


class Index:
    """Of the tables at hand and of what was looked up in the graph."""

    def __init__(self) -> None:
        self._codes: dict[str, dict[str, str | None]] = defaultdict(dict)  # label → id → code
        self._ids: dict[str, dict[str, str]] = defaultdict(dict)  # label → code → id
        self._names: dict[str, dict[str, set[str]]] = defaultdict(dict)  # label → name → ids

    def add(self, label: str, id: str, code: str | None, names: Iterable[str]) -> None:
        codes = self._codes[label]
        codes[id] = code or codes.get(id)
        if code:
            self._ids[label].setdefault(code, id)
        known = self._names[label]
        for name in names:
            known.setdefault(normal_name(name), set()).add(id)

    def has(self, label: str, id: str) -> bool:
        return id in self._codes[label]

    def by_code(self, label: str, code: object) -> str | None:
        return self._ids[label].get(str(code))

    def code_of(self, label: str, id: str) -> str | None:
        return self._codes[label].get(id)

    def by_name(self, label: str, name: str) -> set[str] | frozenset[str]:
        return self._names[label].get(normal_name(name), _NOBODY)

    def find(self, label: str, text: str) -> set[str] | frozenset[str]:
        """Ids of the entities that a text names: the one of that id or code, else of that name."""
        text = text.strip()
        if self.has(label, text):
            return frozenset((text,))
        code = self.by_code(label, text)
        return frozenset((code,)) if code is not None else self.by_name(label, text)
