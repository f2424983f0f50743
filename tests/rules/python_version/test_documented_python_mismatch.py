import pytest

from tests.lint import findings, lint

MANIFEST = '[project]\nname = "web-shop"\nversion = "1"\nrequires-python = ">=3.10,<3.14"\n'


def lines(text, path="README.md", **files):
    found = findings("VL317", {"pyproject.toml": MANIFEST, path: text, **files})
    return [(one.at.path, one.at.line) for one in found]


@pytest.mark.parametrize(
    "sentence",
    [
        "Requires Python 3.10+.",
        "Python 3.10 or newer",
        "supports Python 3.10 to 3.13",
        "Python 3.9 is not supported.",
        "Python 3.14+ is not supported.",
        "Support for Python 3.8 was dropped.",
        "Drops support for Python 3.8.",
        "Version 1.x is the last series to support Python 3.6.",
        "It can check Python 3.7+ code.",
        "It supports Python 3.8+ syntax.",
        "New in Python 3.8.",
        "We used Python 3.9.9 to train the model.",
        "I recommend using Python 3.7.",
        "I wrote this with Python 3.8.",
        "Tested with Python 3.8+.",
        "Tested on Python 3.8 and 3.9.",
        "We tested it on Python 3.8 and 3.9.",
        "The package is tested with Python 3.8.",
        "This code has been tested on Python 3.8+.",
        "Web-shop wraps Poetry, which runs everywhere and requires Python 3.8+.",
        "Poetry is fast and requires Python 3.8+.",
        "Web-shop is a formatter for Python 3.8+.",
        "Web-shop is a library for Python 3.8+ code.",
        "Web-shop is a small library that Python 3.8+ has no need of.",
        "Web-shop is a Python 3.8+ parser.",
        "Web-shop is a Python 3.8 library.",
        "Developed using Python 3.8+.",
        "In Python 3.8+, comparison works differently.",
        "On Python 3.8+ use asyncio.",
        "For Python 3.8 use version 1.",
        "## Requirements\n\nThe last release for older ones:\n\n- Python 3.8: **1.11**\n",
        "## Requirements\n\n* Python 2.7 -> use version 0.9.4\n",
        "The development toolchain requires Python 3.9.",
        "Django 2.2, which supports Python 3.5 to 3.9, is no longer tested.",
        "PDM requires Python 3.8 or higher.",
        "importlib-resources 5.12 or greater (or Python 3.8+)",
        "- pathlib2 (Python 3.8+ has it built in)",
        "- fast mode (requires Python 3.8+)",
        "Introduced in Python 3.8.",
        "Since version 2 it supports Python 3.8+.",
        "Web-shop 1.0 supports Python 3.8+.",
        "Python 3.8",
        "The container has `/venv/lib64/python3.9/site-packages`.",
        "See https://docs.python.org/3.8/library/venv.html",
        "[Python](https://www.python.org/downloads/release/python-380/)",
        "Python 3.8+ type hints are used throughout.",
        "Python 3.8+ (optional)",
        "Requires Python 3.8 (legacy) or 3.9",
        "- **Python 3.8 (Legacy)**: this project no longer supports Python 3.8",
        "If you are on Python 3.8+, do this.",
        "| Python 3.8+ | yes |",
        "Requires Python 3.8+ for the async extra.",
        "To use the async client, Python 3.8+ is required.",
        "To train U-Net in web-shop, `python>=3.8`, as well as `torch>=2.3` are required.",
        "MicroPython 3.8+",
        "Use the python3.9-slim image.",
        "Requires Node 3.8+.",
        "Python 3 is required.",
        "Works without Python 3.8+.",
        "Prior to 2.0 it required Python 3.8+.",
        "black is a formatter that supports Python 3.8+",
        "It requires the package foo on Python 3.8+",
        "Python 3.8 reached its end of life.",
        "![Python](https://img.shields.io/badge/python-3.10%2B-blue)",
        "![Python](https://img.shields.io/badge/python-3.10%20%7C%203.13-blue)",
        "![Python](https://img.shields.io/badge/python-3-blue)",
        "![Django](https://img.shields.io/badge/django-3.2%2B-blue)",
        "![License](https://img.shields.io/badge/license-MIT-blue)",
        "![code](https://img.shields.io/badge/code%20style-python%203.8-blue)",
        "Use Python 3.8 notebooks with care.",
        "The `match` statement needs Python 3.10+.",
        "The walrus needs Python 3.8+.",
        "- Python 3.10 ou supérieur",
        "- Python 3.8 ou supérieur (recommandé)",
        "- Python 3.8以上\uff08推荐\uff09",
        "- Python 3.8 o superior para desarrollar",
        "- Le bot Discord : Python 3.8 ou supérieur",
        "- Python\uff1a3.8+\uff08推奨\uff1a3.10+\uff09",
        "Python 版本 3.8",
        "Usuarios de Python 3.8+",
        "- Python 3.8或3.9",
        "- Python 3.8에서",
        "不支持 Python 3.8+",
        "推荐使用 Python 3.8+",
        "开发环境\uff1aPython 3.8+",
        "使用 Python 3.8 训练模型",
        "如果使用 Python 3.8+\uff0c请安装 x",
        "Python 3.8+ ではこう書けます",
        "En Python 3.8+ se puede",
        "No es compatible con Python 3.8+",
        "\u0412 Python 3.8+ можно писать так",
        "Ab Version 2 wird Python 3.8+ nicht mehr unterstützt.",
    ],
)
def test_quiet_sentences(sentence):
    assert lines(f"# Web Shop\n\n{sentence}\n") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Requires Python 3.8+.",
        "Python 3.8+ is required.",
        "Python >= 3.8",
        "You need Python 3.6 or later.",
        "You will need Python 3.8 or higher installed.",
        "Make sure you have Python 3.8+ installed.",
        "Web-Shop requires Python 3.8+.",
        "web_shop supports Python 3.8 to 3.12.",
        "This package supports Python 3.8, 3.9 and 3.10.",
        "It officially supports Python 3.7+.",
        "The library is compatible with Python 3.8-3.11.",
        "This program must be run using python 3.6 and above.",
        "- Python 3.8+",
        "- **Python 3.8** or newer",
        "* [Python 3.8+](https://www.python.org/downloads/)",
        "- `python >= 3.8`",
        "- Python: `>=3.8`",
        "- Python (>= 3.8)",
        "- python3 (3.8 or later)",
        "Works with Python 3.8+.",
        "This library currently supports Python 3.8+ versions.",
        "Web-shop is tested on Python 3.8, 3.9 and 3.10.",
        "The package is tested with Python >= 3.8 and Sphinx >= 7.0.0.",
        "_Web-shop_ runs on Linux/OSX (Windows is experimental) and requires Python 3.8+.",
        "Web-shop is distributed on PyPI and is available on Linux and supports Python 3.8+.",
        "Note that web-shop is not compatible with Python 2, and is compatible with Python 3.8+.",
        "This is a GraphQL client for Python 3.8+.",
        "Web-shop is a small library for Python 3.8+.",
        "Web-shop is a Python 3.8+ library for tests of shops.",
        "The Python package can be installed into your normal Python 3.8+ environment.",
        "We _primarily_ support **Django 2.0+ and Python 3.8+**.",
        "\u00b9 Note that web-shop only works with python3.8 or above",
        "Requires: Python 3.8+",
        "Requirements: Python 3.8 or newer",
        "Supported Python versions: 3.8, 3.9, 3.10",
        "Minimum Python version: 3.8",
        "At least Python 3.8 is needed.",
        "The minimum supported Python version is 3.8.",
        "Install Python 3.8 or higher.",
        "Python 3.8 or higher (3.11 is recommended)",
        "Python 3.8 or newer, pip and virtualenv",
        "Requires Django >= 3.2, Python >= 3.8",
        "supports Python 2.7 and 3.6+",
        "Python 3.15 is supported.",
        "Please ensure that Python 3.8+ is installed on your system.",
        "To run the bot, you need Python 3.8 or higher.",
        "To use web-shop, Python 3.8+ is required.",
        "First, install Python 3.8+.",
        "- [ ] Python 3.8+",
        "> Requires Python 3.8+",
        "We support Python 3.8+ and Django 3.2+.",
        "Compatible with Python 3.6, 3.7, 3.8, and 3.9.",
        "Python 3.8+ and pip.",
        "1. Python 3.8 or above",
        "This project uses Python 3.8 or newer.",
        "- Python&nbsp;3.8+",
        "- Python version 3.8 or above",
        "- Python version: 3.8+",
        "**Requirements:** Python 3.8+",
        "The project requires Python 3.8 or later versions.",
        "Requires Python >=3.8,<3.12.",
        "Requires Python \\>= 3.8",
        "![Python](https://img.shields.io/badge/python-3.8%2B-blue)",
        "![Python](https://img.shields.io/badge/Python-3.8%20%7C%203.9-blue.svg)",
        "![Python](https://img.shields.io/badge/python-3.8 | 3.9 | 3.10-blue)",
        "![Python](https://img.shields.io/badge/python-v3.8-blue)",
        "![Python](https://img.shields.io/badge/python-%3E%3D3.8-blue.svg)",
        "![Python](https://img.shields.io/badge/python->=3.8-blue.svg)",
        "![Python](https://img.shields.io/static/v1?label=python&message=3.8%2B&color=blue)",
        '<img src="https://img.shields.io/badge/python-3.6,%203.8-blue" alt="x">',
        "![Python](https://img.shields.io/badge/Python-3.8--3.12-blue)",
        "Python 3.12+ is required.",
        "- Python 3.8 ou supérieur",
        "- Python 3.8 ou plus récent",
        "- Python 3.8 o superior",
        "- Python 3.8 y más recientes",
        "- Python 3.8 ou mais recente",
        "- Python 3.8 oder höher",
        "- Python 3.8 o successivo",
        "- Python 3.8 lub nowszy",
        "- Python 3.8 и выше",
        "- Python 3.8以上",
        "- Python 3.8 及以上版本",
        "- Python 3.8 或更高版本。",
        "- Python 3.8 이상",
        "需要 Python 3.8+",
        "本项目需要Python 3.8 以上",
        "运行环境\uff1aPython 3.8+",
        "这是一个工具。需要 Python 3.8+",
        "Python 3.8 以上が必要です",
        "Benötigt Python 3.8+",
        "Requiere Python 3.8+",
        "Requer Python 3.8+ instalado",
        "Richiede Python 3.8+",
        "Nécessite Python 3.8+",
        "Prérequis : Python 3.8+ et une clé",
        "Требуется Python 3.8+",
        "Python versão 3.8 ou superior",
        "- Versión de Python: 3.8+",
        "- Python 版本 >= 3.8",
        "- Python 版本要求\uff1a3.8 或更高",
        "- Python バージョン 3.8 以上",
        "- Python 버전: 3.8 이상",
        "- Python\uff1a3.8+",
        "- Python\uff083.8+\uff09",
        "Python 3.8+ or higher",
        "Requires Python 3.8+, pip 21.0 and 2.5 GB of memory.",
    ],
)
def test_loud_sentences(sentence):
    assert lines(f"# Web Shop\n\n{sentence}\n") == [("README.md", 3)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("## Changelog\n\n- Requires Python 3.8+\n", id="a changelog"),
        pytest.param("## 2.0.0\n\n- Requires Python 3.8+\n", id="a release's heading"),
        pytest.param("## Contributing\n\nYou need Python 3.8+.\n", id="for contributors"),
        pytest.param("## Development\n\n- Python 3.8+\n", id="for developers"),
        pytest.param("## Développement\n\n- Python 3.8+\n", id="for those who speak French"),
        pytest.param("## 更新日志\n\n- Python 3.8以上\n", id="a changelog in Chinese"),
        pytest.param("## Migrating from 1.x\n\nRequires Python 3.8+.\n", id="a migration"),
        pytest.param("```toml\npython = '3.8+'\n```\n", id="code that is no shell"),
        pytest.param("```text\nRequires Python 3.8+\n```\n", id="output"),
        pytest.param("Example:\n\n    Requires Python 3.8+\n", id="an indented block"),
        pytest.param("<!-- Requires Python 3.8+ -->\n", id="a comment"),
        pytest.param(
            "| Wheel | Python |\n|---|---|\n| a | Python 3.8+ |\n", id="a table of builds"
        ),
        pytest.param(
            "- Optional dependencies\n  - Python 3.8+\n", id="an item below another that says more"
        ),
        pytest.param("```sh\nconda create -n x python=3.12\n```\n", id="an allowed environment"),
        pytest.param(
            "```sh\nconda create -n old python=3.8\n# the last one with x\nconda activate old\n"
            "conda install -c conda-forge web_shop=1.4\n```\n",
            id="an environment for an older release of the project",
        ),
        pytest.param("```sh\npython3.8 --version\npython3.8 x.py\n```\n", id="no environment"),
        pytest.param("```python\npython3.8 -m venv x\n```\n", id="code of another language"),
        pytest.param("```\npython3.12 -m venv x\n```\n", id="an allowed one, nameless"),
        pytest.param("```\nrun python3.8 -m venv x\n```\n", id="no command"),
        pytest.param("## Requirements\n\n- Python 3.12\n", id="an allowed one"),
        pytest.param("## Usage\n\n- Python 3.8\n", id="a bare version that nobody asks for"),
        pytest.param(
            "## Python versions\n\nRequires Python 3.10+. For older ones:\n\n"
            "* **Python 3.6:** [web-shop 0.4.13](https://web-shop.example/v0.4)\n"
            "* Python 3.7: `web_shop<2.0`\n* Python 3.8 -> version 2.1\n* Python 3.9: 2.5.1\n"
            "- Python 2.7: v0.15.0\n- Python 3.9 \u2014 web-shop==2.6\n",
            id="the last releases for older Pythons",
        ),
        pytest.param(
            "## Requirements\n\n- importlib-metadata (or Python 3.8+)\n- foo (Python 3.8+ only)\n",
            id="inside another distribution's item",
        ),
    ],
)
def test_quiet_pages(text):
    assert lines(f"# Web Shop\n\n{text}") == []


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        pytest.param("README.md", "## Requirements\n\n- Python 3.8\n", 3, id="a heading asks"),
        pytest.param("README.md", "Requirements\n---\n* Python 3.8\n", 3, id="underlined heading"),
        pytest.param("README.md", "**Requirements**\n\n- Python 3.8\n", 3, id="a bold heading"),
        pytest.param("README.md", "Requires\nPython 3.8 or\nnewer.\n", 2, id="over several lines"),
        pytest.param("README.md", "\r\nRequires Python 3.8+\r\n", 2, id="carriage returns"),
        pytest.param("README.md", "```sh\n$ python3.8 -m venv x\n```\n", 2, id="a command"),
        pytest.param("README.md", "```\npython3.8 -m venv x\n```\n", 2, id="a nameless block"),
        pytest.param("README.md", "```\n$ python3.8 -m venv x\n```\n", 2, id="with a prompt"),
        pytest.param(
            "README.md", "Python\n\n```sh\npy -3.8 -m venv x\n```\n", 4, id="the launcher"
        ),
        pytest.param("README.md", "```sh\nvirtualenv -p python3.8 x\n```\n", 2, id="virtualenv"),
        pytest.param("README.md", "```sh\nuv venv --python=3.8\n```\n", 2, id="uv"),
        pytest.param("README.md", "```sh\nconda create -n x python=3.8\n```\n", 2, id="conda"),
        pytest.param(
            "README.md",
            "```sh\nconda create -n x python=3.8\nconda install web-shop\n```\nOr:\n"
            "```sh\npip install web-shop==1.4\n```\n",
            2,
            id="conda, and an older release in another block",
        ),
        pytest.param("INSTALL.md", "Requires Python 3.8+\n", 1, id="an installation page"),
        pytest.param("INSTALL", "Requires Python 3.8+\n", 1, id="without an extension"),
        pytest.param("docs/installation.rst", "Requires Python 3.8+\n", 1, id="of the documents"),
        pytest.param("docs/quickstart.md", "Requires Python 3.8+\n", 1, id="a quick start"),
        pytest.param("SETUP_GUIDE.md", "- Python 3.8+\n", 1, id="a guide in capitals"),
        pytest.param(
            "docs/README.md", "# Web\n\nWeb requires Python 3.8+\n", 3, id="the documents' first"
        ),
        pytest.param(
            "docs/models/README.md", "# U-Net\n\nRequires Python 3.8+\n", 3, id="names no part"
        ),
        pytest.param("README.rst", "Shop\n====\n\n* Python 3.8+\n", 4, id="reStructuredText"),
        pytest.param("README.rst", ".. note::\n\n   Requires Python 3.8+\n", 3, id="in a note"),
        pytest.param(
            "README.rst",
            "- Do::\n\n      a\n\n  .. note::\n\n      Requires Python 3.8+\n",
            7,
            id="behind the literal block of an item",
        ),
        pytest.param("README.rst", ":Requires: Python 3.8+\n", 1, id="a field"),
        pytest.param(
            "README.rst",
            ".. |P| image:: https://img.shields.io/badge/python-3.8%2B-blue\n",
            1,
            id="a substitution",
        ),
    ],
)
def test_loud_pages(path, text, line):
    assert lines(text, path) == [(path, line)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("CONTRIBUTING.md", "Requires Python 3.8+\n", id="for contributors"),
        pytest.param("WINDOWS_SETUP.md", "Requires Python 3.8+\n", id="what else is set up"),
        pytest.param("CHANGELOG.md", "Requires Python 3.8+\n", id="a changelog"),
        pytest.param("docs/INSTALL.old.md", "Requires Python 3.8+\n", id="what no longer holds"),
        pytest.param("scripts/README.md", "Requires Python 3.8+\n", id="about another folder"),
        pytest.param(
            "docs/models/README.md",
            "# U-Net\n\nU-Net requires Python 3.8+\n",
            id="its title is a part of the project",
        ),
        pytest.param("README.md", "---\nrequires: Python 3.8+\n---\n", id="front matter"),
        pytest.param("requirements.txt", "# Requires Python 3.8+\n", id="a requirements file"),
        pytest.param("README.rst", "Do::\n\n    Requires Python 3.8+\n", id="a literal block"),
        pytest.param(
            "README.rst", "* Do::\n\n  Requires Python 3.8+\n", id="a literal block of an item"
        ),
        pytest.param("README.rst", ".. Requires Python 3.8+\n", id="a comment"),
        pytest.param(
            "README.rst", ".. versionadded:: 2\n\n   Requires Python 3.8+\n", id="a directive"
        ),
    ],
)
def test_quiet_files(path, text):
    assert lines(text, path) == []


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param("[project]\nname = 'x'\nversion = '1'\n", id="no range"),
        pytest.param("[project]\nname = 'x'\nrequires-python = 'new'\n", id="an unreadable one"),
        pytest.param("[tool.black]\nline-length = 100\n", id="no manifest"),
    ],
)
def test_quiet_without_a_range(manifest):
    assert lint("VL317", {"pyproject.toml": manifest, "README.md": "Requires Python 3.8+\n"}) == []


