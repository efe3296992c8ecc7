"""Who is called what: entities by id, official code and normalised name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graph.names import normal_name
from ingest.identity import as_code

Ids = set[str] | frozenset[str]
_NOBODY: frozenset[str] = frozenset()


class Index:
    """Of the tables at hand and of what was looked up in the graph."""

    def __init__(self, endings: Mapping[str, str]) -> None:
        """`endings`, by label, may be left off a name where it is referred to."""
        self._endings = endings
        self._codes: dict[str, dict[str, str | None]] = defaultdict(dict)  # label → id → code
        self._owners: dict[str, dict[str, list[str]]] = defaultdict(dict)  # label → code → ids
        self._names: dict[str, dict[str, set[str]]] = defaultdict(dict)  # label → name → ids
        self._aliases: dict[str, dict[str, set[str]]] = defaultdict(dict)

    def add(
        self,
        label: str,
        id: str,
        code: str | None,
        name: str | None,
        aliases: Iterable[str] = (),
        *,
        stored: bool = False,
    ) -> None:
        """Note what an entity is called; of two with one code the `stored` one is the owner."""
        codes = self._codes[label]
        codes[id] = code or codes.get(id)
        if code:
            owners = self._owners[label].setdefault(code, [])
            if id not in owners:
                owners.insert(0 if stored else len(owners), id)
        if name:
            self._names[label].setdefault(normal_name(name), set()).add(id)
        for alias in aliases:
            self._aliases[label].setdefault(normal_name(alias), set()).add(id)

    def has(self, label: str, id: str) -> bool:
        return id in self._codes[label]

    def by_code(self, label: str, code: object) -> str | None:
        owners = self._owners[label].get(str(code))
        return owners[0] if owners else None

    def code_of(self, label: str, id: str) -> str | None:
        return self._codes[label].get(id)

    def by_name(self, label: str, name: str) -> Ids:
        """The entities of that name; those of that alias only where nobody is named so."""
        normal = normal_name(name)
        named = self._names[label].get(normal, _NOBODY)
        return named or self._aliases[label].get(normal, _NOBODY)

    def is_exact(self, label: str, text: str) -> bool:
        """Whether a text is the id, the code or the name of somebody, and no mere alias."""
        return bool(self._exact(label, text)) or normal_name(text) in self._names[label]

    def find(self, label: str, text: str) -> Ids:
        """Ids of the entities that a text names: the one of that id or code, else of that name."""
        return self._exact(label, text) or self.by_name(label, text) or self._ended(label, text)

    def _ended(self, label: str, text: str) -> Ids:
        """The entities whose name is the text with the ending of their kind."""
        ending = self._endings.get(label)
        return self._names[label].get(normal_name(text + ending), _NOBODY) if ending else _NOBODY

    def _exact(self, label: str, text: str) -> Ids:
        text = text.strip()
        if self.has(label, text):
            return frozenset((text,))
        code = self.by_code(label, text) or self.by_code(label, as_code(text))
        return _NOBODY if code is None else frozenset((code,))
