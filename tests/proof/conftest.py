import copy
import json
import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from claims import mitchell
from tests.proof.by_hand import sealed
from verify import Post
from verify.proof.proof import prove
from verify.theorem import Setting, Theorem

POST = Post("test", "claims for tests", date="2020-01-01", url="https://example.org")

Data = dict[str, Any]

COQ = shutil.which("coqc")
if COQ is None and os.environ.get("VERIFY_COQ_REQUIRED"):
    raise RuntimeError("VERIFY_COQ_REQUIRED is set and there is no coqc")
needs_coq = pytest.mark.skipif(COQ is None, reason="NOT CHECKED BY COQ: no coqc; apt install coq")


@pytest.fixture
def state() -> Callable[[Setting, Callable[..., Any]], Theorem]:
    """Makes a theorem of a setting and a function."""

    def made(where: Setting, function: Callable[..., Any]) -> Theorem:
        function.__doc__ = function.__doc__ or "A claim."
        return where.theorem(POST.sentence("section", 1), "x")(function)

    return made


def as_record(result: Any) -> Data:
    """What a record keeps of a proof, as read from its file."""
    goals = [goal.as_data() for goal in result.goals]
    return json.loads(json.dumps({"goals": goals, "goal_hash": result.goal_hash, "certificate": result.certificate}))


@pytest.fixture(name="as_record")
def _as_record() -> Callable[[Any], Data]:
    """The function `as_record`."""
    return as_record


@pytest.fixture(scope="session")
def _mitchell() -> Data:
    return as_record(prove(mitchell.product_error, mitchell.along_its_own_branches))


@pytest.fixture
def proof(_mitchell: Data) -> Data:
    """Goals, hash and certificate of Mitchell's bound."""
    return copy.deepcopy(_mitchell)


@pytest.fixture
def record(proof: Data) -> Data:
    """A record with one proved theorem."""
    return {"theorems": {"mitchell.product_error": {"verdict": "proved", "rests_on": ["checker"], **proof}}}


@pytest.fixture
def made_proof() -> Callable[..., Data]:
    """Makes goals and a certificate by hand, and seals them with their hash."""

    return sealed
