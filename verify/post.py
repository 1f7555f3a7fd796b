"""The source of a claim: a post or a paper, and its sentences."""

from __future__ import annotations

from dataclasses import dataclass

from verify.errors import VocabularyError


@dataclass(frozen=True)
class Sentence:
    """One sentence of a post: its section and its number there (from 1). Its text is data in `claims/sentences/`."""

    post: Post
    section: str
    number: int


@dataclass(frozen=True)
class Post:
    """A post or paper. `id` is the first half of the id of each of its theorems.

    >>> Post("mitchell", "Mitchell's approximation").sentence("Analysis", 2).number
    2
    """

    id: str
    title: str
    date: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if not self.id.isidentifier():
            raise VocabularyError(f"Post() got the id {self.id!r}", remedy="use a name such as 'mitchell'")

    def sentence(self, section: str, number: int) -> Sentence:
        """The sentence that a theorem is about."""
        if number < 1:
            raise VocabularyError(f"sentence {number} of section {section!r}", claim=self.id, remedy="count from 1")
        return Sentence(self, section, number)
