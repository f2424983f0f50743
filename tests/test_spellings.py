"""A file means the same however it is spelt: whatever venvlint says of a tree, it says of the tree
with other line ends, blanks, quotes and names for the same commands.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from tests.clean_projects import PROJECTS
from tests.defects import DEFECTS
from tests.lint import tree
from tests.test_mutations import mutated
from venvlint.config import Config
from venvlint.engine import audit
from venvlint.selection import builtin_rules

TREES = {f"clean/{name}": (files, None) for name, files in PROJECTS.items()} | {
    f"defect/{name}": (mutated(defect), defect.untracked) for name, defect in DEFECTS.items()
}
RULES = builtin_rules()
SETTINGS = Config(select=("ALL",))
DATA = r".*\.(?:toml|ya?ml|txt|in|ini|cfg|json|lock|md)|(?:.*/)?Pipfile"
DOCKERFILE = r"(?:.*/)?[^/]*Dockerfile[^/]*"
SHELL = rf"{DOCKERFILE}|.*\.sh|(?:.*/)?Makefile"
COMMANDS = rf"{SHELL}|.*\.(?:ya?ml|ini|md)|.*noxfile\.py"
PIP = r"(?<![\w./-])(?<!-m )(?<!uv )pip"
SPELLINGS = {
    "line ends of Windows": (DATA, r"\r?\n", "\r\n"),
    "a blank line above": (r".*\.(?:toml|ya?ml|txt|in|ini|cfg)", r"\A(?!#!|---)", "\n"),
    "a comment at the end": (
        rf"{SHELL}|.*\.(?:toml|ya?ml|in|ini|cfg)|.*requirements.*\.txt",
        r"\n\Z",
        "\n# the end\n",
    ),
    "small keywords": (DOCKERFILE, r"(?m)^(?:FROM|RUN|COPY|ENV|ARG|WORKDIR|CMD|USER)\b", str.lower),
    "a comment before an instruction": (DOCKERFILE, r"(?m)^(?=(?:RUN|COPY|FROM)\b)", "# why\n"),
    "an instruction on two lines": (DOCKERFILE, r" && (?=\S)", " \\\\\n && "),
    "a mount for the cache": (DOCKERFILE, r"(?m)^RUN (?=pip)", "RUN --mount=type=cache,target=/x "),
    "a here-document": (DOCKERFILE, r"(?m)^RUN (pip install[^\n\\&|;]*)$", "RUN <<EOT\n\\1\nEOT"),
    "a subshell": (DOCKERFILE, r"(?m)^RUN (pip install[^\n\\&|;]*)$", r"RUN ( \1 )"),
    "a list of commands": (DOCKERFILE, r"(?m)^RUN (pip install[^\n\\&|;]*)$", r"RUN true && \1"),
    "pip3": (COMMANDS, rf"{PIP} install", "pip3 install"),
    "pip as a module": (COMMANDS, rf"{PIP} install", "python -m pip install"),
    "options of pip before the verb": (COMMANDS, rf"{PIP} install ", "pip -q install "),
    "options of pip behind the verb": (COMMANDS, rf"{PIP} install ", "pip install --no-input "),
    "the long option": (COMMANDS, r"(?<![\w-])-r (?=[\w.])", "--requirement "),
    "no blank behind an option": (COMMANDS, r"(?<![\w-])-r (?=[\w.])", "-r"),
    "quotes around a file": (SHELL, r"(?<![\w-])-r ([\w./-]+)", r'-r "\1"'),
    "a path that begins with a dot": (rf"{COMMANDS}|.*\.txt", r"(?<![\w-])-r (?=\w)", "-r ./"),
    "blanks in requirements": (
        r"(?:.*/)?requirements[^/]*\.(?:txt|in)",
        r"(?m)^([A-Za-z][\w.-]*)([=<>~]=)(\S+)$",
        r"\1 \2 \3",
    ),
}


@cache
def _expected(name):
    return _found(*TREES[name])


def _found(files, untracked):
    report = audit(tree(files, untracked=untracked, config=SETTINGS), RULES)
    assert not report.crashes
    return Counter((one.code, one.severity, one.at.path) for one in report.violations)


def _spelt(text: str, pattern: str, new) -> str:
    replacement = new if isinstance(new, str) else lambda match: new(match[0])
    return re.sub(pattern, replacement, text)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_same_is_said_of_another_spelling(spelling):
    paths, pattern, new = SPELLINGS[spelling]
    changed = 0
    for name, (files, untracked) in TREES.items():
        other = {
            path: _spelt(text, pattern, new)
            if isinstance(text, str) and re.fullmatch(paths, path)
            else text
            for path, text in files.items()
        }
        if other != files:
            changed += 1
            assert _found(other, untracked) == _expected(name), name
    assert changed, "no tree has it"
