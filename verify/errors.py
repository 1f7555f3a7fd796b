"""The exceptions of this package: each says who, what and the way out, and carries the same as fields.

Every class has its own exit code; `docs/exit-codes.md` lists them.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command line and of `pytest` with the plugin (0 to 5 are pytest's own meanings)."""

    OK = 0
    CLAIM_FAILED = 1
    INTERRUPTED = 2
    INTERNAL_ERROR = 3
    USAGE = 4
    NOTHING_COLLECTED = 5
    CLAIM_UNREADABLE = 10
    SUBJECT_FAILED = 11
    DEVICE_MISSING = 12
    RECORD_UNREADABLE = 13
    CERTIFICATE_REFUSED = 14
    CANNOT_WRITE = 15


class VerifyError(Exception):
    """Base of all errors of this package.

    Fields: `claim` (id or ""), `variable` (name or ""), `problem`, `remedy`, `exit_code`.
    """

    exit_code = Exit.INTERNAL_ERROR

    def __init__(self, problem: str, *, claim: str = "", variable: str = "", remedy: str = "") -> None:
        self.claim = claim
        self.variable = variable
        self.problem = problem
        self.remedy = remedy
        super().__init__(problem)

    def __str__(self) -> str:
        who = f"variable '{self.variable}' of {self.claim}" if self.variable and self.claim else self.claim
        if self.variable and not self.claim:
            who = f"variable '{self.variable}'"
        sentence = f"{who}: {self.problem}" if who else self.problem
        return f"{sentence}; {self.remedy}" if self.remedy else sentence

    def __reduce__(self) -> tuple[object, ...]:
        # keyword-only fields would be lost when a worker process sends the error back
        return (_rebuild, (type(self), self.problem, self.claim, self.variable, self.remedy))


def _rebuild(kind: type[VerifyError], problem: str, claim: str, variable: str, remedy: str) -> VerifyError:
    return kind(problem, claim=claim, variable=variable, remedy=remedy)


class VocabularyError(VerifyError):
    """A claim uses the vocabulary wrongly; reported when the claim is collected."""

    exit_code = Exit.CLAIM_UNREADABLE


class UsageError(VerifyError):
    """A command was given an id, an option or a point that it cannot use."""

    exit_code = Exit.USAGE


class DomainError(VerifyError):
    """A value lies outside the domain of its variable, or a number is not exact or not representable."""

    exit_code = Exit.USAGE


class UnableError(VerifyError):
    """The carrier has no such operation. Not a verdict: another carrier may have it."""

    exit_code = Exit.CLAIM_FAILED


class NeedsEntriesError(UnableError):
    """Letters stand for whole matrices, and a statement asks for their entries; it is traced again, entry by entry."""


class UndecidedError(VerifyError):
    """A comparison could not be decided at the precision allowed."""

    exit_code = Exit.CLAIM_FAILED


class UndefinedError(VerifyError):
    """An operation was applied where it has no value (0/0, log 0, the mean of nothing)."""

    exit_code = Exit.CLAIM_FAILED


class NotProvedError(VerifyError):
    """A step could not close its goal; `remedy` says how far it came."""

    exit_code = Exit.CLAIM_FAILED


class VacuousError(VerifyError):
    """No point meets the hypotheses: whatever follows from them says nothing."""

    exit_code = Exit.CLAIM_FAILED


class SubjectError(VerifyError):
    """The implementation under test raised, or returned something that is no answer."""

    exit_code = Exit.SUBJECT_FAILED


class DeviceError(VerifyError):
    """The device that was asked for is not on this machine."""

    exit_code = Exit.DEVICE_MISSING


class RecordError(VerifyError):
    """A record, a store or a list is truncated, of another version, or not what it says it is."""

    exit_code = Exit.RECORD_UNREADABLE


class CertificateError(VerifyError):
    """A certificate does not close the goal that it is for."""

    exit_code = Exit.CERTIFICATE_REFUSED


class WriteError(VerifyError):
    """A file could not be written (full disk, no permission); what was finished before is kept."""

    exit_code = Exit.CANNOT_WRITE
