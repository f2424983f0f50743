"""Features and environments of Pixi that are there once for each Python."""

from __future__ import annotations

import pytest

from tests.changes.made import changed
from tests.changes.test_people import HEAD, MANIFEST

LEAD = "[tool.pixi.feature."


def pixi(*pythons: int, default: int = 12) -> str:
    environments = [f'default = {{ features = ["py3{default}", "test"], solve-group = "a" }}\n']
    environments += [f'test-py3{one} = ["test", "py3{one}"]\n' for one in pythons]
    features = [f'\n{LEAD}py3{one}.dependencies]\npython = "3.{one}.*"\n' for one in pythons]
    return "\n[tool.pixi.environments]\n" + "".join(environments + features)


@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        pytest.param(
            "--drop-python 3.10", pixi(10, 11, 12), pixi(11, 12), id="the feature and its tests"
        ),
        pytest.param(
            "--drop-python 3.10",
            pixi(10, 11, 12, default=10),
            pixi(11, 12, default=11),
            id="an environment that does something else goes on",
        ),
        pytest.param(
            "--drop-python 3.12",
            pixi(10, 11, 12, default=10),
            pixi(10, 11, default=10),
            id="the last tables of the file",
        ),
        pytest.param("--add-python 3.13", pixi(10, 11, 12), pixi(10, 11, 12, 13), id="one more"),
    ],
)
def test_what_is_there_for_each_python(flag, before, after):
    assert changed(flag, {"pyproject.toml": MANIFEST + before})["pyproject.toml"].endswith(after)
    lead = "pixi.toml", before.replace("tool.pixi.", ""), after.replace("tool.pixi.", "")
    made = changed(flag, {"pyproject.toml": MANIFEST, lead[0]: lead[1]})
    assert made["pixi.toml"] == lead[2]


def grouped(*pythons: int) -> str:
    """Environments in groups, and a newest feature that asks for its Python in another way."""
    lines = ["\n[tool.pixi.environments]\n"]
    for one in pythons:
        lines += [
            f'py3{one} = {{ features = ["py3{one}"], solve-group = "py3{one}" }}\n',
            f'test-py3{one} = {{ features = ["test", "py3{one}"], solve-group = "py3{one}" }}\n\n',
        ]
    lines.append('[tool.pixi.feature.test.dependencies]\npytest = "*"\n')
    for one in pythons:
        lines.append(f'\n{LEAD}py3{one}.dependencies]\npip = "*"\n')
        lines.append(
            f'python = {{ version = "3.{one}.*", build = "*_cp3{one}" }}\n'
            if one > 11
            else f'python = "3.{one}.*"\n'
        )
    return "".join(lines)


def test_a_newest_feature_that_asks_for_its_python_in_another_way():
    made = changed("--add-python 3.13", {"pyproject.toml": MANIFEST + grouped(10, 11, 12)})
    assert made["pyproject.toml"].endswith(grouped(10, 11, 12, 13))


@pytest.mark.parametrize(
    ("more", "reads"),
    [
        pytest.param('a = 1  # no r""" here\n', True, id="in a comment"),
        pytest.param(f'a = """\n{LEAD}py312.dependencies]\n"""\n', False, id="a text"),
    ],
)
def test_quotes_of_texts_of_several_lines(more, reads):
    tail = f"\n[tool.x]\n{more}"
    files = {"pyproject.toml": MANIFEST + pixi(10, 11, 12) + tail}
    made = changed("--add-python 3.13", files)["pyproject.toml"]
    assert made.endswith(pixi(10, 11, 12, 13) + tail) is reads
    assert made.endswith(pixi(10, 11, 12) + tail) is not reads


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        pytest.param(
            "--add-python 3.13",
            pixi(10, 12).replace('"3.12.*"', '"3.12.*"\nnumpy = "*"'),
            id="features that say more than their Python",
        ),
        pytest.param(
            "--add-python 3.13",
            pixi(10, 11, 12).replace("py312.", "newest."),
            id="a list that stops before the newest",
        ),
        pytest.param(
            "--drop-python 3.10",
            f'\n{LEAD}py310.dependencies]\nnumpy = "*"\n{LEAD}py311.dependencies]\nnumpy = "*"\n',
            id="features that bring no Python",
        ),
    ],
)
def test_features_that_stay(flag, text):
    made = changed(flag, {"pyproject.toml": MANIFEST + text})
    assert made["pyproject.toml"].endswith(text)


