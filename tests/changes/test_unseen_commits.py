"""What commits that nobody had read before showed to be missing, each in its smallest form."""

from __future__ import annotations

import pytest

from tests.changes.made import changed, left
from tests.changes.test_people import CI, HEAD, MANIFEST

SETUP = """\
import sys
from setuptools import setup
{}
setup(
    name="a",
    version="1",
    classifiers=[
        "Programming Language :: Python :: {}",
        "Programming Language :: Python :: 3.6",
        "Programming Language :: Python :: 3.7",
    ],
)
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(
            "setup.py",
            SETUP.format("LEAST = (3, 10)\nif LEAST < (4, 0):\n    pass\n", "3.5"),
            id="two numbers that nothing is held against",
        ),
        pytest.param("README.md", "It took 3.10--3.12 seconds.\n", id="a span of seconds"),
        pytest.param(
            "noxfile.py",
            'ROWS = [\n    "size-3.10(small)",\n    "weight-3.11(small)",\n]\n',
            id="sessions that no other Python has",
        ),
        pytest.param(
            "tox.ini",
            "[tox]\nlabels =\n    a = py39-x, \\\n        py311-x\n    b = py311-y\n",
            id="labels of other Pythons",
        ),
    ],
)
def test_what_stays(path, text):
    assert path not in changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, path: text})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("(2, 7)", "(3, 6)", id="the minor and the major"),
        pytest.param("(2,7)", "(3,6)", id="without a blank"),
        pytest.param("(2, 7, 0)", "(3, 6)", id="with a patch"),
    ],
)
@pytest.mark.parametrize(
    "check",
    [
        "if sys.version_info < {}:\n    sys.exit(1)\n",
        "if sys.version_info[:2] < {}:\n    sys.exit(1)\n",
    ],
)
def test_the_running_python_is_held_against_one_of_another_major(before, after, check):
    text = SETUP.format(check.format(before), "2.7")
    made = changed("--drop-python 2.7", {"setup.py": text})["setup.py"]
    assert check.format(after.replace(")", "") + before[before.find("7") + 1 :]) in made


@pytest.mark.parametrize("name", ["min_version", "REQUIRED_PYTHON"])
@pytest.mark.parametrize(("flag", "after"), [("drop", "3, 7"), ("add", "3, 5")])
def test_the_constant_that_the_running_python_is_held_against(name, flag, after):
    least = "{0} = ({1})\nif sys.version_info < {0}:\n    sys.exit(1)\n"
    text = SETUP.format(least.format(name, "3, 6"), "3.8")
    flag = "--drop-python 3.6" if flag == "drop" else "--add-python 3.5"
    made = changed(flag, {"setup.py": text})["setup.py"]
    assert least.format(name, after) in made


LABELS = "[tox]\nenvlist = py{{310,311,312}}-{{a,b}}\nlabels =\n{}\n    z = py312-a\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "    all = py310-a, py311-a, \\\n    py310-b, py311-b",
            "    all = py311-a, \\\n    py311-b",
            id="some of each line",
        ),
        pytest.param(
            "    all = py310-a, py310-b, \\\n    py311-a, py311-b",
            "    all = py311-a, py311-b",
            id="the first line",
        ),
        pytest.param(
            "    all = py311-a, \\\n    py310-a, py310-b, \\\n    py311-b",
            "    all = py311-a, \\\n    py311-b",
            id="a line between",
        ),
        pytest.param(
            "    all = py311-a, py311-b, \\\n    py310-a, \\\n    py310-b",
            "    all = py311-a, py311-b",
            id="the last lines",
        ),
    ],
)
def test_labels_that_go_on_behind_a_backslash_lose_a_python(before, after):
    files = {"pyproject.toml": MANIFEST, "tox.ini": LABELS.format(before)}
    made = changed("--drop-python 3.10", files)["tox.ini"]
    assert made == LABELS.format(after).replace("{310,311", "{311")


def test_labels_that_go_on_behind_a_backslash_get_a_python():
    before = "    all = py311-a, py312-a, \\\n    py311-b, \\\n    py312-b"
    files = {"pyproject.toml": MANIFEST, "tox.ini": LABELS.format(before)}
    made = changed("--add-python 3.13", files)["tox.ini"]
    assert "    py311-b, \\\n    py312-b, py313-a, py313-b\n    z = py312-a\n" in made


@pytest.mark.parametrize("rest", ["(internal, cpu)", "(cpu)", ""])
@pytest.mark.parametrize("flag", ["--drop-python 3.10", "--add-python 3.13"])
def test_sessions_of_nox_with_their_parameters(flag, rest):
    row = '    "unit-{}' + rest + '",\n'
    head, tail = "import nox\n\nnox.options.sessions = [\n", '    "lint",\n]\n'
    minors = ["3.10", "3.11", "3.12"]
    after = minors[1:] if "drop" in flag else [*minors, "3.13"]
    text = head + "".join(map(row.format, minors)) + tail
    made = changed(flag, {"pyproject.toml": MANIFEST, "noxfile.py": text})
    assert made["noxfile.py"] == head + "".join(map(row.format, after)) + tail


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_a_session_of_nox_in_the_commands_of_a_page(quote):
    page = f"# Testing\n\n```bash\nnox -s {quote}unit-{{}}{quote}\n```\n"
    files = {"pyproject.toml": MANIFEST, "CONTRIBUTING.md": page.format("3.10")}
    assert changed("--drop-python 3.10", files)["CONTRIBUTING.md"] == page.format("3.11")


@pytest.mark.parametrize("dash", ["--", "---", "-", "\u2013"])
@pytest.mark.parametrize(
    ("flag", "after"), [("--drop-python 3.10", "3.11{}3.12"), ("--add-python 3.13", "3.10{}3.13")]
)
def test_a_span_with_any_dash(flag, after, dash):
    page = "It supports Python\n{} on Linux and macOS.\n"
    files = {"pyproject.toml": MANIFEST, "README.rst": page.format(f"3.10{dash}3.12")}
    assert changed(flag, files)["README.rst"] == page.format(after.format(dash))


def test_an_older_python_comes_first_into_a_list_of_environments():
    manifest = MANIFEST.replace("3.10", "3.13").replace("3.11", "3.14").replace(">=3.13", ">=3.12")
    tox = "[tox]\nenvlist =\n    {}py312,\n    py313,\n    lint\n"
    files = {"pyproject.toml": manifest, "tox.ini": tox.format("")}
    assert changed("--add-python 3.11", files)["tox.ini"] == tox.format("py311,\n    ")
    one = "[tox]\nenvlist = py313, py312, lint\n"
    made = changed("--add-python 3.11", {"pyproject.toml": manifest, "tox.ini": one})
    assert made["tox.ini"] == "[tox]\nenvlist = py313, py312, py311, lint\n"


FREE = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{}"
FREE_RUN = FREE.format("    - run: maturin build --interpreter {} --python\n")
FREE_INPUT = FREE.format('    - uses: ./\n      with:\n        python-versions: "{}"\n')


@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        pytest.param(
            "--add-python 3.13",
            "3.10 3.11 3.11t 3.12 3.12t",
            "3.10 3.11 3.11t 3.12 3.12t 3.13 3.13t",
            id="side by side",
        ),
        pytest.param(
            "--add-python 3.13",
            "3.10 3.11 3.12 3.11t 3.12t",
            "3.10 3.11 3.12 3.13 3.11t 3.12t 3.13t",
            id="behind all others",
        ),
        pytest.param(
            "--add-python 3.13",
            "3.10 3.11 3.12 3.12t",
            "3.10 3.11 3.12 3.13 3.12t",
            id="for one Python alone",
        ),
        pytest.param(
            "--add-python 3.13",
            "3.10 3.11 3.12 3.10t 3.11t",
            "3.10 3.11 3.12 3.13 3.10t 3.11t",
            id="not for the newest",
        ),
        pytest.param("--drop-python 3.10", "3.10 3.10t 3.11 3.11t", "3.11 3.11t", id="both go"),
        pytest.param("--drop-python 3.10", "3.11 3.12 3.10 3.10t", "3.11 3.12", id="at the end"),
    ],
)
def test_builds_without_the_lock_in_a_row(flag, before, after):
    for text in (FREE_RUN, FREE_INPUT):
        gap = ", " if text is FREE_INPUT else " "
        files = {"pyproject.toml": MANIFEST, "ci.yml": ""}
        files[".github/workflows/a.yml"] = text.format(before.replace(" ", gap))
        made = changed(flag, files)[".github/workflows/a.yml"]
        assert made == text.format(after.replace(" ", gap))


@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize(
    ("classifiers", "flag", "after"),
    [
        (["2", "2.7", "3", "3.6"], "--drop-python 2.7", ["3", "3.6"]),
        (["2.7", "2", "3.6"], "--drop-python 2.7", ["3.6"]),
        (["2", "2.6", "2.7", "3.6"], "--drop-python 2.6", ["2", "2.7", "3.6"]),
        (["3", "3 :: Only", "3.6", "3.7"], "--drop-python 3.6", ["3", "3 :: Only", "3.7"]),
    ],
)
def test_the_classifier_of_a_major_goes_with_its_last_minor(inline, classifiers, flag, after):
    gap = ", " if inline else ",\n    "

    def setup(minors: list[str]) -> str:
        rows = gap.join(f"'Programming Language :: Python :: {one}'" for one in minors)
        return f"setup(name='a', classifiers=[\n    {rows},\n])\n"

    assert changed(flag, {"setup.py": setup(classifiers)})["setup.py"] == setup(after)


@pytest.mark.parametrize(
    ("page", "after"),
    [
        pytest.param(
            "Python < 3.10 is not supported.\n", "Python < 3.11 is not supported.\n", id="below"
        ),
        pytest.param(
            "Versions of Python older than 3.10 are no longer supported.\n",
            "Versions of Python older than 3.11 are no longer supported.\n",
            id="older than",
        ),
        pytest.param(
            "```bash\n# install Python 3.10\npyenv install 3.10\n```\n",
            "```bash\n# install Python 3.11\npyenv install 3.11\n```\n",
            id="a comment that says what is installed",
        ),
        pytest.param("Until Python < 3.10 was gone, this was hard.\n", "", id="what was once"),
    ],
)
def test_what_a_page_says_of_older_pythons(page, after):
    files = {"pyproject.toml": MANIFEST, "README.md": page}
    assert changed("--drop-python 3.10", files).get("README.md", "") == after


def test_a_bound_for_each_major():
    page = "It supports Python 3.6 and newer, Python 2.7 and newer.\n"
    files = {"setup.py": SETUP.format("", "2.7"), "README.md": page}
    assert "README.md" not in changed("--drop-python 2.7", files)


def test_the_page_about_the_installation_has_a_longer_name():
    page = "Install a recent version of Python (we require at least {}).\n"
    files = {"pyproject.toml": MANIFEST, "docs/overview-installation.md": page.format("3.10")}
    made = changed("--drop-python 3.10", files)
    assert made["docs/overview-installation.md"] == page.format("3.11")


@pytest.mark.parametrize(
    "rows",
    [
        "(\n    set -e\n    run python3.{0}\n)\nRESULT_PY3{0}=$?\n",
        "conda activate py3{0}\npytest\n",
        "conda activate py3{0}\npytest\npython3.{0} -m build\n",
    ],
)
def test_blocks_of_a_script_that_are_there_for_each_python_are_left(rows):
    files = {"pyproject.toml": MANIFEST, "test.sh": "".join(map(rows.format, (10, 11, 12)))}
    assert "test.sh" not in changed("--add-python 3.13", files)
    assert any("several lines for each Python" in one for one in left("--add-python 3.13", files))


def test_lines_of_a_script_side_by_side_are_repeated():
    rows = "python3.{0} -m venv v3.{0}\n# then\n\nv3.{0}/bin/pip list\n"
    files = {"pyproject.toml": MANIFEST, "test.sh": "".join(map(rows.format, (10, 11, 12)))}
    assert "python3.13 -m venv v3.13\n" in changed("--add-python 3.13", files)["test.sh"]


CHOICE = "on: push\njobs:\n  a:\n    runs-on: {}\n    steps:\n    - run: pytest\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "${{ matrix.python == '3.10' && 'ubuntu-22.04' || 'ubuntu-latest' }}",
            "ubuntu-latest",
            id="what all others have",
        ),
        pytest.param(
            "${{ matrix.os }}-${{ matrix.python == 3.10 && '22.04' || 'latest' }}",
            "${{ matrix.os }}-latest",
            id="a part of a text",
        ),
        pytest.param(
            "${{ matrix.python != '3.10' && 'ubuntu-latest' || 'ubuntu-22.04' }}",
            "ubuntu-latest",
            id="what all but one have",
        ),
        pytest.param(
            "${{ matrix.python == '3.10' && 'ubuntu-22.04' || matrix.os }}",
            "${{ matrix.os }}",
            id="another expression",
        ),
        pytest.param(
            "${{ matrix.python == '3.10' && '22.04' || '24.04' }}", "'24.04'", id="a number"
        ),
        pytest.param(
            "${{ matrix.python == '3.11' && 'a' || 'b' }}", "", id="a choice of another Python"
        ),
        pytest.param(
            "${{ matrix.zlib == '3.10' && 'a' || 'b' }}", "", id="a choice of something else"
        ),
    ],
)
def test_what_an_expression_chooses_for_one_python(before, after):
    files = {"pyproject.toml": MANIFEST, ".github/workflows/a.yml": CHOICE.format(before)}
    made = changed("--drop-python 3.10", files)
    if after:
        assert made[".github/workflows/a.yml"] == CHOICE.format(after)
    else:
        assert ".github/workflows/a.yml" not in made


def test_a_branch_that_asks_for_a_word_with_the_python():
    text = (
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: |\n"
        '        if test "py${{ matrix.python }}" = py3.10; then\n          a\n        fi\n        b\n'
    )
    files = {"pyproject.toml": MANIFEST, ".github/workflows/a.yml": text}
    made = changed("--drop-python 3.10", files)[".github/workflows/a.yml"]
    assert made.endswith("    - run: |\n        b\n")


@pytest.mark.parametrize("form", ["'[\"{}\"]'", "\"['{}']\"", "'[ \"{}\" ]'"])
def test_the_one_python_that_a_workflow_is_given_as_a_list(form):
    text = "on:\n  workflow_call:\n    inputs:\n      python-version:\n        type: string\n"
    text += (
        "        default: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: a\n"
    )
    files = {
        "pyproject.toml": MANIFEST,
        ".github/workflows/a.yml": text.format(form.format("3.10")),
    }
    made = changed("--drop-python 3.10", files)
    assert made[".github/workflows/a.yml"] == text.format(form.format("3.11"))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "Any Python (3.10, 3.11, 3.12, etc.) will do.\n"),
        pytest.param(
            ".github/ISSUE_TEMPLATE/bug.yml",
            "body:\n- type: input\n  id: python-version\n  attributes:\n    placeholder: 3.10, 3.11,"
            " 3.12 etc.\n",
        ),
    ],
)
def test_an_example_needs_no_newer_python(path, text):
    assert path not in changed("--add-python 3.13", {"pyproject.toml": MANIFEST, path: text})


TEMPLATE = """\
[project]
name = "{{{{ cookiecutter.slug }}}}"
requires-python = ">={0[0]}"
classifiers = [
{{%- if cookiecutter.open == "y" %}}
    "License :: OSI Approved :: MIT License",
{{%- endif %}}
{1}]
"""
BRANCHED = """\
[tox]
envlist =
{{%- if cookiecutter.docs == "y" %}}
    docs,
{{%- endif %}}
    py{{{0}}}
