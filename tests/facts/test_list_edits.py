"""Declarations taken out of lists and put into others: the file still says the rest."""

from __future__ import annotations

import ast
import configparser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lint import tree
from venvlint.facts.manifests.list_edits import addition, removal

try:
    import tomllib
except ImportError:
    import tomli as tomllib

NAMES = st.lists(
    st.sampled_from(["a", "b-b", "c.c", "d", "e"]), min_size=1, max_size=4, unique=True
)
QUOTES = st.sampled_from("\"'")
LAYOUTS = st.sampled_from(
    [
        "[{0}]",
        "[ {0} ]",
        "[\n    {1},\n]",
        "[\n  {1}  # c, d\n]",
        "[{0},\n]",
        "[\n  # c\n\t{1}, # ] c\n\n]",
    ]
)


def array(layout, quote, names):
    items = [f"{quote}{name}>=1{quote}" for name in names]
    return layout.format(", ".join(items), ',  # it\'s "one"\n    '.join(items))


def changed(files, path, edits):
    return tree(files).document(path).edited(edits).decode()


@settings(max_examples=80, deadline=None)
@given(NAMES, QUOTES, LAYOUTS, st.data())
def test_arrays(names, quote, layout, data):
    text = f"[project]\nname = 's'\ndependencies = {array(layout, quote, names)}\n"
    project = tree({"pyproject.toml": text})
    (dependency_list,) = project.declarations.lists
    declarations = project.declarations.of(dependency_list)
    assert [one.name for one in declarations] == names
    gone = data.draw(st.sampled_from(declarations))
    without = project.document("pyproject.toml").edited([removal(gone)]).decode()
    assert tomllib.loads(without)["project"]["dependencies"] == [
        f"{name}>=1" for name in names if name != gone.name
    ]
    more = (
        project.document("pyproject.toml")
        .edited(addition(dependency_list, "new", "new ; os_name == 'nt'"))
        .decode()
    )
    assert tomllib.loads(more)["project"]["dependencies"] == [
        *(f"{name}>=1" for name in names),
        "new ; os_name == 'nt'",
    ]


@settings(max_examples=40, deadline=None)
@given(NAMES, QUOTES, LAYOUTS, st.data())
def test_arrays_of_python(names, quote, layout, data):
    text = (
        "from setuptools import setup\nsetup(\n  name='s',\n "
        f" install_requires={array(layout, quote, names)},\n)\n"
    )
    project = tree({"setup.py": text})
    (dependency_list,) = project.declarations.lists
    gone = data.draw(st.sampled_from(project.declarations.of(dependency_list)))
    for edits, expected in (
        ([removal(gone)], [f"{name}>=1" for name in names if name != gone.name]),
        (addition(dependency_list, "new", "new"), [*(f"{name}>=1" for name in names), "new"]),
    ):
        call = ast.parse(project.document("setup.py").edited(edits)).body[1].value
        assert ast.literal_eval(call.keywords[1].value) == expected


@settings(max_examples=30, deadline=None)
@given(NAMES, st.sampled_from(["\n", "\n\n[tool.x]\ny = 1\n", "  # c\n", "\n# c\n"]), st.data())
def test_tables(names, end, data):
    lines = "\n".join(
        f'"{name}" = "^1"' if "." in name else f'{name} = {{version = "^1", extras = ["x"]}}  # c'
        for name in names
    )
    text = f'[tool.poetry.dependencies]\npython = "^3.9"\n{lines}{end}'
    project = tree({"pyproject.toml": text})
    (dependency_list,) = project.declarations.lists
    gone = data.draw(st.sampled_from(project.declarations.of(dependency_list)))
    without = tomllib.loads(project.document("pyproject.toml").edited([removal(gone)]).decode())
    assert list(without["tool"]["poetry"]["dependencies"]) == [
        "python",
        *(name for name in names if name != gone.name),
    ]
    more = tomllib.loads(
        project.document("pyproject.toml")
        .edited(addition(dependency_list, "new", "", 'new = "*"\n'))
        .decode()
    )
    assert list(more["tool"]["poetry"]["dependencies"]) == ["python", *names, "new"]


def test_options_of_setup_cfg():
    text = (
        "[options]\ninstall_requires =\n    a\n    b ; os_name =="
        " 'nt'\n\n[options.extras_require]\nx =\n    c\n"
    )
    project = tree({"setup.cfg": text})
    first, extra = project.declarations.lists
    edits = [removal(project.declarations.of(first)[1]), *addition(extra, "new", "new>=1")]
    parser = configparser.ConfigParser()
    parser.read_string(project.document("setup.cfg").edited(edits).decode())
    assert parser["options"]["install_requires"].split() == ["a"]
    assert parser["options.extras_require"]["x"].split() == ["c", "new>=1"]


def test_an_unknown_layout_is_left_alone():
    project = tree(
        {
            "pyproject.toml": "[tool.poetry]\ndependencies = {a = '1', b = '2'}\n",
            "environment.yml": "dependencies: [a, b]\n",
        }
    )
    for dependency_list in project.declarations.lists:
        assert removal(project.declarations.of(dependency_list)[0]) is None
        assert addition(
            dependency_list, "new", "new", "" if dependency_list.kind == "conda" else "new = '1'\n"
        ) in (None, ())


def added(path, text, requirement="new", comment=""):
    project = tree({path: text})
    (dependency_list,) = project.declarations.lists
    edits = addition(dependency_list, "new", requirement, comment=comment)
    return None if edits is None else project.document(path).edited(edits).decode()


@pytest.mark.parametrize("comment", ["", "# why"])
@pytest.mark.parametrize(
    "array", ["[]", "[\n]", "[ # none\n]", "[\n  # none\n  ]", "[\n  # none\n]"]
)
def test_empty_arrays(array, comment):
    found = added(
        "pyproject.toml", f"[project]\nname = 's'\ndependencies = {array}\n", "new", comment
    )
    assert tomllib.loads(found)["project"]["dependencies"] == ["new"]
    assert comment in found
    assert ("# none" in found) is ("# none" in array)
    for brackets in ("[]", "()"):
        own = array.replace("[", brackets[0]).replace("]", brackets[1])
        text = f"from setuptools import setup\nsetup(install_requires={own})\n"
        call = ast.parse(added("setup.py", text, "new", comment)).body[1].value
        assert list(ast.literal_eval(call.keywords[0].value)) == ["new"]


@pytest.mark.parametrize(
    "requirement",
    [
        "new",
        "new; os_name == 'nt'",
        'new; os_name == "nt"',
        """new; os_name == 'nt' and a == "b" """,
    ],
)
def test_quotes(requirement):
    found = added("pyproject.toml", "[project]\nname = 's'\ndependencies = ['a']\n", requirement)
    assert tomllib.loads(found)["project"]["dependencies"] == ["a", requirement]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("Pipfile", "[packages]", '[packages]\nnew = "new"\n'),
        ("Pipfile", "[packages]\na = '*'", "[packages]\na = '*'\nnew = \"new\"\n"),
        ("Pipfile", "packages = {a = '*'}\n", None),
        ("Pipfile", "packages.a = '*'\n", None),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n  a",
            "[options]\ninstall_requires =\n  a\n  new\n",
        ),
        ("setup.cfg", "[options]\ninstall_requires = a\n", None),
        ("setup.cfg", "[options]\ninstall_requires =\n", None),
    ],
)
def test_tables_and_options_at_their_ends(path, text, expected):
    assert added(path, text) == expected
