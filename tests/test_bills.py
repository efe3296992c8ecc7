"""Bills of materials: how the table is read, which kind a name is of, and that it counts."""

from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from graph.errors import InputError
from ingest.sources import catalogue as source
from queries.suggest import bills, products, stored
from queries.suggest.bills import Bill, Bills
from queries.suggest.companies import CompanyIndex
from queries.suggest.features import Evidence
from queries.suggest.names import JUNK, Names, asked_name
from queries.suggest.stored import Learnt
from tests import kitchens
from tests.graphs import DAY

NAMES = ["电机", "车用电机", "电机外壳", "漆包线", "轴承", "面包", "陶瓷轴承", "铜"]
TABLE = (
    Bill(("电机", "电动机"), ("漆包线", "轴承", "没有的材料")),
    Bill(("外壳",), ("钢板",)),
    Bill(("铜",), ("铜精矿",)),
)


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(NAMES)


@pytest.fixture(scope="module")
def known(names: Names) -> Bills:
    return Bills(names, TABLE)


def kinds_of(known: Bills, names: Names, text: str) -> dict[str, float]:
    row = known.kinds([text], names.vectors([text])).tocoo()
    kinds = list(known.at)
    return {kinds[i]: float(v) for i, v in zip(row.col, row.data, strict=True)}


def test_the_ending_tells_the_kind(known: Bills, names: Names) -> None:
    assert kinds_of(known, names, "电机")["电机"] == 1
    assert kinds_of(known, names, "车用电机") == {"电机": 0.75}
    assert kinds_of(known, names, "电机外壳") == {"外壳": 0.75}
    assert kinds_of(known, names, "电机用线") == {"电机": pytest.approx(0.2 + 0.3 * 0.5)}
    assert kinds_of(known, names, "铜") == {"铜": 1}
    assert kinds_of(known, names, "紫铜")["铜"] <= 0.5  # of one character: alike, no more
    assert not kinds_of(known, names, "") and not kinds_of(known, names, "面包")


def test_what_is_usual_comes_first(known: Bills) -> None:
    row = known.uses[known.at["电动机"]].toarray().ravel()
    assert row[NAMES.index("漆包线")] > row[NAMES.index("轴承")] > 0
    assert np.count_nonzero(row) == 2  # what is no product has no place
    assert known.runs[known.at["电动机"]].nnz  # but its name tells what to look for


def test_without_a_table_no_product_is_of_a_kind(names: Names) -> None:
    none = Bills(names, ())
    assert none.kinds(["电机"], names.vectors(["电机"])).shape == (1, 0)


def test_our_table_is_in_order() -> None:
    table = bills.ours()
    pairs = Counter(pair for bill in table for pair in product(bill.kinds, bill.materials))
    assert len({kind for bill in table for kind in bill.kinds}) > 1000 and len(pairs) > 20_000
    written = {name for bill in table for name in (*bill.kinds, *bill.materials)}
    assert all(name == asked_name(name) for name in written), "as names of the graph are written"
    assert not {kind for bill in table for kind in bill.kinds} & JUNK
    for bill in table:
        repeated = [name for name, times in Counter(bill.materials).items() if times > 1]
        assert not repeated, (bill.kinds[0], repeated)
        assert not set(bill.materials) & JUNK, bill.kinds[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("名称,材料\n电机,铜\n", "没有这两列"),
        ("", "没有这两列"),
        ("产品,材料\n电机,铜\n泵,\n", "第3行"),
        ("产品,材料\n、,铜\n", "第2行"),
        ("产品\n电机\n", "没有这两列"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        bills.read(path)
    assert caught.value.where == str(path)


def test_a_table_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes("产品,材料\n电机,铜\n".encode("gbk"))
    with pytest.raises(InputError, match="读不出来"):
        bills.read(path)
    with pytest.raises(InputError, match="读不出来"):
        bills.read(tmp_path / "none.csv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kitchens.folder(tmp_path_factory.mktemp("kitchens"), kitchens.upstream())


def test_a_table_of_ones_own_leads_where_nothing_else_does(folder: Path, tmp_path: Path) -> None:
    learnt = source.read(folder)
    own = Bill(("琉璃绮梦",), ("土豆", "铝合"))
    plain, taught = (products.fit(learnt, more=more) for more in ((), (own,)))

    def found(index: products.ProductIndex) -> set[str]:
        evidence = Evidence(index.memory, *index.asked(["琉璃绮梦"]))
        return {index.names.names[row] for row in evidence.material}

    assert not {"土豆", "铝合"} & found(plain)
    assert {"土豆", "铝合"} <= found(taught)
    kept = stored.save(Learnt(CompanyIndex(taught), DAY, "run"), tmp_path / "model")
    read = stored.load(kept).index.products
    assert read.bills.table == taught.bills.table and own in read.bills.table
    assert found(read) == found(taught)
