"""A fuzzer over whole audits: trees of ours and real files, damaged, through every rule, the fixes,
the changes of Pythons and every format.

    python -m tests.security.fuzz                          a minute, over the tests' own trees
    python -m tests.security.fuzz --seconds 3600 DIR…      an hour of CPU, over the files of checkouts too
    python -m tests.security.fuzz --only 7:1234            the one tree that a failure named

What it finds is written below `--keep` as a tree that can be audited, cut down to the files that
matter. A tree is made from `SEED:NUMBER` and the material alone, so the same call makes the same ones.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from importlib import import_module
from pathlib import Path

from tests.growth.inputs import TREES
from tests.lint import tree
from tests.test_mutations import DEFECTS, PROJECTS, mutated
from venvlint.app.flags import FORMATS
from venvlint.config import Config
from venvlint.document import Document
from venvlint.engine import audit
from venvlint.files.naming import by_content, kind_of, syntax_of
from venvlint.fixes import fixed, unified_diff
from venvlint.model import Unreadable
from venvlint.record import replace
from venvlint.selection import builtin_rules

EVERYTHING = replace(Config(), select=("ALL",))
PATIENCE = 30
"""Seconds of CPU after which a tree of a few kilobytes is taken for one that never ends."""
LARGEST = 30_000
"""Bytes of a real file that is taken as material."""
PIECES = (
    *("", "\n", "\r\n", "\r", "\\\n", "\\", "\0", "\t", " ", "'", '"', '"""', "'''", "`", "#"),
    *(
        "[",
        "]",
        "{",
        "}",
        "((",
        "))",
        "${",
        "$(",
        "${{ ",
        " }}",
        "{{",
        "%(x)s",
        "<<E\n",
        "<<-'E'\n",
    ),
    *(
        "# venvlint: ignore[ALL] x\n",
        "# venvlint: ignore\n",
        "&a ",
        "*a",
        "<<: *a",
        "!!python/x ",
        "- ",
    ),
    *("\ufeff", "\udcff", "\u2028", "\x1b[31m", "\u202e", "\x85", "\u00b2", "\u0663", "\U0001f40d"),
    *(
        "-r ",
        "-c ",
        "-e .",
        "-e ../x",
        "--hash=sha256:0",
        " ; ",
        "==",
        ">=3.10",
        "~=3",
        "===",
        "!=",
        "*",
    ),
    *("3.1", "3.10", "3.99", "2.7", "9" * 30, "-1", "1e999", "0x", "v3.12-dev", "latest"),
    *(
        "@ git+https://u:p@h/x",
        "file:///home/a/x",
        "https://u:p@h/?token=a",
        "C:\\x",
        "../",
        "/",
        "//",
        "~",
    ),
    *(
        "FROM python:3.9\n",
        "RUN ",
        "COPY . .\n",
        "ARG A=$A\n",
        "ENV PATH=$PATH:/x\n",
        "&&",
        "||",
        "|",
        ";;",
    ),
    *(
        "case x in a) ",
        "fi\n",
        "done\n",
        "esac\n",
        "if x; then\n",
        "f() {\n",
        "}\n",
        "EOF\n",
        "matrix:\n",
    ),
    *(
        "include:\n",
        "exclude:\n",
        "needs: a\n",
        "extends: a\n",
        "uses: ./\n",
        ",",
        "=",
        ":",
        ": ",
        "|\n  ",
    ),
    *(
        "pip install ",
        "python3.9 -m venv .venv\n",
        "source .venv/bin/activate\n",
        ".venv/bin/activate\n",
    ),
    *(
        "[" * 300,
        "- " * 300,
        "$(" * 300,
        "a." * 300,
        "{a: " * 200,
        "not " * 200,
        "(" * 3000,
        "a\n" * 500,
    ),
)
NAMES = (
    "\u202e",
    "a b",
    "-x",
    "a'b",
    'a"b',
    "\x1b[31m",
    "%0A",
    "$(x)",
    "\udcff",
    "*",
    "[a]",
    "#",
    "x" * 200,
)


class Endless(BaseException):
    """A tree took more than `PATIENCE`. No `Exception`: the engine must not take it for a crash."""


def material(folders):
    """Trees of ours, and one tree for each folder: its files of a kind that we know."""
    found = [dict(files) for files in PROJECTS.values()]
    found += [mutated(one) | one.untracked for one in DEFECTS.values()]
    found += [make(3) for make in TREES.values()]
    for folder in folders:
        files = {}
        for root, below, names in os.walk(folder):
            below[:] = sorted(set(below) - {".git", "node_modules", "__pycache__"})
            for name in sorted(names):
                path = Path(root, name)
                short = path.relative_to(folder).as_posix()
                if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
                    continue
                if kind_of(short) or any(by_content(short)):
                    files[short] = path.read_bytes().decode("utf-8", "surrogateescape")
            if len(files) > 60:
                break
        if files:
            found.append(files)
    return found


def grown(chance, trees):
    """One damaged tree."""
    files = dict(chance.choice(trees))
    if chance.random() < 0.3:
        files |= chance.choice(trees)
    while len(files) > 40:
        del files[chance.choice(list(files))]
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        path = chance.choice(list(files))
        files[path] = _damaged(chance, files[path], trees)
        if chance.random() < 0.1:
            _move(chance, files, path, trees)
    return files


def _damaged(chance, text, trees):
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogateescape")
    start = chance.randrange(len(text) + 1)
    length = chance.choice((0, 0, 1, 2, 5, 20, 200))
    way = chance.randrange(8)
    if way == 0:
        return text[:start]
    if way == 1:
        return text[:start] + text[start + length :]
    if way == 2:  # a part many times
        return (
            text[:start]
            + text[start : start + max(length, 1)] * chance.choice((2, 3, 50))
            + text[start:]
        )
    if way == 3:  # lines in another order
        lines = text.splitlines(keepends=True)
        at = chance.randrange(len(lines) + 1)
        part = lines[at : at + 4]
        chance.shuffle(part)
        return "".join([*lines[:at], *part, *lines[at + 4 :]])
    if way == 4:  # a part of another file
        other = chance.choice(list(chance.choice(trees).values()))
        if isinstance(other, bytes):
            other = other.decode("utf-8", "surrogateescape")
        there = chance.randrange(len(other) + 1)
        return text[:start] + other[there : there + chance.choice((5, 40, 400))] + text[start:]
    if way == 5:  # one line in another indentation
        return text[:start] + text[start:].replace("\n", "\n" + " " * chance.randrange(5), 1)
    if way == 6 and "\n" in text:
        return text.replace("\n", chance.choice(("\r\n", "\r", "\n\n", "\n\ufeff")))
    return text[:start] + chance.choice(PIECES) + text[start + length :]


def _move(chance, files, path, trees):
    """Give a file another place, or the name of a file of another kind."""
    folder, _, name = path.rpartition("/")
    other = chance.choice(
        (
            f"{folder}/sub/{name}".lstrip("/"),
            name,
            f"{chance.choice(NAMES)}/{name}",
            chance.choice(list(chance.choice(trees))),
        )
    )
    text = files.pop(path)
    if not any(known.startswith(other + "/") or other.startswith(known + "/") for known in files):
        files[other] = text
    if not files:
        files[path] = text


def fault(files):
    """What is wrong with what venvlint does with *files*: a sentence and a traceback, or None."""
    try:
        return _fault(files)
    except Endless:
        return "endless: " + "".join(traceback.format_exc()[-1500:])
    except Exception:
        return traceback.format_exc()


def _fault(files):
    start = tree(files, config=EVERYTHING)
    rules = builtin_rules()
    outcome = fixed(start, rules, unsafe=True)
    report = audit(start, rules)
    for one in (report, outcome.report):
        if one.crashes:
            return f"crash: {one.crashes[0]}"
    if not outcome.converged:
        return "the fixes undo each other"
    unified_diff(start, outcome.changes)
    for path, data in outcome.changes.items():
        before = start.document(path)
        if before is not None and _parses(path, before.data) and not _parses(path, data):
            return f"the fix breaks {path}"
    for flag, value in (
        ("--drop-python", "3.9"),
        ("--add-python", "3.15"),
        ("--move-python", "3.9=3.14"),
    ):
        broken = _changed(files, flag, value)
        if broken:
            return broken
    from venvlint.reporters import Context
    from venvlint.reporters.terminal import Terminal

    for name in FORMATS:
        shown = import_module(f"venvlint.reporters.{name}").render(report, Context("1", Terminal()))
        assert isinstance(shown, str)
    return None


def _changed(files, flag, value):
    from venvlint.app.python_changes import contents, wanted
    from venvlint.facts.changes import Impossible, plan

    start = tree(files, config=EVERYTHING)
    try:
        changes, _ = contents(start, tuple(plan(start, wanted(flag, value)).edits))
    except Impossible:
        return None
    for path, data in changes.items():
        if _parses(path, start.document(path).data) and not _parses(path, data):
            return f"{flag} {value} breaks {path}"
    return None


def _parses(path, data):
    syntax = syntax_of(path)
    if not syntax:
        return True
    reader = "toml" if syntax == "lock" else syntax
    try:
        import_module(f"venvlint.readers.{reader}").parse(Document(path, data))
    except Unreadable:
        return False
    return True


def judged(files):
    """`fault`, given up after `PATIENCE`."""

    def stop(*_):
        raise Endless

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        return fault(files)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def least(files, said):
    """*files* without those that the fault does not need."""
    last = said.strip().splitlines()[-1][:40]
    for path in list(files):
        fewer = {name: text for name, text in files.items() if name != path}
        again = judged(fewer) if fewer else None
        if again and again.strip().splitlines()[-1][:40] == last:
            files = fewer
    return files


def kept(folder, name, files, said):
    """Write a tree that failed, and what was said."""
    where = Path(folder, name.replace(":", "-"))
    for path, text in files.items():
        full = os.path.join(os.fsencode(where), os.fsencode(path))
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))
    Path(folder, name.replace(":", "-") + ".txt").write_text(said, "utf-8", "backslashreplace")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="*", metavar="DIR")
    parser.add_argument("--seconds", type=float, default=60, help="of CPU")
    parser.add_argument("--trees", type=int, default=sys.maxsize, help="at most so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="the number of the first tree")
    parser.add_argument("--only", metavar="SEED:NUMBER")
    parser.add_argument("--keep", default="fuzz-found")
    given = parser.parse_args(arguments)
    if given.only:
        given.seed, given.start = map(int, given.only.split(":"))
        given.trees = 1
    trees = material(given.folders)
    print(f"material: {len(trees)} trees, {sum(map(len, trees))} files", flush=True)
    number, failures = given.start, Counter()
    while number < given.start + given.trees and time.process_time() < given.seconds:
        name = f"{given.seed}:{number}"
        files = grown(random.Random(name), trees)
        said = judged(files)
        if said:
            last = said.strip().splitlines()[-1][:200]
            failures[last] += 1
            print(f"{name}: {last}".encode("ascii", "backslashreplace").decode(), flush=True)
            if failures[last] == 1 or given.only:
                kept(given.keep, name, least(files, said), said)
        number += 1
        if (number - given.start) % 1000 == 0:
            print(f"{number - given.start} trees, {time.process_time():.0f} s", flush=True)
    print(f"{number - given.start} trees, {sum(failures.values())} failures", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