def test_each_page_is_held_to_the_manifest_beside_it():
    files = {
        "api/pyproject.toml": MANIFEST.replace("3.10", "3.12"),
        "api/README.md": "- Python 3.11+\n",
    }
    assert lines("- Python 3.10+\n", **files) == [("api/README.md", 1)]


def test_one_violation_a_phrase():
    assert lines("Requires Python 3.7, 3.8 and 3.9. It supports Python 3.8+.\n") == [
        ("README.md", 1),
        ("README.md", 1),
    ]


def test_what_is_excluded_is_named():
    text = "- Python 3.8 to 3.12\n"
    (found,) = findings(
        "VL317", {"pyproject.toml": MANIFEST, "README.md": "# Requirements\n" + text}
    )
    assert found.message == (
        "the page promises `Python 3.8 to 3.12`, but `requires-python = >=3.10,<3.14` in"
        " `pyproject.toml` excludes 3.8"
    )
    assert "such as `Python 3.10 to 3.13`, or" in found.suggestion
    assert (found.at.column, found.at.end_column) == (3, 21)
    assert [one.at.path for one in found.related] == ["pyproject.toml"]


@pytest.mark.parametrize(
    ("requires", "told"),
    [(">=3.12,<3.13", "Python 3.12"), (">=3.12,<4", "Python 3.12+"), (">=3.12", "Python 3.12+")],
)
def test_what_to_say_keeps_the_upper_limit(requires, told):
    files = {
        "pyproject.toml": MANIFEST.replace(">=3.10,<3.14", requires),
        "README.md": "# Requirements\n- Python 3.11 to 3.12\n",
    }
    (found,) = findings("VL317", files)
    assert f"such as `{told}`, or" in found.suggestion


