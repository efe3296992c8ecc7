"""Who is called what: entities by id, official code and normalised name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graph.names import normal_name, pairs
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
        self._written: dict[str, dict[str, str]] = defaultdict(dict)  # label → id → name

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
            self._written[label].setdefault(id, name)
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

    def near(self, label: str, text: str) -> list[tuple[str, str]]:
        """Id and name of those who go by a name that shares half the pairs of characters of a text,
        the nearest first."""
        wanted = pairs(text, self._endings.get(label, ""))
        found: dict[str, tuple[int, int, str]] = {}
        for names in (self._names[label], self._aliases[label]) if wanted else ():
            for name, ids in names.items():
                shared = sum(pair in name for pair in wanted)
                if 2 * shared >= len(wanted):
                    rank = (-shared, len(name), name)
                    found |= {id: min(rank, found.get(id, rank)) for id in ids}
        ranked = sorted(found, key=lambda id: (found[id], id))
        return [(id, self._written[label].get(id, id)) for id in ranked]

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
