"""What commits that drop a Python showed to be missing, each in its smallest form."""

from __future__ import annotations

import pytest

from tests.changes.made import changed, left
from tests.changes.test_people import CI, HEAD, MANIFEST

CLASSIFIERS = (
    'from setuptools import setup\nsetup(\n    name="a",\n    version="1",\n    classifiers=[\n'
    + '        "Programming Language :: Python :: {}",\n' * 4
    + "    ],\n)\n"
)
JOB = "  test-python3{0}:\n    docker:\n    - image: cimg/python:3.{0}\n    steps:\n    - run: a\n"


def _jobs(minors: str, more: str = "") -> str:
    calls = "".join(f"      - test-python3{one}\n" for one in minors)
    jobs = "".join(JOB.format(one) for one in minors)
    return f"version: 2.1\nworkflows:\n  all:\n    jobs:\n{calls}jobs:\n{jobs}{more}"


@pytest.mark.parametrize("dropped", ["7", "8"])
def test_jobs_that_name_one_python_each_are_all_that_a_project_says(dropped):
    path = ".circleci/config.yml"
    made = changed(f"--drop-python 3.{dropped}", {path: _jobs("789")})
    assert made[path] == _jobs("789".replace(dropped, ""))


def test_a_job_without_a_counterpart_goes_on_with_the_oldest():
    path = ".circleci/config.yml"
    lint = "  lint:\n    docker:\n    - image: cimg/python:3.{}\n    steps:\n    - run: b\n"
    made = changed("--drop-python 3.7", {path: _jobs("789", lint.format(7))})
    assert made[path] == _jobs("89", lint.format(8))


def test_one_job_alone_has_no_python_to_go_on_with():
    assert changed("--drop-python 3.9", {".circleci/config.yml": _jobs("9")}) == {}


@pytest.mark.parametrize("table", ["travis", "tox:travis"])
def test_the_table_of_tox_travis_by_both_of_its_names(table):
    text = "[tox]\nenvlist = {0}py37, py38\n\n[{1}]\n{2}3.7 = py37\n3.8 = py38, lint\n"
    made = changed("--drop-python 3.6", {"tox.ini": text.format("py36, ", table, "3.6 = py36\n")})
    assert made["tox.ini"] == text.format("", table, "")


PYPY = (
    HEAD
    + """\
    continue-on-error: ${{{{ matrix.python == 'pypy-{0}' }}}}
    strategy:
      matrix:
        python: [{1}]
    steps:
    - uses: actions/setup-python@v5
      with:
        python-version: ${{{{ matrix.python }}}}
    - run: mypy a ${{{{ matrix.python == 'pypy-{0}' && '-b' || '-c' }}}}
      if: {2}
    - run: a
      if: ${{{{ startsWith(matrix.python, 'pypy-{0}') }}}}
"""
)


@pytest.mark.parametrize("more", ["", " && runner.os != 'Windows'"])
def test_what_is_asked_of_a_pypy_follows_it_to_another_python(more):
    members, asked = '"3.10", "3.11", "3.12", "pypy-3.10"', "matrix.python != 'pypy-3.10'" + more
    files = {
        "pyproject.toml": MANIFEST,
        CI: PYPY.format("3.10", members, f"matrix.python != '3.10' && {asked}"),
    }
    members = '"3.11", "3.12", "pypy-3.11"'
    made = changed("--drop-python 3.10", files)
    assert made[CI] == PYPY.format("3.11", members, asked.replace("3.10", "3.11"))


def test_what_is_asked_of_a_pypy_that_goes_is_settled():
    members = '"3.10", "3.11", "3.12", "pypy-3.10", "pypy-3.11"'
    text = PYPY.format("3.10", members, "matrix.python != 'pypy-3.10'")
    made = changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, CI: text})[CI]
    assert "      if: matrix" not in made
    assert "run: mypy a -c\n" in made


@pytest.mark.parametrize(
    ("flag", "before", "after"),
    [
        pytest.param(
            "--drop-python 2.7",
            "Supported versions of Python:\n\n* Python 2.7\n* Python >= 3.6\n* PyPy\n",
            "Supported versions of Python:\n\n* Python >= 3.6\n* PyPy\n",
            id="an item above a bound",
        ),
        pytest.param(
            "--drop-python 2.7",
            "Requires one Python of:\n\n- 2.7\n- 3.6 or newer\n",
            "Requires one Python of:\n\n- 3.6 or newer\n",
            id="an item above a bound in words",
        ),
        pytest.param(
            "--drop-python 3.6",
            "Supported versions of Python:\n\n* Python 2.7\n* Python 3.6+\n",
            "Supported versions of Python:\n\n* Python 2.7\n* Python 3.7+\n",
            id="the bound itself",
        ),
        pytest.param(
            "--drop-python 3.6",
            "- Python 2.7, 3.6-3.8\n",
            "- Python 2.7, 3.7-3.8\n",
            id="a span behind the last of another major",
        ),
        pytest.param(
            "--drop-python 2.7",
            "Works with python $\\geq$ 2.7\n",
            "Works with python $\\geq$ 3.6\n",
            id="a bound of TeX",
        ),
        pytest.param(
            "--drop-python 3.6",
            "Run `python3.6 -m a`, and\n`python3.6` for a prompt.\n",
            "Run `python3.7 -m a`, and\n`python3.7` for a prompt.\n",
            id="commands",
        ),
    ],
)
def test_what_a_page_says(flag, before, after):
    files = {"setup.py": CLASSIFIERS.format("2.7", "3.6", "3.7", "3.8"), "README.md": before}
    assert changed(flag, files)["README.md"] == after