[testenv]
{{% if cookiecutter.pytest == "y" %}}
commands = pytest
{{% else %}}
commands = python -m unittest
{{% endif %}}
"""
MATRIX_OF_TEMPLATE = """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        python-version: [{0}]
    steps:
    - run: pytest {{{{ cookiecutter.slug }}}} ${{{{ matrix.python-version }}}}
"""


def template(minors: list[str]) -> dict[str, str]:
    rows = "".join(f'    "Programming Language :: Python :: {one}",\n' for one in minors)
    environments = ",".join(one.replace(".", "") for one in minors)
    return {
        "pyproject.toml": TEMPLATE.format(minors, rows),
        "tox.ini": BRANCHED.format(environments),
        ".github/workflows/a.yml": MATRIX_OF_TEMPLATE.format(
            ", ".join(f'"{one}"' for one in minors)
        ),
    }


def below(folder: str, files: dict[str, str]) -> dict[str, str]:
    return {f"{folder}/{path}": text for path, text in files.items()}


@pytest.mark.parametrize(
    ("flag", "after"),
    [
        ("--drop-python 3.10", ["3.11", "3.12"]),
        ("--add-python 3.13", ["3.10", "3.11", "3.12", "3.13"]),
    ],
)
@pytest.mark.parametrize("folder", ["{{cookiecutter.slug}}", "one/{{ cookiecutter.slug }}"])
@pytest.mark.parametrize("manifest", ["", MANIFEST])
def test_what_a_template_makes_projects_from(flag, after, folder, manifest):
    above = folder.rpartition("{{")[0]
    files = {f"{above}cookiecutter.json": "{}", "pyproject.toml": manifest}
    made = changed(flag, files | below(folder, template(["3.10", "3.11", "3.12"])))
    made.pop("pyproject.toml", None)
    assert made == below(folder, template(after))


def test_a_folder_with_a_tag_in_its_name_is_a_template_beside_its_settings_alone():
    files = below("{{cookiecutter.slug}}", template(["3.10", "3.11", "3.12"]))
    made = changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, **files})
    assert list(made) == ["pyproject.toml"]


def test_both_branches_of_a_template_are_changed():
    text = "language: python\npython:\n{{%- if cookiecutter.old == 'y' %}}\n{}{{%- else %}}\n{}"
    text += "{{%- endif %}}\n"
    files = {"cookiecutter.json": "{}", "{{cookiecutter.a}}/pyproject.toml": MANIFEST}
    travis = "{{cookiecutter.a}}/.travis.yml"
    old, new = '- "3.10"\n- "3.11"\n', '- "3.10"\n- "3.12"\n'
    made = changed("--drop-python 3.10", files | {travis: text.format(old, new)})
    assert made[travis] == text.format('- "3.11"\n', '- "3.12"\n')


def test_what_copier_makes_projects_from():
    files = below("template", {"pyproject.toml.jinja": TEMPLATE.format(["3.10"], "")})
    files |= {"copier.yml": "_subdirectory: template\n", "pyproject.toml": MANIFEST}
    made = changed("--drop-python 3.10", files)
    assert made["template/pyproject.toml.jinja"] == TEMPLATE.format(["3.11"], "")


EXAMPLE = '[project]\nname = "b"\nrequires-python = ">={}"\ndependencies = [{}]\n'

EXAMPLE_CFG = "[options]\npython_requires = >= {}\ninstall_requires =\n    Big-App\n"


def test_an_example_that_needs_the_project_begins_where_it_begins():
    manifest = MANIFEST.replace('name = "a"', 'name = "Big-App"')
    files = {
        "pyproject.toml": manifest,
        "examples/one/pyproject.toml": EXAMPLE.format("3.10", '"big_app[x]>=1"'),
        "examples/one/.python-version": "3.10\n",
        "examples/two/pyproject.toml": EXAMPLE.format("3.10", '"big-app @ git+https://a.b/c"'),
        "examples/cfg/setup.cfg": EXAMPLE_CFG.format("3.10"),
        "examples/other/pyproject.toml": EXAMPLE.format("3.10", '"bigger-app"'),
        "examples/other/.python-version": "3.10\n",
        "examples/newer/pyproject.toml": EXAMPLE.format("3.12", '"big-app"'),
        "tests/examples.d/pyproject.toml": EXAMPLE.format("3.10", '"bigger-app"'),
    }
    made = changed("--drop-python 3.10", files)
    assert made["examples/cfg/setup.cfg"] == EXAMPLE_CFG.format("3.11")
    assert sorted(made) == [
        "examples/cfg/setup.cfg",
        "examples/one/.python-version",
        "examples/one/pyproject.toml",
        "examples/two/pyproject.toml",
        "pyproject.toml",
    ]
    assert made["examples/one/.python-version"] == "3.11\n"
    assert made["examples/one/pyproject.toml"] == EXAMPLE.format("3.11", '"big_app[x]>=1"')


TOX_TOML = """\
env_list = ["{0}", "py311", "py313", "{0}-min", "{0}-a1", "py313-a1", "lint"]