PIXI_CI = (
    HEAD
    + """\
    steps:
    - uses: prefix-dev/setup-pixi@v0
      with:
        environments: test-py3{0}
    - run: pixi run -e test-py3{0} a
    - run: |
        pixi run --environment=test-py3{0} b
        pixi run -e test-py3{0}0 b
  b:
    strategy:
      matrix:
        environment: [{1}]
    steps:
    - run: pixi run -e ${{{{ matrix.environment }}}} a
"""
)


def test_jobs_go_on_in_the_environment_of_the_oldest():
    path = ".github/workflows/a.yml"
    files = {
        "pyproject.toml": MANIFEST + pixi(10, 11, 12),
        path: PIXI_CI.format(10, "test-py310, test-py311, test-py312"),
    }
    made = changed("--drop-python 3.10", files)[path]
    assert made == PIXI_CI.format(11, "test-py311, test-py312").replace("py3110", "py3100")


def tables(*pythons: int, extra: str = "") -> str:
    """Environments that have a table of their own and bare digits in their names."""
    environments = [
        f'[environments.test-3{one}]\nfeatures = ["py3{one}", "test{extra}"]\n'
        "no-default-feature = true\n\n"
        for one in pythons
    ]
    features = [f'[feature.py3{one}.dependencies]\npython = "3.{one}.*"\n\n' for one in pythons]
    return f'{"".join(environments + features)}[feature.test{extra}.dependencies]\npytest = "*"\n'


@pytest.mark.parametrize(
    ("flag", "after"),
    [("--drop-python 3.10", (11, 12)), ("--add-python 3.13", (10, 11, 12, 13))],
)
def test_environments_with_tables_and_bare_digits(flag, after):
    files = {"pyproject.toml": MANIFEST, "pixi.toml": tables(10, 11, 12)}
    assert changed(flag, files)["pixi.toml"] == tables(*after)


def test_an_environment_whose_feature_is_called_after_its_python_too_is_not_repeated():
    text = tables(10, 11) + tables(12, extra="-312")
    made = changed("--add-python 3.13", {"pyproject.toml": MANIFEST, "pixi.toml": text})
    assert "py313" in made["pixi.toml"]
    assert "test-313" not in made["pixi.toml"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"test-310", "test-312"', '"test-311", "test-312"'),
        ('"test-310", "test-311", "test-312"', '"test-311", "test-312"'),
        ('"test-310"', '"test-311"'),
        ('"other-310", "test-312"', '"other-310", "test-312"'),
    ],
)
def test_lists_of_environments_go_on_with_the_oldest(before, after):
    steps = (
        "    steps:\n    - run: |\n        echo '{{\"environment\": [{0}]}}' >> $GITHUB_OUTPUT\n"
    )
    lists = "    strategy:\n      matrix:\n        environment: [{0}]\n" + steps
    files = {"pyproject.toml": MANIFEST, "pixi.toml": tables(10, 11, 12)}
    files[".github/workflows/a.yml"] = HEAD + lists.format(before)
    made = changed("--drop-python 3.10", files)
    text = made.get(".github/workflows/a.yml", files[".github/workflows/a.yml"])
    assert text == HEAD + lists.format(after)


@pytest.mark.parametrize(
    ("command", "name"),
    [("mypy --python-version=3.10", "3.11"), ("mypy --python-version=3.12", "3.10")],
)
def test_a_step_is_called_after_the_python_that_its_command_is_about(command, name):
    step = "    steps:\n    - name: mypy for Python {}\n      run: {}\n"
    files = {
        "pyproject.toml": MANIFEST,
        ".github/workflows/a.yml": HEAD + step.format("3.10", command),
    }
    made = changed("--drop-python 3.10", files).get(".github/workflows/a.yml", "")
    after = step.format(name, command.replace("3.10", "3.11"))
    assert made == ("" if name == "3.10" else HEAD + after)