@pytest.mark.parametrize(
    "text",
    [
        "Choose the `python3.6` branch for it.\n",
        "Releases go from **python3.6** to **master**.\n",
        "- `py36`: the old branch.\n",
        "```\ngit checkout py36\n```\n",
    ],
)
def test_a_branch_keeps_its_name(text):
    files = {"setup.py": CLASSIFIERS.format("2.7", "3.6", "3.7", "3.8"), "README.md": text}
    assert "README.md" not in changed("--drop-python 3.6", files)


REPORTS = (
    HEAD
    + """\
    strategy:
      matrix:
        python: [{0}]
    steps:
    - uses: actions/setup-python@v5
      with:
        python-version: ${{{{ matrix.python }}}}
    - run: a
  b:
    needs: a
    steps:
    - uses: coverallsapp/github-action@v2
      with:
        carryforward: {1}
"""
)


@pytest.mark.parametrize("gap", [",", ", "])
@pytest.mark.parametrize("forms", [("run-{}",), ("run-linux-{}", "run-macos-{}"), ("test-py{}",)])
@pytest.mark.parametrize("flag", ["--drop-python 3.10", "--add-python 3.13"])
def test_what_jobs_of_a_matrix_are_called_in_one_text(flag, forms, gap):
    def text(minors):
        calls = gap.join(form.format(one) for one in minors for form in forms)
        return REPORTS.format(", ".join(f'"{one}"' for one in minors), calls)

    minors = ["3.10", "3.11", "3.12"]
    made = changed(flag, {"pyproject.toml": MANIFEST, CI: text(minors)})
    after = minors[1:] if flag.startswith("--drop") else [*minors, "3.13"]
    assert made[CI] == text(after)


@pytest.mark.parametrize("text", ["a-3.10,b-3.11,b-3.12", "a-3.10,a-3.15", "run-3.10, run"])
def test_texts_that_are_no_calls_of_jobs(text):
    ci = REPORTS.format('"3.10", "3.11", "3.12"', text)
    made = changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, CI: ci})
    assert f"carryforward: {text}\n" in made[CI]


@pytest.mark.parametrize("flag", ["--drop-python 3.10", "--move-python 3.10=3.11"])
@pytest.mark.parametrize(
    "header",
    [
        (
            "# This file is autogenerated by pip-compile with Python 3.10\n# by the following command:\n#"
            "\n#    pip-compile --extra=a pyproject.toml\n"
        ),
        (
            "# This file was autogenerated by uv via the following command:\n"
            "#    uv pip compile --python-version 3.10 pyproject.toml\n"
        ),
    ],
)
def test_a_compiled_list_is_compiled_again(flag, header):
    path = "requirements.txt"
    files = {
        "pyproject.toml": MANIFEST,
        ".python-version": "3.10\n",
        path: header + "idna==3.7\n    # via a\n",
    }
    said = "requirements.txt:{}: compile the list again with Python 3.11 and commit it"
    assert path not in changed(flag, files)
    assert left(flag, files) == [said.format(1 if "with Python" in header else 2)]
    files[path] = files[path].replace("3.10", "3.12")
    assert left(flag, files) == []


@pytest.mark.parametrize(
    ("header", "marker", "said"),
    [
        pytest.param("", '; python_version >= "3.10"', "poetry", id="exported"),
        pytest.param(
            "# This file was autogenerated by uv via the following command:\n"
            "#    uv export --no-dev\n",
            " ; python_full_version < '3.11' and python_version != '3.10'",
            "uv",
            id="for all Pythons",
        ),
        pytest.param("", "", "", id="written by hand"),
        pytest.param("", '; python_version >= "3.11"', "", id="of another Python"),
    ],
)
def test_a_list_that_was_made_with_markers_is_made_again(header, marker, said):
    lines = "".join(f"{name}==1.0{marker}\n" for name in ("anyio", "idna", "six"))
    files = {"pyproject.toml": MANIFEST, "requirements.txt": header + lines}
    assert "requirements.txt" not in changed("--drop-python 3.10", files)
    by_hand = [one for one in left("--drop-python 3.10", files) if "make the list again" in one]
    assert [one.partition(" and commit")[0] for one in by_hand] == (
        [f"requirements.txt:{3 if header else 1}: make the list again with {said}"] if said else []
    )


