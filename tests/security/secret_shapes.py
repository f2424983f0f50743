"""URLs with a secret in every shape that we know, and the files that hold such URLs.

Each secret is marked, so that whatever of it gets out is found by one search: `shown` says which
shapes and kinds of files a text gives away.
"""

from __future__ import annotations

import json
import re

MARK = "zQ{:02}{:02}Xv"
_MARKED = re.compile(r"(?i)zQ(\d\d)(\d\d)")
H = "pypi.example.com/simple/"
"""What follows a user: a host and a path."""
SHAPES = {
    # -- the user's part, by the book
    "a password": "https://ana:{s}@" + H,
    "a password alone": "https://:{s}@" + H,
    "a token": "https://{s}@" + H,
    "a token before a colon": "https://{s}:@" + H,
    "a token before GitHub's word": "https://{s}:x-oauth-basic@github.com/acme/tool.git",
    "a token behind GitHub's word": "https://x-access-token:{s}@github.com/acme/tool.git",
    "a token behind GitLab's word": "https://gitlab-ci-token:{s}@gitlab.com/acme/tool.git",
    "a token behind PyPI's word": "https://__token__:{s}@" + H,
    "a token that clones": "git+https://{s}@github.com/acme/tool.git@v1.2#egg=tool",
    "a user before a variable": "https://{s}:${{PASSWORD}}@" + H,
    "a password behind a variable": "https://${{NAME}}:{s}@" + H,
    "as long as CodeArtifact's": "https://aws:{s}{long}{s}@acme-1.d.codeartifact.eu-west-1.amazonaws.com/pypi/x/simple/",
    "a token of any length": "https://{s}{long}{long}{s}@" + H,
    # -- the host behind it
    "one word": "https://ana:{s}@nexus/simple/",
    "one word and a port": "https://ana:{s}@nexus:8081/simple/",
    "localhost": "http://ana:{s}@localhost:3141/root/pypi/",
    "an address": "http://ana:{s}@10.0.0.7:8080/simple/",
    "an address of six": "http://ana:{s}@[::1]:8080/simple/",
    "a host in a variable": "https://ana:{s}@${{HOST}}/simple/",
    "nothing": "https://ana:{s}@",
    # -- the scheme before it
    "no scheme": "//ana:{s}@" + H,
    "one slash": "https:/ana:{s}@" + H,
    "three slashes": "https:///ana:{s}@" + H,
    "escaped slashes": r"https:\/\/ana:{s}@pypi.example.com\/simple\/",
    "a path made of it": "/opt/https:/ana:{s}@" + H,
    "capitals": "HTTPS://ana:{s}@" + H,
    "two schemes": "git+ssh://ana:{s}@git.example.com/acme/tool.git",
    "an ssh token": "ssh://{s}@git.example.com/acme/tool.git",
    "a bucket": "s3://AKIA0:{s}@bucket/simple",
    "a data base": "postgresql+psycopg2://ana:{s}@db:5432/shop",
    "a scheme of fifty letters": "a" * 50 + "://ana:{s}@" + H,
    "a proxy": "socks5h://ana:{s}@proxy.example.com:1080",
    # -- what people forget to escape in a password
    "a double quote": 'https://ana:{s}"{s}@' + H,
    "a single quote": "https://ana:{s}'{s}@" + H,
    "less and greater": "https://ana:{s}<{s}>{s}@" + H,
    "a question mark": "https://ana:{s}?{s}@" + H,
    "a hash": "https://ana:{s}#{s}@" + H,
    "a slash": "https://ana:{s}/{s}@" + H,
    "an escaped at sign": "https://ana:{s}%40{s}@" + H,
    "an at sign": "https://ana:{s}@{s}@" + H,
    "a colon": "https://ana:{s}:{s}@" + H,
    "a comma and a semicolon": "https://ana:{s},{s};{s}@" + H,
    "an escaped blank": "https://ana:{s}%20{s}@" + H,
    "a dollar": "https://ana:{s}${s}@" + H,
    "a leading dollar": "https://ana:$#{s}@" + H,
    "brackets": "https://ana:{s}({s})[{s}]@" + H,
    "a backslash": r"https://ana:{s}\{s}@" + H,
    "an accent": "https://ana:{s}\u00e9\u0416{s}@" + H,
    # -- elsewhere in the URL
    "a query": "https://pypi.example.com/simple/?token={s}",
    "an access token": "https://pypi.example.com/simple/?a=b&access_token={s}&c=d",
    "a private token": "https://gitlab.example.com/x.whl?private_token={s}",
    "a signature": "https://acme.blob.core.windows.net/w/x.whl?sv=2022&sig={s}%2F{s}%3D",
    "a signature of Amazon": "https://b.s3.amazonaws.com/x.whl?X-Amz-Credential={s}&X-Amz-Signature={s}",
    "a key": "https://pypi.example.com/simple/?apikey={s}",
    "a fragment": "https://pypi.example.com/simple/#access_token={s}",
    "an escaped URL": "https://proxy.example.com/?url=https%3A%2F%2Fana%3A{s}%40pypi.example.com",
    "Cloudsmith's path": "https://dl.cloudsmith.io/{s}/acme/tool/python/simple/",
    "Gemfury's path": "https://pypi.fury.io/{s}/acme/",
    "Gemfury's user": "https://{s}@pypi.fury.io/acme/",
    "conda's path": "https://conda.anaconda.org/t/{s}/acme",
    "packagecloud's path": "https://packagecloud.io/{s}/acme/tool/pypi/simple",
    # -- known by their form
    "a token of GitHub": "https://github.com/acme/tool/ghp_{s}{s}{s}{s}",
    "a token of PyPI": "https://upload.pypi.org/legacy/pypi-{s}{s}{s}{s}{s}",
}


