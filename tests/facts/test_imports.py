"""What the project's code imports."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lint import tree
from venvlint.facts.project.imports import is_development_source


def imports(text, **more):
    return [
        (one.module, one.line, one.guard)
        for one in tree({"app.py": text, **more}).imports.statements("app.py")
    ]


def test_statements():
    text = (
        "import a, b.c as d\n"
        "from e.f import (\n    g,\n    h,\n)\n"
        "from . import own\n"
        "from .x import own\n"
        "try:\n    import i\nexcept ImportError:\n    import j\nelse:\n    import k\n"
        "if sys.platform == 'win32':\n    import l\nelse:\n    import m\n"
        "if settings.DEBUG:\n    import n\n"
        "if TYPE_CHECKING:\n    import o\nelse:\n    import p\n"
        "def q():\n    import q\n"
        "class R:\n    import r\n"
        "if __name__ == '__main__':\n    import s\n"
        "try:\n    import t\nexcept ValueError:\n    pass\n"
        "if x:\n    import u\n"
    )
    assert [(module, guard) for module, _, guard in imports(text)] == [
        ("a", ""), ("b.c", ""), ("e.f", ""), ("i", "try"), ("j", "try"), ("k", ""), ("l", "platform"), ("m", "platform"), ("n", "debug"),
        ("o", "typing"), ("p", ""), ("q", ""), ("r", ""), ("s", ""), ("t", ""), ("u", "condition"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["print 'x'\nimport a\n", "\0", "def f(:\n", "(" * 5000])
def test_what_does_not_parse_says_nothing(text):
    assert imports(text) == []


@pytest.mark.parametrize(
    ("path", "development"),
    [
        ("tasks.py", True),
        ("worker/tasks.py", False),
        ("docs/tasks.py", True),
        ("tasks/release.py", True),
        ("shop/tasks/mail.py", False),
        ("tools/x.py", True),
        ("shop/tools/x.py", True),
        ("src/tools/x.py", True),
        ("src/shop/tools/x.py", False),
        ("src/shop/tests/x.py", True),
        ("shop/testing.py", True),
        ("shop/testCart.py", True),
        ("shop/test2.py", True),
        ("shop/verifier/testinfra.py", False),
        ("shop/testimonials.py", False),
    ],
)
def test_what_serves_development_alone(path, development):
    assert is_development_source(path) is development


@pytest.mark.parametrize("name", ["conf", "tasks", "bootstrap"])
def test_what_a_package_holds_is_shipped_with_it(name):
    packages = frozenset(("shop", "src/shop"))
    assert not is_development_source(f"shop/{name}.py", packages)
    assert not is_development_source(f"src/shop/{name}.py", packages)
    assert is_development_source(f"{name}.py", packages), "beside the package"
    assert is_development_source(f"docs/{name}.py", packages)
    assert is_development_source("shop/conftest.py", packages), "a name that means one thing"


def test_the_first_pass_sees_what_the_parser_sees():
    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.sampled_from(
                [
                    "import a",
                    "import b.c as d, e",
                    "from f.g import h",
                    "    import i",
                    "if 1:",
                    "x = 1",
                    "'''",
                    "import (",
                    "from . import j",
                ]
            ),
            max_size=8,
        )
    )
    def check(lines):
        each = tree({"app.py": "\n".join(lines) + "\n"}).imports
        assert {one.module for one in each.statements("app.py")} <= each.lexical("app.py")

    check()


def test_sources_leave_out_environments_and_builds():
    files = {
        "app.py": "",
        "venv/pyvenv.cfg": "home = /usr\n",
        "venv/lib/x.py": "",
        "lib/python3.9/site-packages/y.py": "",
        "build/lib/app.py": "",
        "build/app.py": "",
    }
    assert tree(files).imports.sources == ("app.py", "build/app.py")


def test_the_users_own_code_in_an_environment_is_the_projects():
    files = {
        "env/bin/activate": "deactivate () {\n}\nVIRTUAL_ENV=/home/ana/env\n",
        "env/bin/activate_this.py": "",
        "env/share/a.py": "",
        "env/shop/setup.cfg": "",
        "env/shop/views.py": "",
    }
    assert tree(files).imports.sources == ("env/shop/views.py",)


@pytest.mark.parametrize(
    ("files", "importer", "own"),
    [
        ({"yaml.py": ""}, "app.py", True),
        ({"src/yaml/__init__.py": ""}, "src/shop/x.py", True),
        ({"src/shop/__init__.py": "", "src/shop/yaml.py": ""}, "src/shop/x.py", False),
        ({"scripts/yaml.py": ""}, "scripts/run.py", True),
        ({"scripts/yaml.py": ""}, "app.py", False),
        (
            {
                "scripts/yaml.py": "",
                "conftest.py": "import sys\n",
                "run.py": "sys.path.insert(0, 'scripts')\n",
            },
            "app.py",
            True,
        ),
        ({"yaml/loader.pyi": "", "yaml/__init__.py": ""}, "app.py", True),
        ({"backend/pyproject.toml": "[project]\n", "backend/yaml.py": ""}, "backend/a/b.py", True),
    ],
)
def test_own_modules(files, importer, own):
    assert tree({importer: "", **files}).imports.is_own("yaml", importer) is own


def test_places_are_counted_in_characters():
    one, two, three = tree(
        {"app.py": "é = 'ü'; import a\nfrom   b.c import d\r\nimport x as y\n"}
    ).imports.statements("app.py")
    assert (one.line, one.column, one.end_column) == (1, 17, 18)
    assert (two.line, two.column, two.end_column) == (2, 8, 11)
    assert (three.line, three.column) == (3, 8)


def test_a_module_that_its_neighbour_imports_is_not_sought_elsewhere():
    """A name such as `main` stands in every other file, and each of them would be parsed."""
    files = {f"far{i}/module.py": "import os\nprint('utils')\n" for i in range(50)}
    files |= {"pkg/__init__.py": "", "pkg/utils.py": "", "pkg/zz.py": "from pkg import utils\n"}
    imports = tree({**files, "pyproject.toml": "[project]\nname = 'pkg'\n"}).imports
    parsed = []
    original = imports.statements
    imports.statements = lambda path: parsed.append(path) or original(path)
    assert imports.is_chosen("pkg/utils.py") is False
    assert parsed == ["pkg/zz.py"]