[env.{0}-min]
base_python = ["{1}"]
commands = [["pip", "install", "b==1"]]

[env.{0}-a1]
base_python = ["{1}"]

[env.types]
commands = [["mypy", "--python-version", "{1}"], ["mypy", "--python-version", "3.13"]]
"""


def test_environments_of_the_oldest_python_go_with_the_floor():
    manifest = MANIFEST.replace("3.12", "3.13")
    before, after = TOX_TOML.format("py310", "3.10"), TOX_TOML.format("py311", "3.11")
    after = after.replace('["py311", "py311"', '["py311"')
    files = {"pyproject.toml": manifest, "tox.toml": before}
    assert changed("--drop-python 3.10", files)["tox.toml"] == after
    ini = (
        "[tox]\nenvlist = {0}py311,py313,{1}-min,{1}-a1,py313-a1\n[testenv:{1}-min]\ndeps = b==1\n"
    )
    files = {"pyproject.toml": manifest, "tox.ini": ini.format("py310,", "py310")}
    assert changed("--drop-python 3.10", files)["tox.ini"] == ini.format("", "py311")


POETRY = """\
[tool.poetry]
name = "a"
version = "1"
[tool.poetry.dependencies]
python = ">={}"
b = {}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            '[\n    {version = "1", python = "~3.10.0"},\n    {version = "2", python = ">=3.11"},\n]',
            '[\n    {version = "2"},\n]',
            id="a line each",
        ),
        pytest.param(
            '[{version = "1", python = "<3.11"}, {version = "2", python = ">=3.11"}]',
            '[{version = "2"}]',
            id="the first on a line",
        ),
        pytest.param(
            '[{version = "2", python = ">=3.12"}, {version = "1", python = "<3.11"}]',
            '[{version = "2", python = ">=3.12"}]',
            id="the last on a line",
        ),
        pytest.param(
            '{version = "1", markers = "python_version > \'3.10\'"}',
            '{version = "1"}',
            id="a marker that always holds now",
        ),
        pytest.param(
            '{version = "1", markers = "python_version > \'3.11\'"}',
            '{version = "1", markers = "python_version > \'3.11\'"}',
            id="a marker of another Python",
        ),
    ],
)
def test_constraints_of_poetry_for_their_pythons(before, after):
    made = changed("--drop-python 3.10", {"pyproject.toml": POETRY.format("3.10", before)})
    assert made["pyproject.toml"] == POETRY.format("3.11", after)


