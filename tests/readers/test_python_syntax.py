"""Which syntax came when, by our tokens and by the interpreters themselves."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.growth.counting import counted
from venvlint.readers import python_syntax
from venvlint.readers.python_syntax import may_be_newer_than, newer_than

OLD = (3, 6)
"""The oldest Python that is asked."""

SAMPLES = {
    (3, 6): [
        "x = a / b\nf(a, b / c, d)",
        "def f():\n    return (1, *a), [*b], f(*c)",
        "def f():\n    return 1, 2 * a",
        "def f():\n    return lambda x, *a: 1",
        "for x, *y in z:\n    pass",
        "@a.b.c(1, x=[2])\ndef f(): pass",
        "@property\ndef f(): pass",
        "with (open(a)) as c, open(b) as d: pass",
        "with (a, b): pass",
        "with a as (b, c): pass",
        "match = 1\nmatch(x)\nmatch.case = 2\nmatch[x] = 1\ncase = 1",
        "match: int = 3\ntype: int = 3",
        "type = 1\ntype(x)\ntype[x] = 2",
        "try: pass\nexcept (A, B): pass\nexcept C as e: pass",
        "x[a, b * c], x[f(*a)], x[[*a]], [*a, *b]",
        "x[lambda a, *b: 1]",
        "def f(*args: int, **k: str): pass",
        "f\"{user['name']}\" f'{a[\"b\"]}' f\"{d['#']}\"",
        "f'''{x['a']} {y[\"b\"]}'''",
        'f"""{\nx["a"]\n}"""',
        'f"\\n{x}" rf"\\d{x}" f"{x!r}\\t{{}}"',
        "f\"{f'{x}'}\"",
        'f"{x:=10} {x!r:>{w}} {a:%H:%M} {x:{y}.{z}} {x==1} {x!=1}"',
        'f"{x:\\n}"',
        'f"{ {1: 2}[1] }"',
        "for x in a:\n    try: pass\n    except E:\n        continue\n    finally:\n        pass",
        "for x in a:\n    try: pass\n    finally:\n        for y in b:\n            continue",
        "x = 1if y else 2\nx = 'a'if'b'else'c'",
        "x: int = 1_000\nf'{x}'",
        "# match x:\n'''\ntype X = int\n'''\nx = 'f\"{a[\"b\"]}\"' if a else \"except* E\"",
        "x = *a, b",
    ],
    (3, 7): ["from __future__ import division, annotations"],
    (3, 8): [
        "(y := 1)",
        "if (n := 10) > 5: pass",
        "while chunk := f(): pass",
        "[y := 1, 2]\nf(a, b := 1)\na[(y := 1)]\n{1: (y := 2)}",
        "def f(a, /, b): pass",
        "def f(a, /): pass",
        "f = lambda a, /: a",
        'f"{x=}"',
        'f"{x = !r:>10}"',
        "def f():\n    return 1, *a",
        "def f():\n    return *a, 1",
        "def f():\n    x = yield 1, *a",
        "for x in a:\n    try: pass\n    finally:\n        if x:\n            continue",
    ],
    (3, 9): [
        "@a[0]\ndef f(): pass",
        "@a(1)(2)\ndef f(): pass",
        "@a().b\ndef f(): pass",
        "@lambda f: f\nclass A: pass",
        "with (a as b): pass",
        "with (a as b, c as d): pass",
        "async def f():\n    async with (a as b): pass",
        "for x in *a, *b: pass",
        "{y := 1}",
    ],
    (3, 10): [
        "match x:\n    case 1: pass",
        "match (x, y):\n    case (1, 2): pass\n    case _: pass",
        'match [a]:\n    case {"a": 1, **rest} if y: pass',
        "a[y := 1]",
    ],
    (3, 11): [
        "try: pass\nexcept* E: pass",
        "try: pass\nexcept *E as e: pass",
        "x[*a]",
        "def f() -> x[1, *a]: pass",
        "def f(*args: *Ts): pass",
    ],
    (3, 12): [
        "type X = int",
        "type X[T] = list[T]",
        "def f[T](x: T) -> T: return x",
        "class A[T: (int, str), *Ts, **P](B): pass",
        'f"{user["name"]}"',
        "f'{user['name']}'",
        'f"{f"{x}"}"',
        'f"{f\'{"a"}\'}"',
        'f"{\'"\'}"',
        'f"{x:{"a"}}"',
        "f\"{'\\n'.join(x)}\"",
        'f"{x + \\\ny}"',
        'f"{x # c\n}"',
        'f"""{\nx # c\n}"""',
        'f"{\nx}"',
        "f'{x:{y:{z}}}'",
    ],
    (3, 13): ["class A[T = int]: pass", "def f[T = int](x): pass", "type X[T = int] = T"],
    (3, 14): [
        't"x {y}"',
        "x = rt'{y}'",
        "try: pass\nexcept A, B: pass",
        "try: pass\nexcept* a.b, C: pass",
    ],
}
CASES = [(series, text) for series, texts in SAMPLES.items() for text in texts]


