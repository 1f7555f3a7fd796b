"""Each planted fault is noticed, and is seen unnoticed without the check that must notice it."""

import pytest
from faults import FAULTS, STATEMENTS

from verify.search import falsify


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """A few thousand lanes a batch are enough here."""
    monkeypatch.setattr(falsify, "LANES", 1 << 12)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_without_the_fault_nobody_complains(fault, monkeypatch):
    """The check that will notice the fault is silent before it is planted."""
    assert not fault.noticed(monkeypatch)


@pytest.mark.parametrize("fault", [*FAULTS, *STATEMENTS], ids=str)
def test_the_fault_is_noticed(fault, monkeypatch):
    """Whoever must notice does."""
    fault.plant(monkeypatch)
    assert fault.noticed(monkeypatch)


@pytest.mark.parametrize("fault", [*FAULTS, *STATEMENTS], ids=str)
def test_without_the_check_the_fault_is_not_noticed(fault, monkeypatch):
    """With this one check taken away the fault passes unseen."""
    fault.plant(monkeypatch)
    assert not fault.without(monkeypatch)


def test_there_are_enough_rows():
    """The table has at least a dozen faults, each told apart by fault and observer."""
    rows = [str(fault) for fault in [*FAULTS, *STATEMENTS]]
    assert len(rows) == len(set(rows)) >= 12
