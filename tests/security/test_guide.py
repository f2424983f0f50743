"""The guide about safety promises what a test holds, and nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from venvlint import guides

TESTS = Path(__file__).parent.parent
_ITEM = re.compile(r"(?ms)^- .*?(?=^- |^#|\Z)")
_TEST = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def test_each_promise_names_a_test_that_exists():
    text = guides.markdown("safety")
    items = _ITEM.findall(text)
    assert len(items) > 40
    # All that the guide says stands in these lines, but for its first paragraph and the titles.
    rest = [line for line in _ITEM.sub("", text).splitlines() if line and line[0] != "#"]
    assert len(rest) <= 3
    for item in items:
        assert _TEST.search(item), item
        assert _TEST.sub("", item).rstrip(" \n,").endswith((".", ")")), item
    for path, name in _TEST.findall(text):
        module = ast.parse((TESTS / path).read_text("utf-8"))
        assert name in {node.name for node in module.body if isinstance(node, ast.FunctionDef)}, (
            f"{path}::{name}"
        )