def test_a_newer_one_than_the_project_needs():
    (found,) = findings(
        "VL317", {"pyproject.toml": MANIFEST, "README.md": "Requires Python 3.12+\n"}
    )
    assert found.message == (
        "the page asks for `Python 3.12+`, but `requires-python = >=3.10,<3.14` in"
        " `pyproject.toml` already allows 3.10"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1. Install `python 3.13` or later", "python 3.13 or later"),
        ("Requires **Python 3.13** or later", "Python 3.13 or later"),
        ("Requires <b>Python 3.13</b> or newer", "Python 3.13 or newer"),
        ("Requires Python `>=3.13`", "Python >=3.13"),
        ("Requires Python 3.13+", "Python 3.13+"),
        ("Requires Python (>=3.13)", "Python (>=3.13)"),
    ],
)
def test_markup_is_not_shown(text, shown):
    (found,) = findings("VL317", {"pyproject.toml": MANIFEST, "README.md": f"{text}\n"})
    assert f"asks for `{shown}`, but" in found.message


@pytest.mark.parametrize("text", ["Supports Python 3.12+", "Compatible with Python 3.12 or newer"])
def test_support_for_newer_ones_is_no_demand(text):
    assert lines(text) == []


def test_odd_pages():
    for text in ("\x00", "Python " * 5000, "- " * 5000, "Python 3." * 2000, "`" * 5000, "|" * 5000):
        lint("VL317", {"pyproject.toml": MANIFEST, "README.md": text, "README.rst": text})