@pytest.mark.parametrize(("series", "text"), CASES)
def test_the_first_python_that_compiles_it(series, text):
    assert max([one.feature.since for one in newer_than(text, OLD)], default=OLD) == series
    assert newer_than(text, series) == []


@pytest.mark.parametrize(("series", "text"), CASES)
def test_the_quick_look_lets_it_through(series, text):
    for older in ((3, minor) for minor in range(6, series[1])):
        assert may_be_newer_than(text.encode(), older)


@pytest.mark.parametrize("series", [series for series in SAMPLES if series[1] < 14])
def test_the_interpreters_say_the_same(series):
    found = sorted(
        (Path.home() / ".pyenv" / "versions").glob(f"{series[0]}.{series[1]}.*/bin/python")
    )
    if not found:
        pytest.skip("there is no such interpreter here")
    program = (
        "import json, sys, warnings\nwarnings.simplefilter('ignore')\nsaid = []\n"
        "for text in json.load(sys.stdin):\n"
        "    try:\n        compile(text, 'x', 'exec', dont_inherit=True)\n"
        "    except SyntaxError:\n        said.append(False)\n"
        "    else:\n        said.append(True)\n"
        "print(json.dumps(said))\n"
    )
    texts = [text for _, text in CASES]
    said = subprocess.run(
        [found[0], "-I", "-c", program],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    wrong = [
        text
        for (since, text), compiles in zip(CASES, json.loads(said), strict=True)
        if compiles is not (since <= series)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("print 'x'\nmatch x:\n    case 1: pass", id="print"),
        pytest.param("try: pass\nexcept IOError, e: pass\nx[*a]", id="the variable of except"),
        pytest.param("try: pass\nexcept (A, B), error:\n    pass\n(y := 1)", id="of several"),
        pytest.param("exec 'x' in y\n(y := 1)", id="exec"),
        pytest.param("x = `y`\n(z := 1)", id="backquotes"),
        pytest.param("if x <> y: pass\n(z := 1)", id="an old comparison"),
        pytest.param("x = 'a\n(z := 1)", id="an open string"),
        pytest.param("(z := 1", id="an open bracket"),
        pytest.param("z := 1)", id="a bracket too many"),
        pytest.param("f'{x\n(z := 1)", id="an open field"),
        pytest.param("(z := 1)" + "(" * 500, id="too deep"),
    ],
)
def test_what_is_no_python_3_says_nothing(text):
    assert newer_than(text, OLD) == []


def test_each_form_is_said_once_at_its_first_use():
    text = (
        "x = 1\nmatch x:\n    case 1:\n        match y:\n            case 2: pass\nz[*a]\nz[*b]\n"
    )
    found = newer_than(text, (3, 9))
    assert [(one.feature.since, text[: one.start].count("\n") + 1) for one in found] == [
        ((3, 10), 2),
        ((3, 11), 6),
    ]
    assert text[found[1].start : found[1].end] == "*"


@settings(max_examples=300, deadline=None)
@given(st.text("fFtrb'\"{}[]():=,*\\#!\n x1@/.é", max_size=60))
def test_never_raises(text):
    newer_than(text, OLD)
    may_be_newer_than(text.encode(), (3, 10))


@settings(max_examples=200, deadline=None)
@given(st.text("f'\"{}[]:=\\#!\n x1", max_size=12))
def test_a_field_is_read_as_this_interpreter_reads_it(text):
    """What compiles here needs no Python that is newer than this one."""
    import sys
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "x", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return
    assert newer_than(text, sys.version_info[:2]) == []


@pytest.mark.parametrize(
    "part", ["f'{", "f\"{'", "(", "x[", "f'{x:", "match x:\n", "'''", "\\\n", "@a", "yield *", "{{"]
)
def test_work_is_linear(part):
    def cost(size):
        def work():
            newer_than(part * size, OLD)
            may_be_newer_than(part.encode() * size, (3, 10))

        return counted(work)[0]

    assert cost(4000) < 5 * cost(1000)


def test_the_features_have_their_form():
    features = [
        value for value in vars(python_syntax).values() if isinstance(value, python_syntax.Feature)
    ]
    assert len({feature.name for feature in features}) == len(features) > 20
    assert all((3, 6) <= feature.since <= (3, 14) for feature in features)
