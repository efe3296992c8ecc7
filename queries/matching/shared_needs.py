"""Common needs (共性需求): needs of several enterprises that are one.

Only needs with the same first discipline are compared, by the cosine of their runs of characters
(TF-IDF). Groups are joined while the mean similarity between two of them is at least `alike`
(average linkage, so that a chain of small likenesses joins nothing). Two topics of NSFC that lie in
different areas are that much alike once in about a thousand times (docs/accuracy-universities.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from queries.answers import Ref
from queries.matching import texts
from queries.matching.answer import CommonNeed
from queries.matching.catalogue import Catalogue
from queries.matching.disciplines import Found
from queries.matching.needs import Need
from queries.matching.rank import field, fields_of, fits, university
from queries.matching.weights import weights
from queries.suggest.arrays import Floats, Ints

UNIVERSITIES = 3  # named for each common need


def common_needs(known: Catalogue, needs: Sequence[Need]) -> list[CommonNeed]:
    """The groups, the one of most enterprises first; a need that several enterprises have counts
    as one of them, and so does one that the office itself calls common."""
    by_field: dict[str, list[Need]] = defaultdict(list)
    found = {need.plain: fields_of(known, need) for need in needs}
    for need in needs:
        if not texts.tells_nothing(need.plain):
            first = found[need.plain]
            by_field[first[0].field if first else ""].append(need)
    groups = [group for field in sorted(by_field) for group in _groups(by_field[field])]
    made = [_common(known, *group, found) for group in groups]
    return sorted(made, key=lambda each: (-len(each.enterprises), each.id))


def _groups(needs: Sequence[Need]) -> Iterable[tuple[list[Need], float | None]]:
    """Groups of needs with the mean similarity of any two texts in each."""
    plains = sorted({need.plain for need in needs})[: weights().common.most]
    alike = _alike(plains)
    of = dict(zip(plains, _linked(alike).tolist(), strict=True))
    members: dict[int, list[Need]] = defaultdict(list)
    for need in needs:
        if need.plain in of:
            members[of[need.plain]].append(need)
    for group in members.values():
        rows = [row for row, plain in enumerate(plains) if of[plain] == of[group[0].plain]]
        if len({need.enterprise for need in group}) > 1 or any(need.common for need in group):
            yield group, _mean(alike[np.ix_(rows, rows)])


def _alike(plains: Sequence[str]) -> Floats:
    """(texts, texts): cosines."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415  # slow to import

    grams = TfidfVectorizer(analyzer=texts.grams, sublinear_tf=True).fit_transform(plains)
    alike: Floats = np.clip((grams @ grams.T).toarray(), 0.0, 1.0)
    return alike


def _linked(alike: Floats) -> Ints:
    """The number of the group of each text."""
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415  # slow to import
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    if len(alike) == 1:
        return np.array([1], np.int64)
    apart = np.round(1 - alike, 9)
    np.fill_diagonal(apart, 0.0)
    tree = linkage(squareform(apart, checks=False), "average")
    groups: Ints = np.asarray(fcluster(tree, 1 - weights().common.alike, "distance"))
    return groups


def _mean(alike: Floats) -> float | None:
    size = len(alike)
    if size < 2:
        return None
    return round(float((alike.sum() - np.trace(alike)) / (size * (size - 1))), 3)


def _common(
    known: Catalogue, needs: Sequence[Need], alike: float | None, found: dict[str, list[Found]]
) -> CommonNeed:
    """The need whose words are in most of the others speaks for the group."""
    first = max(needs, key=lambda need: (_shared(need, needs), [-ord(c) for c in need.id]))
    fields = found[first.plain]
    best = fits(known, first._replace(enterprise="", regions=frozenset()), fields)[:UNIVERSITIES]
    enterprises = {need.enterprise: need.enterprise_name for need in needs}
    titles = {need.id: need.title for need in needs}
    return CommonNeed(
        id=first.id,
        name=first.title,
        enterprises=[
            Ref(label="Enterprise", id=i, name=enterprises[i]) for i in sorted(enterprises)
        ],
        needs=[Ref(label="Need", id=i, name=titles[i]) for i in sorted(titles)],
        alike=alike,
        stated=any(need.common for need in needs),
        discipline=field(known, fields[0].field) if fields else None,
        matched=fields[0].words if fields else [],
        universities=[university(known, fit) for fit in best],
    )


def _shared(need: Need, needs: Sequence[Need]) -> int:
    own = set(texts.grams(need.plain))
    return sum(len(own & set(texts.grams(other.plain))) for other in needs)