def test_a_marker_of_a_pipfile_that_always_holds_now():
    text = '[packages]\na = {{version = "*"{}}}\n\n[requires]\npython_version = "{}"\n'
    files = {
        "pyproject.toml": MANIFEST,
        "Pipfile": text.format(", markers=\"python_version > '3.10'\"", "3.10"),
    }
    assert changed("--drop-python 3.10", files)["Pipfile"] == text.format("", "3.11")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", "FROM {} AS a\nCOPY . .\nRUN pip install .\n"),
        (CI, HEAD + "    container: {}\n    steps:\n    - run: pip install .\n"),
    ],
)
def test_an_image_that_is_pinned_by_its_digest_is_left(path, text):
    image = "python:3.10-slim@sha256:" + "0123456789abcdef" * 4
    files = {"pyproject.toml": MANIFEST, path: text.format(image)}
    assert path not in changed("--move-python 3.10=3.11", files)
    for flag in ("--move-python 3.10=3.11", "--drop-python 3.10"):
        assert any("pinned by its digest" in one for one in left(flag, files))
    files[path] = text.format("python:3.10-slim")
    made = changed("--drop-python 3.10", files)
    assert made[path] == text.format("python:3.11-slim")


@pytest.mark.parametrize("name", ["python-version", "python_version", "PYTHON_VERSION"])
@pytest.mark.parametrize(
    ("flag", "after"),
    [
        ("--drop-python 3.10", '"3.11", "3.12"'),
        ("--add-python 3.13", '"3.10", "3.11", "3.12", "3.13"'),
    ],
)
def test_the_matrix_of_a_workflow_of_another_repository_is_all_that_is_known(name, flag, after):
    text = (
        "on: push\njobs:\n  a:\n    strategy:\n      matrix:\n        python: [{}]\n"
        "    uses: a/b/.github/workflows/test.yml@v1\n    with:\n      {}: ${{{{ matrix.python }}}}\n"
    )
    path = ".github/workflows/a.yml"
    setup = "from setuptools import setup\nsetup(name='a', version='1')\n"
    files = {"setup.py": setup, path: text.format('"3.10", "3.11", "3.12"', name)}
    assert changed(flag, files) == {path: text.format(after, name)}
