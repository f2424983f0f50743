"""What an audited file says must stay text wherever the report is shown; and standard output may be
anything.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from tests.made import needs_git, needs_links, repository, write
from tests.security.hostile import PROJECT, started
from venvlint.app.cli import run
from venvlint.app.flags import FORMATS

pytestmark = [needs_git, needs_links]
EVIL = (
    "\x1b[2J\x1b]0;title\x07 \x9b31m \u202e\u2066 \u2028 \r ::set-output name=x::y %0A::error::"
    " ##[command]x ##vso[task.setvariable]y <script>alert(1)</script> <img src=x onerror=alert(1)>"
    " ]]> &lt; [a](javascript:x) ![b](http://h/x) @everyone | ``` \ufffe \U000e0041"
)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    name = "requirements\x1b[31m\n::error::x <b>`|\u202e'\"%0A,:.txt"
    files = {
        "requirements.txt": (
            "six==1\nsix==1\npytest==8 # "
            + EVIL
            + "\n"
            + EVIL
            + "\nx @ file:///home/"
            + EVIL.replace(" ", "")
            + "\n"
        ),
        name: EVIL + "\nsix==1\nsix==1\n",
        f"{EVIL[:20]}/pyproject.toml": "[project\n" + EVIL,
        "pyproject.toml": (
            f'[project]\nname = "x"\nversion = "1"\ndependencies = ["{EVIL[30:60]}", "pytest"]\n'
        ),
        "bad\udcff/requirements.txt": "six==1\nsix==1\n",
        "Dockerfile": (
            "FROM python:3.8 AS "
            + EVIL
            + "\nRUN . venv/bin/activate\nRUN pip install "
            + EVIL
            + "\n"
        ),
        "requirements-dev.txt": "black\n",
    }
    return repository(tmp_path_factory.mktemp("r"), files)


def shown(root, capsys, name, *more):
    capsys.readouterr()
    assert run(["--isolated", "--select", "ALL", "--format", name, *more, str(root)]) == 1
    captured = capsys.readouterr()
    assert "crashed" not in captured.err
    return captured.out, captured.err


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_passes_controls_on(root, capsys, name):
    out, err = shown(root, capsys, name, "--verbose", "--statistics")
    assert "six" in out
    for text in (out, err) if name not in ("html",) else (err,):
        assert not re.search(
            "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text
        )
    for line in (out + err).splitlines():
        assert name == "github" or not line.startswith(("::", "##["))
        assert not re.match(r"::(?!(?:error|warning|notice) file=)", line)


def test_the_diff_is_the_file_s_own(root, capfdbinary):
    assert run(["--isolated", "--diff", "--unsafe-fixes", str(root)]) == 1
    diff = capfdbinary.readouterr().out
    assert b"\x1b" not in b"".join(
        line for line in diff.splitlines() if line.startswith((b"diff ", b"+++", b"---"))
    )


def test_html_has_no_markup_of_theirs(root, capsys):
    out, _ = shown(root, capsys, "html")
    seen = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            seen.append(tag)
            for name, value in attributes:
                assert not name.startswith("on") or (tag, name, value) == (
                    "form",
                    "onsubmit",
                    "return false",
                ), (tag, name)
                assert "javascript:" not in (value or "") or name.startswith("data-")

    Reader().feed(out)
    assert "img" not in seen
    assert seen.count("script") <= 1
    assert "default-src 'none'" in out


def test_xml_and_json_are_whole(root, capsys):
    assert ElementTree.fromstring(shown(root, capsys, "junit")[0]) is not None
    for name in ("json", "sarif", "gitlab"):
        json.loads(shown(root, capsys, name)[0])
    for line in shown(root, capsys, "jsonl")[0].splitlines():
        json.loads(line)


def test_markdown_has_no_links_images_mentions_or_html(root, capsys):
    out, _ = shown(root, capsys, "markdown")
    for line in out.splitlines():
        if line.startswith("    "):
            continue
        plain = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", line)
        # The one link is ours: the page of the rule, at the start of a violation.
        plain = re.sub(r"\A(### \S+ \w+) \[(VL\d+)\]\(\S+/rules/\2/\) ", r"\1 ", plain)
        assert not re.search(r"(?<!\\)(?:!\[|\]\(|<[a-z/!]|@[a-z])", plain), line


@pytest.mark.parametrize(
    ("encoding", "name"), [("ascii", "text"), ("cp1252", "markdown"), ("utf-8", "text")]
)
def test_any_encoding_of_the_terminal(root, encoding, name):
    done = started(
        "--isolated",
        "--select",
        "ALL",
        "--format",
        name,
        str(root),
        cwd=root,
        environment={"PYTHONIOENCODING": encoding + ":strict"},
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"six" in done.stdout
    done.stdout.decode(encoding)


def test_the_c_locale(root):
    done = started(
        "--isolated",
        "--select",
        "ALL",
        str(root),
        cwd=root,
        environment={"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    assert done.returncode == 1
    assert done.stdout.isascii()


@pytest.mark.parametrize("name", ["text", "jsonl"])
def test_a_full_disk(root, name):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    with open("/dev/full", "wb") as full:
        done = started("--isolated", "--format", name, str(root), cwd=root, stdout=full)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") <= 2
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_report_to_a_full_disk(root, capsys):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    assert run(["--isolated", "--format", "json=/dev/full", str(root)]) == 2
    assert "No space left" in capsys.readouterr().err


@pytest.mark.parametrize("streams", [">&-", "<&- >&- 2>&-"])
def test_closed_streams(root, streams):
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m venvlint --isolated --select ALL . {streams}"],
        cwd=root,
        capture_output=True,
        timeout=300,
    )
    assert done.returncode in (1, 2)
    assert b"Traceback" not in done.stderr + done.stdout
    assert b"Exception ignored" not in done.stderr


@pytest.mark.parametrize("arguments", [["--format", "jsonl"], ["--diff", "--unsafe-fixes"]])
def test_a_reader_that_goes_away(root, arguments):
    process = subprocess.Popen(
        [sys.executable, "-m", "venvlint", *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait() in (0, 1, 2)
    assert b"Traceback" not in err
    assert b"Exception ignored" not in err


def test_errors_are_printed_safely(tmp_path, capsys):
    write(tmp_path, {"venvlint.toml": '"\\u001b[31m\\n::error::" = 1\n'})
    assert run([str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "\n::" not in err
    assert run([str(tmp_path / "no\x1b[31m\nsuch")]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_the_project_s_own_control_is_its_own(tmp_path, capsys):
    repository(tmp_path, PROJECT)
    out, _ = shown(tmp_path, capsys, "text", "--color", "always")
    assert "\x1b[31m" in out  # our colours are not escaped
