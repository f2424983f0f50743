"""Secrets stay out of every output: one mask for whatever leaves as text, which would rather hide
too much than too little.

What is hidden: whatever stands before the `@` of something that looks like a URL, and a password
before the end where the `@` was cut off; what stands behind a name such as `token`, `password` or
`api_key`; the part of a path that some hosts take as a token; what has the form of a known kind of
token; and, by value, what a rule has found to be a secret. What stays: variables, which are the
names of secrets, and the accounts that everybody has (`git@`).
"""

from __future__ import annotations

from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable

MASK = "****"
_BLANK = "\ufdd0"
"""What stands for each character of a secret until a text is whole: a noncharacter (Unicode 23.7),
which no file has a use for.
"""

# `${VARIABLE}` is the name of a secret, not a secret; nor is the user of an ssh connection.
_HARMLESS = lazy(
    r"(?:git|hg|svn|ssh|anonymous|\*+|\ufdd0+|\$\{?\w+\}?|%[A-Za-z_]\w*%|\$\{\{[^}]*\}\})\Z"
)
_SSH_USER = lazy(r"[a-z][a-z_-]{0,19}\d{0,2}(?:-[a-z]{1,10})?\Z")
# What may stand behind a name in place of a secret: a variable, a template, a setting of CI.
_NO_VALUE = lazy(
    r"(?i)(?:\$[\w{(]|%\w+%|%\(|[{<(\[*|\\]"
    r"|(?:true|false|yes|no|none|null|write|read|required|optional|inherit"
    r"|os|self|env|secrets?|get|input)(?:[.()\[\]:,}]|\Z))"
)
_NAME = (
    r"(?:token|passw(?:or)?d|passphrase|secret|credentials?|(?:api|access|private|secret|auth"
    r"|account|signing)[_-]?key)"
)
_QUOTE = r"\\{0,3}['\"]?"
_NAMED = lazy(
    rf"(?i)(?:{_NAME}{_QUOTE}\s{{0,3}}(?:=(?!=)|:(?!//))\s{{0,3}}"
    rf"|--[\w-]{{0,30}}{_NAME}\s{{1,3}}"
    r"|\s(?:-u|--user)[\s=]{1,3}['\"]?[^\s:'\"=]{1,60}:(?!\d{1,6}\b)"
    r"|\bpypi-token\.[\w-]{1,60}\s{1,3}|\bhttp-basic\.[\w-]{1,60}\s{1,3}\S{1,60}\s{1,3}"
    r"|[?&;][\w.%-]{0,40}(?:key|sig|signature|auth|code|pwd|pat)="
    rf"|\bauthorization{_QUOTE}\s{{0,3}}[:=]\s{{0,3}}{_QUOTE}(?:bearer|basic|token)\s{{1,3}})"
    rf"(?:\\{{0,3}}(['\"]))?"
)
# Without quotes: to a blank, or to a mark behind which nothing of the value can stand.
_BARE = lazy(r"(?:[^\s'\"&,;<>`]|['\",;<>](?=[^\s'\"&,;<>`)\]}]))+")
_FORMED = lazy(
    r"\b(?:gh[oprsu]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|pypi-[\w-]{32,}|AKIA[0-9A-Z]{12,}"
    r"|xox[abprs]-[\w-]{10,}|sk-[\w-]{20,}|npm_\w{20,})"
)
# Hosts of packages that take a token as a part of the path: Cloudsmith, Gemfury, packagecloud, and
# conda's channels everywhere (`/t/TOKEN/`).
_IN_PATH = lazy(
    r"((?:dl\.cloudsmith\.io|(?:pypi|repo|pip)\.fury\.io)/(?!public/|basic/|signed/)"
    r"|packagecloud\.io/(?:priv/)?(?=[^/\s'\"]{1,200}/[^/\s'\"]{1,200}/[^/\s'\"]{1,200}/pypi)"
    r"|conda[^\s'\"/]{0,60}(?:/[^\s'\"/]{1,60}){0,3}/t/"
    r"|/t/(?=[a-z]{2}-[0-9a-f]{8}-))"
    r"([^/\s'\"]{12,}|[^/\s'\"]+(?=/[^/\s'\"]+))"
)
_TOKEN = lazy(
    r"(?=\D{0,200}\d)(?=[^A-Za-z]{0,200}[A-Za-z])[A-Za-z0-9]{16,200}|[a-z]{2}-[0-9a-f-]{36}"
)
_PATHS = (".fury.io/", "cloudsmith", "/t/", "packagecloud")
# A URL inside a URL.
_ESCAPED = lazy(r"(?i)(%{1,2}2F%{1,2}2F)((?:[^\s&%]|%(?!%?2F|%?40))+)(?=%{1,2}40)")
_SLASHES = lazy(r"(?::\\*/|//|\\/\\+/)[\\/]*")
# A password whose `@` was cut off: behind a colon stands a port, or nothing that may be shown.
_CUT = lazy(r"://[\w.%+-]{1,100}:(?!\d{1,5}(?:[^\w@]|\Z))([^\s'\"`<>]+)")
_SHORTEST = 4
_HINTS = (
    "token",
    "passw",
    "secret",
    "passphrase",
    "credential",
    "key",
    "authorization",
    "?",
    "&",
    "-u",
    "http-basic",
)
_FORMS = ("gh", "glpat-", "pypi-", "AKIA", "xox", "sk-", "npm_", "github_pat_")