def test_a_list_that_was_compiled_for_each_python():
    text = "# This file is autogenerated by pip-compile with Python 3.{}\na==1\n"
    files = {f"requirements-py3{one}.txt": text.format(one) for one in (10, 11)}
    assert left("--drop-python 3.10", {"pyproject.toml": MANIFEST, **files}) == []


@pytest.mark.parametrize(("name", "moves"), [("MINIMUM_PYTHON", True), ("MINIMUM_DJANGO", False)])
def test_the_constant_that_sys_version_is_held_against(name, moves):
    least = "\nimport sys\n\n{0} = '{1}'\nif sys.version < {0}:\n    sys.exit(1)\n"
    text = CLASSIFIERS.format("3.5", "3.6", "3.7", "3.8") + least.format(name, "3.5")
    made = changed("--drop-python 3.5", {"setup.py": text})["setup.py"]
    assert made.endswith(least.format(name, "3.6" if moves else "3.5"))


BADGE = (
    ".. |{0}| image:: https://img.shields.io/badge/python-3.{1}-blue.svg\n   :target: https://a.b\n"
)


@pytest.mark.parametrize("gap", [" ", "\n"])
@pytest.mark.parametrize("dropped", ["6", "8"])
def test_a_picture_for_each_python(dropped, gap):
    def page(minors):
        shown = gap.join(f"|Python 3{one}|" for one in minors)
        badges = "".join(BADGE.format(f"Python 3{one}", one) for one in minors)
        return f"A\n=\n\n{shown}\n\nText.\n\n{badges}"

    files = {"setup.py": CLASSIFIERS.format("3.6", "3.7", "3.8", "3.9"), "README.rst": page("678")}
    made = changed(f"--drop-python 3.{dropped}", files)
    assert made["README.rst"] == page("678".replace(dropped, ""))


def test_one_picture_alone_stays():
    page = f"|a|\n\n{BADGE.format('a', '6')}"
    files = {"setup.py": CLASSIFIERS.format("3.6", "3.7", "3.8", "3.9"), "README.rst": page}
    assert "|a| image" in changed("--drop-python 3.6", files).get("README.rst", page)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "tox.ini",
            (
                "[testenv]\ndeps =\n    b\n    cffi <= 1.14 ; python_version<='3.10'\n"
                "    x: d; python_version >= '3.11'\n"
            ),
            "[testenv]\ndeps =\n    b\n    x: d\n",
        ),
        (
            "tox.ini",
            "[testenv]\ndeps =\n    b; python_version < '3.12'\n    d; sys_platform == 'win32'\n",
            "[testenv]\ndeps =\n    b; python_version < '3.12'\n    d; sys_platform == 'win32'\n",
        ),
        (
            "setup.cfg",
            (
                "[options.extras_require]\nx =\n    b >= 1, < 1.* ; python_version == '3.10'\n"
                "    b >= 2, < 2.* ; python_version >= '3.11'\n"
            ),
            "[options.extras_require]\nx =\n    b >= 2, < 2.*\n",
        ),
    ],
)
def test_requirements_with_markers_that_no_reader_shows(path, before, after):
    made = changed("--drop-python 3.10", {"pyproject.toml": MANIFEST, path: before})
    assert made.get(path, before) == after


@pytest.mark.parametrize(
    ("body", "is_check"),
    [("sys.exit('too old')", True), ("raise SystemExit(1)", True), ("needs.append('b')", False)],
)
def test_a_check_of_the_running_python_refuses(body, is_check):
    setup = (
        "import sys\nfrom setuptools import setup\nneeds = []\nif sys.version_info < (3, {}):\n"
        f"    {body}\nsetup(name='a', version='1')\n"
    )
    files = {"setup.py": setup.format(10), "setup.cfg": "[options]\npython_requires = >=3.10\n"}
    made = changed("--drop-python 3.10", files)
    assert made.get("setup.py", files["setup.py"]) == setup.format(11 if is_check else 10)


@pytest.mark.parametrize(
    "line", ["(toxPython python3{})", '"3.{0}" = pkgs.python3{0};', "python3{}"]
)
def test_one_of_several_interpreters_of_nix_goes(line):
    text = "{{ pkgs }}:\npkgs.mkShell {{\n  packages = [\n{}  ];\n}}\n"
    rows = [f"    {line.format(minor)}\n" for minor in (12, 11, 10)]
    files = {"pyproject.toml": MANIFEST, "shell.nix": text.format("".join(rows))}
    made = changed("--drop-python 3.10", files)
    assert made["shell.nix"] == text.format("".join(rows[:2]))
