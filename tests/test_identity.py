"""The credit code check of GB 32100-2015."""

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identity import ALPHABET, check_credit_code, check_digit, normal_name
from ingest.values import Unreadable

SAMPLE = Path(__file__).parents[2] / "shared" / "sample"
BODIES = st.text(alphabet=ALPHABET, min_size=17, max_size=17)


def test_published_codes_are_right() -> None:
    for code in ("91350100M000100Y43", "91441299MA0000015N", "91440300708461136T"):
        assert check_credit_code(code) == code


def test_width_case_and_spaces_are_normalised() -> None:
    assert check_credit_code(" ９1441299 ma000001 5n ") == "91441299MA0000015N"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("91441299MA000001", "应为 18 位"),
        ("", "0 位"),
        ("91441299MA00000150", "末位应为 N，实为 0"),
        ("91441299MAO000015N", "第 11 位“O”不是信用代码字符，可能是 0"),
        ("91441299-A0000015N", "第 9 位“-”"),
        ("914412990000000000", "数字格式"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        check_credit_code(text)
    assert reason in caught.value.reason_zh


@given(BODIES)
def test_every_body_has_one_check_character(body: str) -> None:
    right = check_digit(body)
    assert check_credit_code(body + right) == body + right
    for wrong in set(ALPHABET) - {right}:
        with pytest.raises(Unreadable):
            check_credit_code(body + wrong)


@given(BODIES, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(body: str, at: int, char: str) -> None:
    changed = body[:at] + char + body[at + 1 :] + check_digit(body)
    if char != body[at]:
        with pytest.raises(Unreadable):
            check_credit_code(changed)


def test_all_characters_occur_as_check_characters() -> None:
    draw = random.Random(1)
    seen = {check_digit("".join(draw.choices(ALPHABET, k=17))) for _ in range(1000)}
    assert seen == set(ALPHABET)


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLE.exists(), reason="no sample data beside the checkout")
def test_codes_of_the_sample_and_all_registers() -> None:
    with (SAMPLE / "enterprises.csv").open(encoding="utf-8-sig", newline="") as file:
        codes = [row["uscc"] for row in csv.DictReader(file) if row["uscc"]]
    assert codes and [check_credit_code(code) for code in codes] == codes
    with (SAMPLE / "uscc_codes.csv").open(encoding="utf-8-sig", newline="") as file:
        registers = [row["position1"] + row["position2"] for row in csv.DictReader(file)]
    assert {"A1", "N2", "Y1"} <= set(registers)
    for register in registers:
        body = register + "441299MA0000001"
        assert check_credit_code(body + check_digit(body))


def test_names_are_compared_whole() -> None:
    assert normal_name("理士电源（肇庆） 有限公司") == normal_name("理士电源(肇庆)有限公司")
    assert normal_name("肇庆东璞生态农业有限公司") != normal_name("广东省东璞农业科技有限公司")
