"""Whether a source may import something is told by its lines, never less than the parser says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venvlint.readers import python_imports


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "import cgi",
                "import os, cgi as c",
                "import os.cgi",
                "from cgi import x",
                "from cgi.x import (y,\n    z)",
                "from importlib import metadata",
                "from importlib import (os,\n    metadata)",
                "import importlib.metadata",
                "from importlib.metadata import x",
                "from . import cgi",
                "from .cgi import x",
                "from \\\n    cgi import x",
                "import \\\n    cgi",
                "x = 1; import cgi",
                "try:\n    import cgi\nexcept ImportError:\n    pass",
                "if x: from cgi import y",
                "from os import a; from cgi import b",
                "'''\nimport cgi\n'''",
                "x = cgi",
            ]
        ),
        max_size=3,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_lines_alone_tell_that_nothing_is_imported(statements, line_end):
    data = (line_end.join(statements) + line_end).encode()
    wanted = {"cgi", "importlib.metadata"}
    found = any(
        one.top == "cgi"
        or one.module.startswith("importlib.metadata")
        or (one.module == "importlib" and "metadata" in one.names)
        for one in python_imports.statements("x.py", data)
    )
    assert not found or python_imports.may_state(data, wanted)


@pytest.mark.parametrize(
    "text",
    ["from . import cgi\n", "from .x import cgi\n", "x = cgi\n", "from os import cgi\n", ""],
)
def test_a_module_that_only_has_the_name_is_not_parsed(text):
    assert not python_imports.may_state(text.encode(), {"cgi"})


@pytest.mark.parametrize(
    ("condition", "guards"),
    [
        ("TYPE_CHECKING", ["typing", ""]),
        ("typing.TYPE_CHECKING", ["typing", ""]),
        ("not TYPE_CHECKING", ["", "typing"]),
        ("not TYPE_CHECKING and OLD", ["condition", "condition"]),
        ("TYPE_CHECKING or AT_MOST_3_13", ["typing", "condition"]),
        ("AT_MOST_3_13 or typing.TYPE_CHECKING", ["typing", "condition"]),
        ("t.TYPE_CHECKING or sys.version_info < (3, 14)", ["typing", "platform"]),
    ],
)
def test_what_is_not_for_type_checkers_alone(condition, guards):
    source = f"if {condition}:\n    import a\nelse:\n    import b\n"
    found = python_imports.statements("x.py", source.encode())
    assert [one.guard for one in found] == guards


HEAD = "import os\ntry:\n    import wmi\nexcept ImportError:\n    wmi = None\n"


@pytest.mark.parametrize(
    "newer",
    [
        "type X = int\n",
        "@cache\ndef f[T](x: T) -> T:\n    return x\n",
        "class A[T]:\n    pass\n",
        'def f():\n    """Of two\nlines.\n    """\n    return f"{\'\\n\'.join(a)}"\n',
        'x = f"{a["b"]}"\n',
        'x = f"""{\n    a["b"]  # why\n}"""\n',
        "try:\n    pass\nexcept* OSError:\n    pass\n",
    ],
)
def test_what_stands_before_newer_syntax_is_read_on_every_python(newer):
    found = python_imports.statements("a.py", (HEAD + newer).encode())
    assert [(one.module, one.guard) for one in found] == [("os", ""), ("wmi", "try")]


@pytest.mark.parametrize(
    "older", ["print 'x'\n", "try:\n    x()\nexcept A, e:\n    raise A, 'x'\n"]
)
def test_nothing_is_read_of_another_python(older):
    assert python_imports.statements("a.py", (HEAD + older).encode()) == ()