def test_code_in_the_quoted_phrase_is_quoted_without_its_marks():
    files = {
        "pyproject.toml": '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.12"\n',
        "README.md": "# demo\n\nYou need `python 3.13` or later.\n",
    }
    (line,) = lint("VL317", files)
    assert "the page asks for `python 3.13 or later`, but" in line


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# x\n\n| Python | 3.8+ |\n", id="no heading asks"),
        pytest.param(
            "# x\n\n## Requirements\n\n| Python | 3.10+ |\n", id="what the project allows"
        ),
        pytest.param("# x\n\n## Requirements\n\n| Python | any |\n", id="no version"),
        pytest.param("# x\n\n## Requirements\n\n| `python -V` | 3.8+ |\n", id="a command"),
        pytest.param("# x\n\n## Requirements\n\n| Node | Python 3.8+ |\n", id="of another one"),
        pytest.param("# x\n\n## Changelog\n\n| Python | 3.8+ |\n", id="history"),
        *(
            pytest.param(f"# x\n\n| {head} |\n|---|---|\n| Python | >= 3.8 |\n", id=head)
            for head in ("Language | Supported", "Builds | Requirements", "Old | Requirement")
        ),
        pytest.param(
            "# x\n\n| Requirement | Version |\n\ntext\n\n| Python | >= 3.8 |\n",
            id="the row of another table",
        ),
    ],
)
def test_quiet_rows_of_tables(text):
    assert lines(text) == []


