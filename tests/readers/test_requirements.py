"""Requirements files: places of parts, comments, what a file is when it is not pip's, and edits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venvlint.document import Document
from venvlint.readers import requirements


def parse(text: str | bytes, path: str = "requirements.txt"):
    return requirements.parse(Document(path, text.encode() if isinstance(text, str) else text))


def only(text: str):
    (line,) = parse(text).lines
    return line


def part(line, name: str) -> str:
    start, end = line.spans[name]
    return line.document.text[start:end]


def test_parts_and_their_places():
    line = only('  Foo.Bar[a, b] >=1,<2 ; python_version < "3"   # why\n')
    assert (line.kind, line.name, line.key, line.extras) == (
        "requirement",
        "Foo.Bar",
        "foo-bar",
        ("a", "b"),
    )
    assert {name: part(line, name) for name in line.spans} == {
        "name": "Foo.Bar",
        "extras": "[a, b]",
        "specifier": ">=1,<2",
        "marker": 'python_version < "3"',
        "comment": "# why",
    }
    assert (line.at.line, line.at.column) == (1, 3)


def test_the_plain_pin_takes_the_short_way_to_the_same_result():
    plain, full = only("six==1.16.0  # c"), only("six== 1.16.0  # c")
    assert (
        (plain.name, plain.pin, plain.comment)
        == (full.name, full.pin, full.comment)
        == ("six", "1.16.0", "# c")
    )
    assert part(plain, "specifier") == "==1.16.0"


@pytest.mark.parametrize(
    ("text", "pin"),
    [
        ("six==1.0", "1.0"),
        ("six===1.0", "1.0"),
        ("six == 1.0,", "1.0"),
        ("six==1.*", ""),
        ("six>=1", ""),
        ("six==1,!=2", "1"),
        ("six==1.0.2,<2.0", "1.0.2"),
        ("six>=1, == 1.5", "1.5"),
        ("six==1.*,<1.5", ""),
        ("six", ""),
    ],
)
def test_pin(text, pin):
    assert only(text).pin == pin


def test_hashes_over_several_lines():
    line = only("six==1.16.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb  # end\n")
    assert line.hashes == ("sha256:aa", "sha256:bb")
    assert (line.first_line, line.last_line, line.comment) == (1, 3, "# end")
    option = line.options[1]
    assert line.document.text[option.value_start : option.value_end] == "sha256:bb"


@pytest.mark.parametrize(
    "text",
    [
        "-r base.txt",
        "-rbase.txt",
        "--requirement=base.txt",
        "--requirement  base.txt",
        '-r "base.txt"',
    ],
)
def test_every_spelling_of_an_include(text):
    line = only(text)
    assert (line.kind, line.target) == ("include", "base.txt")
    option = line.options[0]
    assert line.document.text[option.value_start : option.value_end] == "base.txt"


def test_a_comment_inside_a_continuation_ends_it():
    assert [line.text for line in parse("six \\\n# c\n>=1\n").lines] == ["six", ">=1"]


def test_variables_are_no_error():
    assert only("${REQUIREMENT}").kind == "variable"
    assert only("tool @ git+https://${TOKEN}@github.com/acme/tool.git").name == "tool"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("-e git+https://h/x.git#egg=tool", "tool", "editable"),
        ("-e ./lib", "", "editable"),
        ("https://h/tool-1.0-py3-none-any.whl", "tool", "url"),
        ("./tool-1.0-py3-none-any.whl", "tool", "path"),
        (".[dev]", "", "path"),
        (r"C:\wheels\tool", "", "path"),
    ],
)
def test_urls_and_paths(text, name, kind):
    assert (only(text).kind, only(text).name) == (kind, name)


def test_utf16_places_count_characters():
    file = parse(b"\xff\xfe" + "six==1.0\r\nfoo=1\r\n".encode("utf-16-le"))
    assert [line.kind for line in file.lines] == ["requirement", "invalid"]
    assert file.lines[1].at.line == 2
    assert file.undecodable == ""


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("six\n".encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(b"# \xe9\nsix\n", id="Latin-1"),
        pytest.param(b"# coding: no-such-thing \xe9\nsix\n", id="unknown coding"),
        pytest.param(b"\xff\xfesix\n\n", id="odd bytes after a mark"),
    ],
)
def test_undecodable(data):
    assert parse(data).undecodable


def test_declared_coding_is_taken():
    assert parse(b"# -*- coding: latin-1 -*-\n# \xe9\nsix\n").undecodable == ""


@pytest.mark.parametrize(
    ("text", "form"),
    [
        pytest.param("flask==1\nrequests\n", "", id="pip's"),
        pytest.param(
            "Package    Version\n---------- -------\nflask      3.0.0\n", "pip list", id="pip list"
        ),
        pytest.param(
            "Flask (1.0)\nJinja2 (2.10)\nWerkzeug (0.14)\n", "pip list", id="old pip list"
        ),
        pytest.param(
            "# packages in environment at /opt/conda:\n#\n# Name  Version  Build  Channel\nnumpy"
            " 1.26.0 py311_0 defaults\n",
            "conda list",
            id="conda list",
        ),
        pytest.param(
            "# This file may be used to create an environment using:\n# platform:"
            " linux-64\nnumpy=1.26=py311_0\nzlib=1.2.13=h_0\n",
            "conda export",
            id="conda list --export",
        ),
        pytest.param(
            "The shop must accept orders.\nUsers log in with a password.\n",
            "prose",
            id="a specification",
        ),
        pytest.param("flask=={{ flask_version }}\n", "template", id="Jinja"),
        pytest.param("{% if dev %}\npytest==8\n{% endif %}\n", "template", id="Jinja statement"),
        pytest.param(
            "# read by the launcher\nPYTHON_MIN = 3.12\nDJANGO_MIN=6.0.2\n",
            "settings",
            id="settings",
        ),
        pytest.param("PYTHON_MIN = 3.12\nDjango=6\n", "", id="one setting among mistakes"),
        pytest.param("pip install flask\n", "", id="a command is a mistake, not prose"),
        pytest.param(
            "apt-utils\nbuild-essential\ng++\ngit # for pip\nlibpq-dev\npython3-pip\n",
            "system packages",
            id="apt's list",
        ),
        pytest.param("gcc\nmusl-dev\npostgresql-dev\n", "system packages", id="apk's list"),
        pytest.param("flask\npython3-pip\n", "", id="one name of a system's among others"),
        pytest.param("libpq-dev\nmusl-dev\nflask==3.0\n", "", id="pip's, with mistakes"),
        pytest.param(
            "# required-package: tag1, tag2\nblack>=24.8.0:   dev\nbiopython: examples\n"
            "qrcode[pil]>=7,<8 :dev, docs\n",
            "sections",
            id="extras behind each requirement",
        ),
        pytest.param("flask: web\nblack: dev\nsix==1\nattrs==2\n", "", id="two of four"),
        pytest.param("flask: 3.0\nblack: 24.8.0\n", "prose", id="versions behind colons"),
        pytest.param("flask==3.0: web\n", "", id="one such line"),
        pytest.param("python-3.8.8\n", "runtime", id="a copy of Heroku's runtime.txt"),
        pytest.param("python-3.8.8\nflask\n", "", id="one line of a list"),
        pytest.param("Django=1.11\n", "", id="a wrong operator is a mistake, not prose"),
        pytest.param("flask^3.0\n", "", id="Poetry's operator is a mistake, not prose"),
        pytest.param("flask@3.0\n", "", id="npm's as well"),
        pytest.param("x^y and mail@example\n", "prose", id="signs without a version"),
        pytest.param("flask==1\nsix 1.16.0\n", "", id="one row among requirements"),
        pytest.param("DEPRECATION: Python 2.7 is old\nflask\n", "", id="a captured warning"),
        ("ca-certificates\ncurl\ngettext\nlocales\nsqlite\n", "system packages"),
        ("mercurial\ngit\nlibldap2-dev\nlibsasl2-dev\n", "system packages"),
        ("sqlite3\ngcc\nkrb5-config\nkrb5-user\nlibpam-krb5\nlibkrb5-dev\n", "system packages"),
        ("# Build\ng++\nmusl-dev\nmake\n", "system packages"),
        ("flask\ngunicorn\nlibpq-dev\n", ""),
        ("git\ncurl\n", ""),
        ("curl\nlibpq-dev\nflask==3.0.0\n", ""),
    ],
)
def test_form(text, form):
    assert parse(text).form == form


@pytest.mark.parametrize(
    ("text", "generator"),
    [
        (
            (
                "#\n# This file is autogenerated by pip-compile with Python 3.12\n# by the"
                " following command:\n#\n#    pip-compile x.in\n#\na==1\n"
            ),
            "pip-compile",
        ),
        (
            (
                "# This file was autogenerated by uv via the following command:\n#    uv pip"
                " compile x.in\na==1\n"
            ),
            "uv",
        ),
        (
            (
                "#\n# This file is autogenerated by pip-compile with Python 3.12\n# by the"
                " following command:\n#\n#    pybuild-deps compile --output-file=b.txt x.txt\n#\n"
                "a==1\na==2\n"
            ),
            "pybuild-deps",
        ),
        ("a==1\n    # via -r x.in\nb==2\n    # via a\nc==1\n    # via a\n", "pip-compile"),
        (
            (
                'a==1 ; python_version >= "3.9"\nb==1 ; python_version >= "3.9"\nc==1 ;'
                ' python_version >= "3.9"\n'
            ),
            "poetry",
        ),
        ("a==1\n  b==1\n    c==1\nd==1\n", "pipdeptree"),
        ("a==1\n  b==1\nc==1\n", ""),
        ("  a==1\n  b==1\n  c==1\n", ""),
        ("a==1\nb==1\nc==1\n", ""),
    ],
)
def test_generator(text, generator):
    assert parse(text).generator == generator


def test_command_of_a_header():
    assert (
        parse("#\n#    pip-compile --extra dev pyproject.toml\n#\na==1\n").command
        == "pip-compile --extra dev pyproject.toml"
    )


@pytest.mark.parametrize("name", ["a", "b"])
def test_via(name):
    text = (
        "a==1\n    # via flask\nb==1\n    # via\n    #   -r x.in\n    #   flask\nc==1  # via flask,"
        " jinja2\n"
    )
    said = {line.name: line.via for line in parse(text).lines}
    assert said == {"a": ("flask",), "b": ("-r x.in", "flask"), "c": ("flask", "jinja2")}


FREEZE = "certifi==2023.7.22\nFlask==2.3.0\nidna==3.4\nJinja2==3.1.2\nrequests==2.31.0\n"


@pytest.mark.parametrize(
    ("text", "frozen"),
    [
        (FREEZE, True),
        (FREEZE.replace("idna==3.4", "idna>=3"), False),
        ("# app\n" + FREEZE + "# more\nzzz==1\n", False),
        ("flask==1\n", False),
        ("-r base.txt\n" + FREEZE, False),
    ],
)
def test_frozen(text, frozen):
    assert parse(text).frozen is frozen


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        pytest.param(
            "a\r\nb==1  # c\r\nd\r\n", "b", "a\r\nd\r\n", id="with the comment at its end"
        ),
        pytest.param("a\nb==1", "b", "a\n", id="the last line"),
        pytest.param(
            "a==1\n    # via x\nb==1\n    # via\n    #   y\nc==1\n",
            "b",
            "a==1\n    # via x\nc==1\n",
            id="with its annotation",
        ),
        pytest.param(
            "a\n\n# for b alone\nb==1\n\nc\n",
            "b",
            "a\n\n\nc\n",
            id="with the comment that is its own",
        ),
        pytest.param("# all of them\na\nb\n", "a", "# all of them\nb\n", id="not with a heading"),
        pytest.param(
            "# the file\nb\n", "b", "# the file\n", id="not with the file's first comment"
        ),
        pytest.param(
            "# Editable install with no version control (b==1)\n-e /home/ana/b#egg=b\nc\n",
            "-e /home/ana/b#egg=b",
            "c\n",
            id="pip freeze's remark",
        ),
        pytest.param("a \\\n  >=1 \\\n  --hash=sha256:x\nb\n", "a", "b\n", id="continued"),
    ],
)
def test_delete(before, name, after):
    file = parse(before)
    line = next(line for line in file.lines if name in (line.name, line.text))
    assert file.document.edited([line.delete()]).decode() == after


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab=<>1.,;#\\ \n\r\t\x0c[]()@-'\"${}é\u2028"), max_size=60))
def test_places_hold_what_they_name(text):
    for line in parse(text).lines:
        assert 0 <= line.start < line.end <= len(text)
        for name in line.spans:
            assert part(line, name)
        if line.kind == "requirement" and line.map is None:
            assert part(line, "name") == line.name
            assert line.document.text[line.start : line.end] == line.text


@pytest.mark.parametrize(
    "unit",
    [
        "six==1.0\n",
        "six \\\n",
        "six==1 --hash=sha256:aa \\\n",
        " ",
        "a[",
        "a;",
        "(",
        "#",
        "-e ",
        "${A}",
        "a=",
        "'",
        "\\",
        "six[a] >=1,<2 ; os_name=='nt'\n",
    ],
)
def test_long_input_ends(unit):
    file = parse(unit * 20_000)
    assert file.form in ("", "prose", "template")
    assert file.generator == ""
    assert not file.frozen or unit.startswith("six==1.0")
