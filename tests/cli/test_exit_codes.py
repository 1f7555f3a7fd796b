"""`docs/exit-codes.md` and `verify.errors` say the same."""

import re
from pathlib import Path

from verify.errors import Exit, VerifyError

TABLE = Path(__file__).parents[2] / "docs" / "exit-codes.md"
ROW = re.compile(r"^\| (\d+) \| (\w+) \| [^|]+ \| ([^|]*)\|$", re.MULTILINE)


def differences(text: str) -> set[tuple[int, str, frozenset[str]]]:
    """Rows that only the table or only the code has."""
    listed = {(int(code), name, frozenset(re.findall(r"\w+", kinds))) for code, name, kinds in ROW.findall(text)}
    kinds = [VerifyError, *VerifyError.__subclasses__()]
    there = {(int(c), c.name, frozenset(k.__name__ for k in kinds if k.exit_code == c)) for c in Exit}
    return listed ^ there


def test_the_table_is_that_of_the_code() -> None:
    """Every code with its name and the errors that end in it."""
    assert differences(TABLE.read_text(encoding="utf-8")) == set()


def test_a_wrong_row_is_noticed() -> None:
    """Twin: another number, another kind of error, a row too few."""
    text = TABLE.read_text(encoding="utf-8")
    assert differences(text.replace("| 12 |", "| 16 |"))
    assert differences(text.replace("| DeviceError |", "| RecordError |"))
    assert differences(ROW.sub("", text, count=1))
