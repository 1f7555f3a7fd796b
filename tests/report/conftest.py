import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parent / "data" / "record.json"


@pytest.fixture
def record() -> Any:
    """A record with every verdict, both kinds of picture, and something wrong in one of its two posts."""
    return json.loads(DATA.read_text(encoding="utf-8"))


@pytest.fixture
def good_record(record: Any) -> Any:
    """The same without the post that has something wrong."""
    for part in ("theorems", "errata"):
        record[part] = {name: claim for name, claim in record[part].items() if claim["post"] == "mitchell"}
    del record["posts"]["softmax"]
    record["run"]["problems"] = []
    return record


class Outline(HTMLParser):
    """What a page is made of: its tags in order, ids, targets inside the page, and its texts by tag."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.hrefs.append(value or "")


@pytest.fixture
def outline() -> type[Outline]:
    return Outline
