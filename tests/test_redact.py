from __future__ import annotations

import sys

import pytest

from venvlint.redact import closed, credentials, values


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "https://${USER}:${TOKEN}@example.invalid/simple", id="variables are names of secrets"
        ),
        pytest.param("git+ssh://git@example.invalid/x.git", id="the user of every forge"),
        pytest.param("ssh://deploy@example.invalid", id="an ssh user is no secret"),
        pytest.param("https://example.invalid/@scope/x", id="an at sign in the path"),
        pytest.param("https://example.invalid:8080/@scope/x", id="an at sign behind a port"),
        pytest.param("git+ssh://git@h.invalid/x@v1", id="a reference behind the path"),
        pytest.param("GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}", id="a variable behind a name"),
        pytest.param("id-token: write", id="a permission"),
        pytest.param("persist-credentials: false", id="a setting"),
        pytest.param("tokenizers==0.13.3", id="a distribution with such a name"),
        pytest.param("key: venv-${{ runner.os }}-3.12", id="the key of a cache"),
        pytest.param("https://dl.cloudsmith.io/public/o/r/python/simple/", id="a public index"),
        pytest.param("https://pypi.fury.io/me/", id="a public user"),
        pytest.param("mail me@example.invalid about https://example.invalid", id="a mail address"),
    ],
)
def test_leaves_what_is_no_secret(text):
    assert credentials(text) == text


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("https://bob:s3cret@example.invalid/x", "https://****:****@example.invalid/x"),
        ("git+https://ghp_token@example.invalid/x", "git+https://****@example.invalid/x"),
        ("https://__token__:p@ss@example.invalid", "https://****:****@example.invalid"),
        ("https://me:pa/ss@example.invalid", "https://****:****@example.invalid"),
        ("ssh://me:secret@example.invalid", "ssh://me:****@example.invalid"),
        ("https://oauth2:${TOKEN}@example.invalid", "https://****:${TOKEN}@example.invalid"),
        pytest.param(
            "https://aws:" + "x" * 1400 + "@d.example.invalid/",
            "https://****:****@d.example.invalid/",
            id="as long as a token of CodeArtifact",
        ),
        ("https://TOKEN:x-oauth-basic@example.invalid", "https://****:****@example.invalid"),
        ("ssh://gT5kLq9xZ@example.invalid", "ssh://****@example.invalid"),
        ("https://me:p\"a'<s>s@example.invalid", "https://****:****@example.invalid"),
        ("https://me:pa?s#s/w@example.invalid/x", "https://****:****@example.invalid/x"),
        ("https://me:p%40ss@example.invalid", "https://****:****@example.invalid"),
        ("https://me:a@b@c.d/e@example.invalid", "https://****:****@example.invalid"),
        ("//me:secret@example.invalid/x", "//****:****@example.invalid/x"),
        (r"https:\/\/me:secret@example.invalid", r"https:\/\/****:****@example.invalid"),
        ("/opt/https:/me:secret@example.invalid", "/opt/https:/****:****@example.invalid"),
        ("a" * 40 + "://me:secret@example.invalid", "a" * 40 + "://****:****@example.invalid"),
        (
            "https://a:b@h.invalid,https://c:d@i.invalid",
            "https://****:****@h.invalid,https://****:****@i.invalid",
        ),
        ("git+https://tok3n@github.com/o/r@v1", "git+https://****@github.com/o/r@v1"),
        ("https://x.invalid/simple?token=abc&x=1", "https://x.invalid/simple?token=****&x=1"),
        ("https://x.invalid/#access_token=abc", "https://x.invalid/#access_token=****"),
        ("PIP_PASSWORD=hunter2 pip install", "PIP_PASSWORD=**** pip install"),
        ("twine upload --password hunter2 x", "twine upload --password **** x"),
        ("api_key: 'abc'", "api_key: '****'"),
        ("see ghp_" + "a" * 36, "see ****"),
        (
            "https://dl.cloudsmith.io/tok3n/org/repo/python/simple/",
            "https://dl.cloudsmith.io/****/org/repo/python/simple/",
        ),
        ("https://pypi.fury.io/tok3n/me/", "https://pypi.fury.io/****/me/"),
    ],
)
def test_cuts_secrets(text, cut):
    assert credentials(text) == cut


@pytest.mark.parametrize("unit", ["//a:b@", "@", "//", "token=", "https://a/@", "a://b@c"])
def test_the_work_grows_with_the_text(unit):
    def steps(text):
        count = 0

        def seen(frame, event, argument):
            nonlocal count
            count += 1
            return seen

        before = sys.gettrace()
        sys.settrace(seen)
        try:
            credentials(text)
        finally:
            sys.settrace(before)
        return count

    steps(unit)  # whatever is compiled once
    assert steps(unit * 2000) <= 2.3 * steps(unit * 1000) + 100


def test_a_value_is_hidden_everywhere():
    blank = values(["s3cret", "s3cretive", "abc"])

    def hidden(text):
        assert len(blank(text)) == len(text)
        return closed(blank(text))

    assert hidden("a s3cret, as3cretb") == "a ****, a****b"
    assert hidden("s3cretive s3cre abc") == "**** s3cre abc"
    assert hidden("") == ""