@pytest.mark.parametrize(
    "row",
    [
        "| Python | 3.8+ |",
        "| **Python** | >= 3.8 | the language |",
        "|Python|3.8 or newer|",
        "| [Python](https://www.python.org) | 3.7, 3.8 |",
        "| Python | ≥ 3.8 |",
        "| Python | `3.8+` |",
    ],
)
def test_a_row_of_a_table_of_requirements(row):
    text = f"# x\n\n## Requirements\n\n| What | Version |\n|---|---|\n{row}\n| Node | 18 |\n"
    assert lines(text) == [("README.md", 7)]
    # The table itself may say what its rows are.
    text = f"# x\n\n| Requirement | Version |\n|---|---|\n| Node | 18 |\n{row}\n"
    assert lines(text) == [("README.md", 6)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/index.md", "Python 3.8 or later is required.\n"),
        ("docs/index.md", "Redis requires Python 3.8 or later.\n"),
        ("docs/index.md", "Since 2.0, web-shop requires Python 3.8 or later.\n"),
        ("docs/index.md", "Web-shop requires Python 3.10 or later.\n"),
        ("docs/index.md", "# Changes\n\nWeb-shop requires Python 3.8 or later.\n"),
        ("docs/index.md", "Run this:\n\n```bash\npython3.8 -m venv .venv\n```\n"),
        ("docs/index.md", "![](https://img.shields.io/badge/python-3.8+-blue)\n"),
        ("docs/old/index.md", "Web-shop requires Python 3.8 or later.\n"),
        ("docs/tutorials/train.md", "Web-shop requires Python 3.8 or later.\n"),
        ("notes/index.md", "Web-shop requires Python 3.8 or later.\n"),
    ],
)
def test_quiet_pages_of_the_documentation(path, text):
    assert lines(text, path) == []


@pytest.mark.parametrize(
    ("folder", "expected"), [("docs/demos", 0), ("docs/tutorial/one", 0), ("docs/setup", 1)]
)
def test_a_demonstration_may_need_more_than_the_project(folder, expected):
    path = f"{folder}/README.md"
    found = lines("# All of it\n\n### Prerequisites\n\n- Python 3.13+\n- Helm\n", path)
    assert found == [(path, 5)] * expected


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("docs/basics.rst", "Basics\n======\n\nWeb-shop requires Python 3.8 or later to run.\n", 4),
        ("docs/source/intro.md", "# Introduction\n\n**web-shop** supports Python 3.8+.\n", 3),
        ("doc/index.md", "Redis 5 is needed. `web-shop` needs Python 3.8 or newer.\n", 1),
    ],
)
def test_a_page_of_the_documentation_that_names_the_project(path, text, line):
    assert lines(text, path) == [(path, line)]


def test_a_command_is_told_one_python():
    (found,) = findings(
        "VL317",
        {
            "pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.10"\n',
            "README.md": "# a\n\n```\npython3.8 -m venv x\n```\n",
        },
    )
    assert "Name a Python that the project allows, such as 3.10, or widen" in found.suggestion