def credentials(text: str) -> str:
    """*text* with each secret that can be recognised replaced by `****`."""
    blank = blanked(text)
    return text if blank == text else closed(blank)


def blanked(text: str) -> str:
    """*text* in its own length, each character of a secret replaced by a placeholder: so that a
    part of a long line can be cut out, in which a secret has lost what tells that it is one.
    """
    if "@" in text and "/" in text:
        text = _without_users(text)
    if "://" in text:
        text = _CUT.sub(_password_cut, text)
    lower = text.lower()
    if any(hint in lower for hint in _HINTS) and any(mark in text for mark in "=:- "):
        text = _without_values(text)
    if any(form in text for form in _FORMS):
        text = _FORMED.sub(lambda match: _BLANK * len(match[0]), text)
    if any(path in text for path in _PATHS):
        text = _IN_PATH.sub(lambda match: match[1] + _BLANK * len(match[2]), text)
    if "40" in text and "%" in text:
        text = _ESCAPED.sub(lambda match: match[1] + _BLANK * len(match[2]), text)
    return text


def token_in_path(url: str) -> tuple[int, int] | None:
    """Where in a URL the part of its path stands that its host takes as a token, as far as nothing
    else can be meant; None where there is none.

    Accounts have names that people can read; a token has digits among its letters, and names what
    it opens behind it (`https://pypi.fury.io/TOKEN/ACCOUNT/`).
    """
    match = _IN_PATH.search(url) if any(path in url for path in _PATHS) else None
    if match is None or not _TOKEN.fullmatch(match[2]) or not url[match.end() :].strip("/"):
        return None
    return match.span(2)


def closed(text: str) -> str:
    """A text that was blanked, with one `****` for each secret."""
    if _BLANK not in text:
        return text
    pieces = text.split(_BLANK)
    return MASK.join(piece for i, piece in enumerate(pieces) if piece or i in (0, len(pieces) - 1))


def values(secrets: Iterable[str]) -> Callable[[str], str]:
    """What blanks each of *secrets* in a text, wherever it stands; a longer one goes first. Secrets
    of less than four characters are none.

    The work grows with the text, however many secrets there are.
    """
    known = {secret for secret in secrets if len(secret) >= _SHORTEST}
    beginnings: dict[str, list[int]] = {}
    for size, beginning in sorted({(-len(one), one[:_SHORTEST]) for one in known}):
        beginnings.setdefault(beginning, []).append(-size)

    def hidden(text: str) -> str:
        pieces: list[str] = []
        position = done = 0
        while position + _SHORTEST <= len(text):
            for size in beginnings.get(text[position : position + _SHORTEST], ()):
                if text[position : position + size] in known:
                    pieces += (text[done:position], _BLANK * size)
                    done = position = position + size
                    break
            else:
                position += 1
        return "".join((*pieces, text[done:])) if pieces else text

    return hidden


