"""Which files a script reads whenever it runs."""

from __future__ import annotations

import pytest

from venvlint.document import Document
from venvlint.readers import script_reads

HERE = (
    "import os, io, codecs\nfrom os import path\nfrom pathlib import Path\n"
    "here = path.abspath(path.dirname(__file__))\n"
)


def reads(text: str) -> list[tuple[str, int]]:
    document = Document("setup.py", text.encode())
    return [(read.path, document.position(read.start)[0]) for read in script_reads.parse(document)]


@pytest.mark.parametrize(
    "expression",
    [
        "open('VERSION').read()",
        "io.open('./VERSION', encoding='utf-8')",
        "codecs.open(path.join(here, 'VERSION'), 'r', 'utf-8')",
        "open(os.path.join(os.path.dirname(os.path.realpath(__file__)), 'VERSION'), mode='rb')",
        "open(here + '/VERSION')",
        "open(here + os.sep + 'VERSION')",
        "open('%s/VERSION' % here)",
        "open('{}/{name}'.format(here, name='VERSION'))",
        "open(f'{here}/VERSION')",
        "open(os.path.join(os.getcwd(), 'VERSION'))",
        "open(os.path.split(__file__)[0] + '/VERSION')",
        "Path('VERSION').read_text()",
        "(Path(__file__).parent / 'VERSION').read_bytes()",
        "Path(__file__).resolve().parents[0].joinpath('VERSION').open()",
        "Path(__file__).with_name('VERSION').read_text(encoding='utf-8')",
        "[line for line in open('VERSION') if line.strip()]",
        "exec(open('VERSION').read(), {})",
        "setup(version=open('VERSION').read())",
        "{'version': open('VERSION').read()}",
        "len(open('VERSION').read()) > 3 and 1",
        "assert open('VERSION').read()",
        "(text := open('VERSION').read())",
        "open(name := 'VERSION')",
        "{open(n).read(): n for n in ['VERSION']}",
        "[open(a + b) for a in ['VER'] for b in ['SION']]",
        "list(map(lambda n: open(n), ['VERSION']))",
        "f = lambda n: open(n); f('VERSION')",
        "open(path.basename('/x/VERSION'))",
        "open(path.abspath('VERSION'))",
        "open('VERS{}ION'.format(''))",
        "here += '/VERSION'; open(here)",
        "a, (b, *c) = 'VERSION', ('x', 'y'); open(a)",
        "a, b = 'x', 'VERSION'; open(b)",
        "n: str; n: str = 'VERSION'; open(n)",
        "import os.path as p; open(p.join(here, 'VERSION'))",
        "a = ['x']; a[open('VERSION').read()]",
    ],
)
def test_spellings_of_a_read(expression):
    assert reads(HERE + expression) == [("VERSION", 5)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("open('x', 'w').write('')", id="written"),
        pytest.param("open('x', mode)", id="an unknown mode"),
        pytest.param("open(name)", id="an unknown name"),
        pytest.param("open('/etc/x')\nopen('~/x')\nopen('a\\\\b')", id="elsewhere"),
        pytest.param("try:\n    open('x')\nexcept IOError:\n    open('y')", id="caught"),
        pytest.param("try:\n    open('x')\nexcept (KeyError, OSError):\n    pass", id="one of two"),
        pytest.param("try:\n    open('x')\nexcept:\n    pass", id="caught bare"),
        pytest.param("with contextlib.suppress(OSError):\n    open('x')", id="suppressed"),
        pytest.param("if os.path.exists('x'):\n    open('x')", id="asked for"),
        pytest.param("if sys.argv[1] == 'x':\n    open('x')\nelse:\n    open('y')", id="a branch"),
        pytest.param("open('x') if os.path.isfile('x') else ''", id="a conditional expression"),
        pytest.param("ready and open('x')", id="behind `and`"),
        pytest.param("while more():\n    open('x')", id="a loop"),
        pytest.param("for n in names:\n    open('x')", id="over nobody knows what"),
        pytest.param("def f():\n    open('x')", id="a function that nobody calls"),
        pytest.param("class C:\n    def run(self):\n        open('x')", id="a command"),
        pytest.param("f = lambda: open('x')", id="a lambda that nobody calls"),
        pytest.param(
            "def f(n):\n    if not os.path.exists(n):\n        return ''\n    return open(n)\nf('x')",
            id="asked for in a helper",
        ),
        pytest.param(
            "def f():\n    try:\n        return open('x')\n    except OSError:\n        pass\n"
            "    return open('y')\nf()",
            id="what a caught failure leads to",
        ),
        pytest.param("import os\nos.chdir('docs')\nopen('x')", id="another folder"),
        pytest.param("if not os.path.exists('x'):\n    exit()\nopen('x')", id="left before"),
        pytest.param("open 'x'", id="Python 2"),
        pytest.param("match a:\n    case 1:\n        open('x')", id="a case"),
        pytest.param("raise X\nopen('x')", id="behind a `raise`"),
        pytest.param("for n in ['x']:\n    break\n    open(n)", id="behind a `break`"),
        pytest.param("for n in ['x']:\n    if y:\n        break\n    open(n)", id="it may break"),
        pytest.param("n = 'x'\nif y:\n    n = 'z'\nopen(n)", id="one of two names"),
        pytest.param("n = 'x'\nn -= 'y'\nopen(n)", id="another operator"),
        pytest.param("a, b = c\nopen(a)", id="unknown parts"),
        pytest.param("b = 'x'\na, *b = 'y', 'z'\nopen(b)", id="the other parts"),
        pytest.param(
            "n = 'x'\nmatch a:\n    case 1:\n        n = 'y'\nopen(n)", id="a case's name"
        ),
        pytest.param("a, b = 'x', 'y', 'z'\nopen(a)", id="too many parts"),
        pytest.param(
            "try:\n    from a import open\nexcept ImportError:\n    from b import read as open\n"
            "open('x')",
            id="one of two functions",
        ),
        pytest.param("open(*names)", id="unknown arguments"),
        pytest.param("open('x', *modes)", id="an unknown mode among others"),
        pytest.param("open('x', **options)", id="unknown options"),
        pytest.param("open('%d' % 3)\nopen(n % 'x')\nopen('{n'.format(n='x'))", id="not filled in"),
        pytest.param("open(os.path.join('x', n))", id="joined with an unknown"),
        pytest.param("from pathlib import Path\nopen(Path('x/y').parents[n])", id="some folder"),
        pytest.param("list(map(f, ['x']))", id="an unknown function"),
        pytest.param("open('x')\n" * 21_000, id="too long to be followed"),
        pytest.param("open('x')\n" + "#" * 200_000, id="too long to be read"),
        pytest.param("f" + "(" * 500 + ")" * 500, id="deep"),
    ],
)
def test_what_does_not_happen_in_every_run(text):
    assert reads(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "def read(name):\n    return open(name).read()\na = read('A')\nb = read('B')\n",
            [("A", 3), ("B", 4)],
            id="at the call that names the file",
        ),
        pytest.param(
            "def read(*parts):\n    return open(os.path.join(here, *parts)).read()\n"
            "def listed(name):\n    return read('reqs', name + '.txt').split()\n"
            "import os\nhere = os.path.dirname(__file__)\nsetup(x=listed('base'))\n",
            [("reqs/base.txt", 7)],
            id="through two helpers",
        ),
        pytest.param(
            "def version():\n    with open('V') as file:\n        return file.read()\nsetup(v=version())",
            [("V", 2)],
            id="at the read where the helper names it",
        ),
        pytest.param(
            "for n in ('A', 'B'):\n    open(n)\n'x'.join(open(n).read() for n in ['C'])\n"
            "list(map(open, ['D']))",
            [("A", 2), ("B", 2), ("C", 3), ("D", 4)],
            id="loops over known lists",
        ),
        pytest.param(
            "def main():\n    open('A')\nif __name__ == '__main__':\n    main()\n",
            [("A", 2)],
            id="the main program",
        ),
        pytest.param(
            "try:\n    import x\nexcept ImportError:\n    x = None\ntry:\n    open('A')\n"
            "except UnicodeDecodeError:\n    pass\nfinally:\n    open('B')\n",
            [("A", 6), ("B", 10)],
            id="a `try` that catches something else",
        ),
        pytest.param(
            "import os\nos.chdir(os.path.dirname(os.path.abspath(__file__)))\nopen('A')\nopen('A')",
            [("A", 3)],
            id="each file once",
        ),
        pytest.param(
            "from pip._internal.req import parse_requirements\nparse_requirements('r.txt', session=1)",
            [("r.txt", 2)],
            id="pip's own reader",
        ),
        pytest.param("open('../A')", [("../A", 1)], id="above the folder"),
        pytest.param(
            "match open('A'):\n    case 1:\n        pass", [("A", 1)], id="what is matched"
        ),
        pytest.param(
            "n = 'A'\nif x:\n    n = 'A'\nelse:\n    n = 'A'\nopen(n)",
            [("A", 6)],
            id="the same name",
        ),
        pytest.param(
            "try:\n    from io import open\nexcept ImportError:\n    from codecs import open\nopen('A')",
            [("A", 5)],
            id="the same function",
        ),
        pytest.param(
            "try:\n    from a import n\nexcept ImportError:\n    m = 'A'\nopen(m)",
            [("A", 5)],
            id="what a handler alone names",
        ),
        pytest.param(
            "def f(n, d='A', *, e='x', g=0, **k):\n    open(d)\n    open(e)\n    open(n)\n"
            "f(n='B', e='C', z='D')",
            [("A", 2), ("C", 5), ("B", 5)],
            id="defaults and keywords",
        ),
        pytest.param(
            "def f(names):\n    for n in names:\n        open(n)\nf(['A', 'B'])",
            [("A", 4), ("B", 4)],
            id="a list for a helper",
        ),
        pytest.param("x = 'ä'; open('A')", [("A", 1)], id="behind a letter of two bytes"),
    ],
)
def test_places(text, found):
    assert reads(text) == found


def test_a_script_without_end_costs_no_time():
    assert reads("def f():\n    f()\n    f()\nf()\n") == []
    assert reads("a = ['x']\n" + "a = a + a\n" * 60 + "for n in a: open(n)") == []
    assert reads("t = 'x'\n" + "t = t + t\n" * 100 + "open(t)") == []
