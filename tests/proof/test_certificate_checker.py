"""The checker: what it confirms, and that nothing that was touched gets past it."""

import copy
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claims import mitchell
from verify import at_least, positive, power, setting, split
from verify.carriers.expressions import meets
from verify.carriers.terms import Atom
from verify.proof import checker
from verify.proof.proof import prove, squares

from .conftest import as_record

ROOT = Path(checker.__file__).parents[2]


def check(proof):
    return checker.check_proof(proof["goals"], proof["goal_hash"], proof["certificate"])


def first_step(proof, position=1):
    return proof["certificate"]["closures"][position]["facts"][-1]


def a_summand(proof):
    """A summand of a goal whose certificate has several."""
    return next(
        summand
        for closure in proof["certificate"]["closures"]
        for fact in closure["facts"]
        for summand in fact["summands"]
        if len(fact["summands"]) > 1 and summand["factors"]
    )


def a_fact_with_divisors(proof):
    return next(
        fact for closure in proof["certificate"]["closures"] for fact in closure["facts"] if fact.get("over")
    )