def _password_cut(match: re.Match[str]) -> str:
    rest = match[1]
    if (
        match.string.endswith(("docker", "oci"), 0, match.start())
        or _NO_VALUE.match(rest)
        or "@" in rest
    ):
        return match[0]  # the tag of an image; a variable; what was looked at with its `@`
    return match[0][: -len(rest)] + _BLANK * len(rest)


def _without_values(text: str) -> str:
    """*text* without what stands behind a name such as `token`."""
    pieces: list[str] = []
    position = 0
    while (match := _NAMED.search(text, position)) is not None:
        start = end = match.end()
        if match[1]:
            end = text.find(match[1], start)
            if end >= 0:
                while text[end - 1] == "\\" and end > start:
                    end -= 1
        if end <= start:
            bare = _BARE.match(text, start)
            end = bare.end() if bare is not None else start
        pieces.append(text[position:start])
        value = text[start:end]
        pieces.append(value if _NO_VALUE.match(value) else _BLANK * len(value))
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _without_users(text: str) -> str:
    """*text* without what stands between `//` and `@`, word by word."""
    pieces: list[str] = []
    position = 0
    while True:
        at = text.find("@", position)
        if at < 0:
            break
        start, end = at, at
        while start > position and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        pieces += [text[position:start], _of_word(text[start:end])]
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _of_word(word: str) -> str:
    pieces: list[str] = []
    position = 0
    while True:
        start = _behind_slashes(word, position)
        if start < 0:
            break
        end = _user_end(word, start)
        if end < 0:
            break
        if end > start:
            pieces += [word[position:start], _user_cut(word[:start], word[start:end])]
            position = end
        else:
            pieces.append(word[position:start])
            position = start
    pieces.append(word[position:])
    return "".join(pieces)


def _behind_slashes(word: str, position: int) -> int:
    """Where the next authority begins: behind `//`, JSON's `\\/\\/`, or the one slash that is left
    of two where a path was made of a URL (`https:/user@host`).
    """
    found = _SLASHES.search(word, position)
    return -1 if found is None else found.end()


def _user_end(word: str, start: int) -> int:
    """Where the `@` behind user and password stands; *start* where there is no user, -1 where no
    `@` is left at all.

    By the letter an authority ends at the first `/`, `?` or `#` (RFC 3986, 3.2); people forget to
    escape those, and `@` itself, in a password.
    """
    at = word.find("@", start)
    if at < 0:
        return -1
    stop = min((place for mark in "/?#" if (place := word.find(mark, start, at)) >= 0), default=at)
    if stop < at:
        host, colon, port = word[start:stop].partition(":")
        if _is_host(host) and (not colon or port.isdigit()):
            return start  # an at sign in the path
        if not colon and word[stop] != "/":
            return start
    while not _is_host_at(word, at + 1):
        later = word.find("@", at + 1)
        if later < 0:
            break
        at = later
    return at


def _is_host_at(word: str, start: int) -> bool:
    end = start
    while end < len(word) and word[end] not in "/:?#@\"'),;>]\\`":
        end += 1
    return _is_host(word[start:end])


def _is_host(text: str) -> bool:
    """Whether a text is surely the name of a host: a domain, an address, `localhost`, a
    variable.
    """
    if text == "localhost" or text[:1] in ("$", "{", "[", "%"):
        return True
    *labels, last = text.split(".")
    return bool(labels) and all(labels) and (last.isdigit() or (last.isalpha() and len(last) > 1))


def _user_cut(before: str, text: str) -> str:
    user, colon, password = text.partition(":")
    is_ssh = before.rstrip("/\\:").endswith("ssh") and _SSH_USER.match(user) is not None
    if not _HARMLESS.match(user) and not is_ssh:
        user = _BLANK * len(user)
    rest = password if _HARMLESS.match(password) else _BLANK * len(password)
    return f"{user}{colon}{rest}"
