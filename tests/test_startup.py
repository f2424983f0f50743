"""What a run loads and starts: counts, which are the same on every machine, in place of times."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks import build
from venvlint.app import flags
from venvlint.config import UsageError

PROGRAM = """
import json, os, re, sys
compiled, spawned, opened = [], [], []
compile_ = re._compiler.compile if sys.version_info >= (3, 11) else re.sre_compile.compile
def counted(pattern, flags=0):
    compiled.append(str(pattern))
    return compile_(pattern, flags)
(re._compiler if sys.version_info >= (3, 11) else re.sre_compile).compile = counted
def watch(event, arguments):
    if event in ("os.posix_spawn", "subprocess.Popen"):
        spawned.append(event)
    elif event == "open" and str(arguments[0]).startswith(os.getcwd() + os.sep):
        opened.append(os.path.relpath(arguments[0]))
sys.addaudithook(watch)
os._exit = sys.exit
before = sorted(sys.modules)
sys.path.insert(0, sys.argv[1])
from venvlint.__main__ import main
sys.argv = ["venvlint", "."]
try:
    main()
except SystemExit as end:
    status = end.code
print(json.dumps({"status": status, "before": before, "modules": sorted(sys.modules), "compiled": len(compiled), "spawned": len(spawned), "opened": sorted(opened)}))
"""


def _run(root, tree):
    """What one run over a tree of the benchmarks did."""
    if shutil.which("git") is None:
        pytest.skip("needs Git")
    build.build(str(root), tree)
    source = str(build.__file__).rpartition("tests")[0]
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, source],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """What one run over a small, well-kept library did."""
    return _run(tmp_path_factory.mktemp("benchmark") / "small", "small")


def test_the_small_library_is_clean(small):
    assert small["status"] == 0


def test_nothing_slow_is_imported(small):
    slow = {
        "argparse",
        "ast",
        "dataclasses",
        "inspect",
        "packaging",
        "pathspec",
        "shutil",
        "subprocess",
        "tomllib",
        "tomli",
        "typing",
        "yaml",
    }
    assert slow & (set(small["modules"]) - set(small["before"])) == set()


def test_what_the_tree_has_not_is_not_imported(small):
    loaded = set(small["modules"])
    assert not loaded & {
        "venvlint.guides",
        "venvlint.readers.dockerfile",
        "venvlint.readers.makefile",
        "venvlint.facts.tracking.environments",
        "venvlint.facts.pythons.clouds",
        "venvlint.facts.pythons.machines",
        "venvlint.facts.pythons.platforms",
        "venvlint.facts.pythons.programs",
        "venvlint.facts.pythons.research",
        "venvlint.facts.images.stated_images",
        "venvlint.readers.hcl",
        "venvlint.readers.lexemes",
        "venvlint.readers.python",
    }
    assert not {name for name in loaded if name.startswith("venvlint.rules.environment.")}


@pytest.mark.parametrize(
    ("tree", "rules", "modules", "expressions", "processes", "files"),
    # A little above what it is: whoever comes near looks for what is done without need.
    [
        pytest.param("empty", 4, 52, 2, 2, 0, id="nothing but a repository"),
        pytest.param("small", 52, 209, 46, 1, 53, id="a small library"),
        pytest.param("service", 64, 244, 70, 1, 76, id="an image, two workflows, 200 pins"),
    ],
)
def test_what_is_loaded_compiled_started_and_opened_stays_little(
    tmp_path, tree, rules, modules, expressions, processes, files
):
    done = _run(tmp_path / tree, tree)
    ours = [name for name in done["modules"] if name.startswith("venvlint")]
    of_rules = [
        name
        for name in ours
        if name.startswith("venvlint.rules.") and name.count(".") == 3 and "._" not in name
    ]
    counts = (len(of_rules), len(ours), done["compiled"], done["spawned"], len(done["opened"]))
    assert all(
        count <= bound
        for count, bound in zip(
            counts, (rules, modules, expressions, processes, files), strict=True
        )
    ), f"{counts}: what gives a rule nothing to say belongs in its `needs`; loaded: {of_rules}"


def test_no_source_is_opened_twice(small):
    sources = [path for path in small["opened"] if path.endswith(".py")]
    assert len(sources) == len(set(sources)) == 42


WORDS = st.sampled_from(
    ". a b --fix --isolated --select VL2 --select=VL1,VL2 --format json --format=sarif=x --fail-on"
    " error --jobs 2 x --color=never --color auto -v -q -- - --nonsense --fix=1 --sel --quiet"
    " --ignore= -3".split()
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=5))
def test_flags_read_by_hand_are_what_argparse_reads(words):
    by_hand = flags.plainly(words)
    if by_hand is not None:
        names = [name for name in vars(flags.Options) if not name.startswith("_")]
        try:
            read = flags.parser().parse_args(words, namespace=flags.Options())
        except UsageError as error:
            raise AssertionError(words) from error
        assert {name: getattr(by_hand, name) for name in names} == {
            name: getattr(read, name) for name in names
        }


def test_ordinary_command_lines_are_read_by_hand():
    for words in ([], ["."], ["--isolated", "--format", "json", "."], ["a", "b", "--select=VL2"]):
        assert flags.plainly(words) is not None


def test_lists_of_rules_given_twice_are_one_list():
    words = "--select VL1 --ignore VL102 --select=VL2,VL305 --extend-select VL4 --ignore VL103"
    for read in (flags.plainly(words.split()), flags.parser().parse_args(words.split())):
        assert read is not None
        assert (read.select, read.ignore, read.extend_select) == (
            "VL1,VL2,VL305",
            "VL102,VL103",
            "VL4",
        )