def url(shape, kind):
    """The URL of the *shape*-th shape with a secret that only the *kind*-th kind of file has."""
    text = list(SHAPES.values())[shape]
    return text.format(s=MARK.format(shape, kind), long="x9" * 400)


def _json(text):
    return json.dumps(text, ensure_ascii=False)


def _shell(text):
    return "'" + text.replace("'", "'\\''") + "'"


def _ini(text):
    return text.replace("%", "%%")


def _file(entry, before="", after="\n", quote=str, end="\n"):
    """A maker of a file: the *entry* for each URL, `{0}` its number and `{1}` the URL, quoted."""
    return lambda urls: (
        before + end.join(entry.format(i, quote(url)) for i, url in enumerate(urls)) + after
    )


KINDS = {
    "requirements.txt": _file("tool{0} @ {1}\n-e {1}\n--extra-index-url {1}"),
    "requirements/dev.txt": _file("-f {1}\n{1}\n-r {1}\n-c {1}\nsix==1 # {1}\nsix==2 {1}"),
    "requirements.in": _file("-r ../{1}\ntool{0} @ {1} ; python_version < '3'\nx=={0} --hash={1}"),
    "pyproject.toml": _file(
        '"tool{0} @ " ,{1},',
        '[project]\nname = "shop"\nversion = "1"\ndependencies = [\n',
        ']\n[tool.uv]\nextra-index-url = ["https://pypi.org/simple"]\n',
        quote=_json,
    ),
    "lib/pyproject.toml": _file(
        '[[tool.poetry.source]]\nname = "s{0}"\nurl = {1}\n[[tool.uv.index]]\nname = "u{0}"\nurl = {1}\n'
        '[[tool.pdm.source]]\nurl = {1}\nname = "p{0}"\n[tool.poetry.group.g{0}.dependencies]\nx = {{ git = {1} }}\n'
        "y = {{ path = {1} }}",
        '[tool.poetry]\nname = "lib"\nversion = "1"\ndescription = ""\nauthors = []\n',
        quote=_json,
    ),
    "Pipfile": _file(
        '[[source]]\nname = "s{0}"\nurl = {1}\nverify_ssl = false\n[g{0}]\nx = {{ git = {1} }}\ny = {{ path = {1} }}',
        quote=_json,
    ),
    "Pipfile.lock": _file(
        '"tool{0}": {{"git": {1}, "index": {1}, "file": {1}}}',
        '{"_meta": {"hash": {"sha256": "0"}, "requires": {}, "sources": []}, "default": {',
        '}, "develop": {}}\n',
        quote=_json,
        end=",\n",
    ),
    "old/poetry.lock": _file(
        '[[package]]\nname = "tool{0}"\nversion = "1"\n[package.source]\ntype = "git"\nurl = {1}',
        quote=_json,
    ),
    "new/uv.lock": _file(
        '[[package]]\nname = "tool{0}"\nversion = "1"\nsource = {{ git = {1} }}\nwheels = [{{ url = {1} }}]',
        "version = 1\n",
        quote=_json,
    ),
    "setup.py": _file(
        '    "tool{0} @ " {1},\n    {1},',
        "from setuptools import setup\nsetup(name='shop', install_requires=[\n",
        "], dependency_links=[])\n",
        quote=_json,
    ),
    "lib/setup.cfg": _file(
        "    tool{0} @ {1}\n    {1}",
        "[metadata]\nname = lib\n[options]\ninstall_requires =\n",
        quote=_ini,
    ),
    "tox.ini": _file(
        "    tool{0} @ {1}\n    -r{1}\n    -e {1}",
        "[testenv]\nsetenv =\n    PIP_INDEX_URL = https://pypi.org/simple\ndeps =\n",
        "\ncommands =\n    pytest\n",
        quote=_ini,
    ),
    "noxfile.py": _file(
        '    session.install("--index-url", {1}, "tool{0} @ " {1})\n    session.run("pip", "install", {1})',
        "import nox\n@nox.session(python='3.8')\ndef tests(session):\n",
        quote=_json,
    ),
    "environment.yml": _file(
        "      - --extra-index-url {1}\n      - tool{0} @ {1}\n      - -e {1}",
        "name: shop\nchannels:\n  - defaults\ndependencies:\n  - python=3.8\n  - pip:\n",
        quote=lambda text: text.replace("'", "''"),
    ),
    "conda/environment.yml": _file(
        "  - {1}",
        "name: conda\ndependencies:\n  - python=3.8\n  - pip\nchannels:\n",
        quote=_json,
    ),
    "Dockerfile": _file(
        "ARG A{0}={1}\nENV PIP_INDEX_URL={1} B{0}=$A{0}/venv\nRUN pip install --index-url {1} tool{0} && . {1}/bin/activate"
        "\nCOPY {1} /opt/{1}/\nRUN python3 -m venv /opt/{1} && /opt/{1}/bin/pip install -r /opt/{1}",
        "FROM python:3.8\nWORKDIR /app\n",
        quote=_shell,
    ),
    "docker-compose.yml": _file(
        "  s{0}:\n    image: python:3.8\n    environment:\n      PIP_INDEX_URL: {1}\n    command: pip install {1}"
        "\n    build:\n      context: {1}\n      args:\n        UV_INDEX: {1}",
        "services:\n",
        quote=_json,
    ),
    ".github/workflows/ci.yml": _file(
        "      - run: {1}\n        env:\n          PIP_EXTRA_INDEX_URL: {1}\n      - run: |\n          pip install -r {1}",
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-python@v5\n"
        '        with:\n          python-version: "3.8"\n',
        quote=lambda text: _json("pip install tool --index-url " + text),
    ),
    ".gitlab-ci.yml": _file(
        "job{0}:\n  image: python:3.8\n  variables:\n    PIP_INDEX_URL: {1}\n  script:\n    - {1}",
        quote=lambda text: _json("pip install --index-url " + _shell(text) + " tool"),
    ),
    "Makefile": _file(
        "V{0} := {1}\nt{0}:\n\tpython3 -m venv {1}\n\tpip install --index-url {1} tool{0}\n\t. {1}/bin/activate\n\tpip install -r $(V{0})",
        quote=lambda text: _shell(text.replace("$", "$$")),
    ),
    "install.sh": _file(
        "export PIP_INDEX_URL={1}\npip install -i {1} tool{0}\npip install git+{1}\nsource {1}/bin/activate\n"
        "python3.6 -m venv {1}\ncd {1} && pip install -r {1}/requirements.txt\ncurl {1} | python3",
        "#!/bin/bash\n",
        quote=_shell,
    ),
    "pip.conf": _file("    {1}", "[global]\nextra-index-url =\n"),
    "README.md": _file(
        "    pip install --index-url {1} tool{0}\n    python3.6 -m venv {1}", "# shop\n\n"
    ),
    ".pre-commit-config.yaml": _file(
        "  - repo: {1}\n    rev: v{0}\n    hooks:\n      - id: black\n        additional_dependencies: [{1}]",
        "repos:\n",
        quote=_json,
    ),
    "env/pyvenv.cfg": _file(
        "home = {1}\ncommand = python3 -m venv {1}\nexecutable = {1}", "version = 3.8.1\n"
    ),
    "notebook.ipynb": _file(
        '"!pip install --index-url {1} tool{0}\\n", "%pip install {1}\\n", "# venvlint: ignore[VL999] {1}\\n"',
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "python", "version": "3.8.1"}}, '
        '"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null, "source": [',
        "]}]}\n",
        quote=lambda text: _json(_shell(text))[1:-1],
        end=",\n",
    ),
}
"""Makers of a file of each kind, which is given the URLs."""


def files():
    """A file of each kind, with every shape."""
    return {
        path: make([url(shape, kind) for shape in range(len(SHAPES))])
        for kind, (path, make) in enumerate(KINDS.items())
    }


def shown(text):
    """The shapes and the files whose secrets *text* gives away."""
    shapes, paths = list(SHAPES), list(KINDS)
    return {(shapes[int(one[1])], paths[int(one[2])]) for one in _MARKED.finditer(text)}
