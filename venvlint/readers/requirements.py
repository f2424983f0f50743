"""Requirements files exactly as the newest pip (26) reads them, with the place of every part.

    file = requirements.parse(document)
    for line in file.requirements:
        print(line.key, line.specifier, line.where("specifier"))

What pip rejects is a line of kind `invalid` with `error`. Nothing is expanded: `${TOKEN}` stays as
it stands. Whether a path
exists is not for a reader to know: `./x` is a line of kind `path`.
"""

from __future__ import annotations

import re

from venvlint.readers import options, pep508
from venvlint.readers.markers import Invalid
from venvlint.readers.markers import parse as parse_marker
from venvlint.readers.options import Option
from venvlint.readers.requirements_lines import (
    BREAKS,
    Comment,
    Line,
    Problem,
    RequirementsFile,
    comment_start,
)
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.document import Document

    Span = tuple[int, int]

__all__ = [
    "ARCHIVES",
    "VCS_PREFIXES",
    "VCS_SCHEMES",
    "Comment",
    "Line",
    "Problem",
    "RequirementsFile",
    "declared_coding",
    "parse",
]

# A pin on a line of its own: most lines of most files, settled without the full grammar.
_PIN = lazy(
    r"[ \t]*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?)(==[0-9]+(?:\.[0-9]+)*)(?:[ \t]+(#.*))?["
    r" \t]*"
)
_SCHEME = lazy(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)")
VCS_SCHEMES = frozenset(
    "bzr+http bzr+https bzr+ssh bzr+sftp bzr+ftp bzr+lp bzr+file git+http git+https git+ssh git+git"
    " git+file hg+file hg+http hg+https hg+ssh hg+static-http svn+ssh svn+http svn+https svn+svn"
    " svn+file".split()
)
VCS_PREFIXES = ("git+", "hg+", "svn+", "bzr+")
_SCHEMES = VCS_SCHEMES | {"http", "https", "file", "ftp"}
ARCHIVES = (
    ".zip",
    ".whl",
    ".tar.bz2",
    ".tbz",
    ".tar.gz",
    ".tgz",
    ".tar",
    ".tar.xz",
    ".txz",
    ".tlz",
    ".tar.lz",
    ".tar.lzma",
)
"""What pip takes for an archive."""
_EGG = lazy(r"[#&]egg=([^&]*)")
_EGG_NAME = lazy(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$")
_BAD_EGG = "The {!r} egg fragment is invalid: it must be a project name"
_EXTRAS = lazy(r"(?<=.)\[([^\[\]]+)\]$")
_VARIABLE = lazy(r"\$\{[A-Z0-9_]+\}")
_DRIVE = lazy(r"[A-Za-z]:[\\/]|\\\\")
_WHEEL_NAME = lazy(r"(?!.*__)[\w.]+$")
_NO_PATH = lazy(r"[\s<>=!,;'\"*|()]|://|.@")


def parse(document: Document) -> RequirementsFile:
    """Read a requirements file; never raises, whatever the text is."""
    file = RequirementsFile(document)
    file.undecodable = _undecodable(document)
    lines: list[Line] = []
    position = 0
    pieces: list[tuple[int, str]] = []
    for raw in document.text.splitlines(keepends=True):
        start = position
        position += len(raw)
        content = raw[:-2] if raw.endswith("\r\n") else raw[:-1] if raw[-1] in BREAKS else raw
        if not content:
            if pieces:
                _finish(file, lines, pieces)
                pieces = []
            continue
        if content[-1] == "\\" and not content.lstrip().startswith("#"):
            stripped = content.strip("\\")
            pieces.append((start + len(content) - len(content.lstrip("\\")), stripped))
        elif pieces:
            if content.lstrip().startswith("#"):
                pieces.append((start, " "))  # a comment line ends the continuation
            else:
                pieces.append((start, content))
            _finish(file, lines, pieces)
            pieces = []
        elif pin := _PIN.fullmatch(content):
            name, specifier, comment = pin.span(1), pin.span(2), pin.span(3)
            spans = {
                "name": (start + name[0], start + name[1]),
                "specifier": (start + specifier[0], start + specifier[1]),
            }
            line = Line(
                file,
                "requirement",
                content[name[0] : specifier[1]],
                start + name[0],
                start + specifier[1],
                spans,
                pin[1],
                pin[2],
            )
            if comment[0] >= 0:
                line.comment = pin[3].rstrip()
                spans["comment"] = (start + comment[0], start + comment[0] + len(line.comment))
            lines.append(line)
        else:
            _finish(file, lines, [(start, content)])
    if pieces:
        _finish(file, lines, pieces)
    file.lines = tuple(lines)
    return file


def _undecodable(document: Document) -> str:
    data = document.data
    if document.mark:
        try:
            data[len(document.mark) :].decode(document.encoding)
        except UnicodeDecodeError as error:
            return (
                f"the bytes are not {document.encoding.upper()} as its byte order mark says"
                f" ({error.reason})"
            )
        if document.encoding != "utf-8" and is_misread(document.text):
            return "a part of it is UTF-16 and a part is not"
    elif data.isascii() and b"coding" not in data[:4096]:
        return "it has NUL characters" if b"\0" in data else ""
    else:
        coding = declared_coding(data) or "utf-8"
        try:
            data.decode(coding)
        except LookupError:
            return f"its first lines declare the unknown encoding {coding!r}"
        except (UnicodeDecodeError, ValueError):
            return f"the bytes are not {coding.upper()}"
    return "it has NUL characters" if "\0" in document.text else ""


def is_misread(text: str) -> bool:
    """Whether a part of UTF-16 text is ASCII that was read in pairs: `fl` is U+6C66. In a comment
    it may be Chinese.
    """
    return any(
        0x20 <= ord(character) >> 8 < 0x7F and 0x09 <= ord(character) & 0xFF < 0x7F
        for line in text.splitlines()
        for character in line.partition("#")[0]
    )


def declared_coding(data: bytes) -> str:
    """The encoding that a PEP 263 comment in the first two lines declares, as pip looks for it;
    empty without one.
    """
    for line in data[:4096].split(b"\n")[:2]:
        if line.startswith(b"#") and (match := re.search(rb"coding[:=]\s*([-\w.]+)", line)):
            return match[1].decode("ascii", "replace")
    return ""


def _finish(file: RequirementsFile, lines: list[Line], pieces: list[tuple[int, str]]) -> None:
    """Make a line of joined *pieces*, each with its offset in the document; blank ones and comments
    make none.
    """
    joined = pieces[0][1] if len(pieces) == 1 else "".join([text for _, text in pieces])
    comment = comment_start(joined) if "#" in joined else -1
    text = (joined if comment < 0 else joined[:comment]).rstrip()
    leading = len(text) - len(text.lstrip())
    text = text[leading:]
    if not text or "\0" in text:
        return
    line = Line(file, "option", text, pieces[0][0] + leading, 0, {})
    if len(pieces) > 1:
        mapping, logical = [], -leading
        for start, piece in pieces:
            if piece:
                mapping.append((logical, start))
            logical += len(piece)
        line.map = mapping
        line.start = line.offset(0)
    line.end = line.offset(len(text) - 1) + 1
    if comment >= 0:
        line.comment = joined[comment:].rstrip()
        line.spans["comment"] = (
            line.offset(comment - leading),
            line.offset(comment - leading + len(line.comment) - 1) + 1,
        )
    try:
        _read(line)
    except Invalid as error:
        _reject(line, error.reason, error.start, error.end)
    lines.append(line)


def _reject(line: Line, reason: str, start: int, end: int) -> None:
    if _VARIABLE.search(line.text):
        line.kind = "variable"  # pip asks the environment, which is not ours to know
        return
    line.kind = "invalid"
    start = min(start, len(line.text) - 1)
    end = min(max(end, start + 1), len(line.text))
    line.error = Problem(reason, line.offset(start), line.offset(end - 1) + 1)


def _span(line: Line, part: str, start: int, end: int) -> None:
    if end > start >= 0:
        line.spans[part] = (line.offset(start), line.offset(end - 1) + 1)


def _read(line: Line) -> None:
    """Fill in what kind of line it is; raises `Invalid` with places relative to the line's text."""
    text = line.text
    first_option = 0 if text[0] == "-" else text.find(" -") + 1
    if first_option == 0 and text[0] != "-":
        return _read_requirement(line, text)
    arguments = text[: max(first_option - 1, 0)]
    wrong: Invalid | None = None
    try:
        found = options.read(text[first_option:])
    except Invalid as error:
        wrong = Invalid(error.reason, first_option + error.start, first_option + error.end)
        found = ()
    if found:
        line.options = tuple(
            Option(
                option.name,
                option.value,
                line.offset(first_option + option.start),
                line.offset(first_option + option.end - 1) + 1,
                *_places(line, first_option + option.value_start, first_option + option.value_end),
            )
            for option in found
        )
    if arguments and any(option.name == "--editable" for option in found):
        line.kind = "editable"  # pip takes the words before a later `-e` for what is editable
        _read_editable(line, arguments, 0, len(arguments))
    elif arguments:
        _read_requirement(line, arguments)
    if wrong is not None:
        raise wrong
    if arguments:
        return None
    for name, kind in (
        ("--editable", "editable"),
        ("--requirement", "include"),
        ("--constraint", "constraint"),
    ):
        option = next((option for option in found if option.name == name), None)
        if option is not None:
            line.kind = kind
            if kind == "editable":
                _read_editable(
                    line,
                    option.value,
                    first_option + option.value_start,
                    first_option + option.value_end,
                )
            return None
    return None


def _places(line: Line, start: int, end: int) -> Span:
    if end > start:
        return line.offset(start), line.offset(end - 1) + 1
    place = line.offset(start - 1) + 1 if start else line.start
    return place, place


def _is_url(text: str) -> bool:
    scheme = _SCHEME.match(text)
    return scheme is not None and scheme[0].lower() in _SCHEMES


def _read_requirement(line: Line, text: str) -> None:
    """Read what stands before the options, as pip's own constructor does."""
    url = _is_url(text)
    name, semicolon, marker = text.partition("; " if url else ";")
    if semicolon and marker.strip():
        start = len(name) + len(semicolon) + len(marker) - len(marker.lstrip())
        line.marker = marker.strip()
        _span(line, "marker", start, start + len(line.marker))
        try:
            parse_marker(line.marker)
        except Invalid as error:
            _salvage(line, name)
            raise Invalid(error.reason, start + error.start, start + error.end) from None
    name = name.rstrip()
    if url:
        line.kind, line.url = "url", name
        _span(line, "url", 0, len(name))
        _read_link(line, name, 0)
        return
    bare, extras = _strip_extras(name)
    if _is_archive(bare):
        _path(line, name, bare, extras)
        if bare.lower().endswith(".whl"):
            _read_wheel(line, bare)
        return
    try:
        _fill(line, pep508.parse(name))
        line.extras = (
            line.extras or extras
        )  # pip takes a bracket at the very end for extras, whatever stands before it
    except Invalid:
        line.kind = "option"
        if _is_path(name, bare):
            _path(line, name, bare, extras)
            return
        raise
    egg = _EGG.search(line.url) if line.url else None
    if egg is not None and not _EGG_NAME.match(egg[1]):
        start = text.find(line.url) + egg.start(1)
        raise Invalid(_BAD_EGG.format(egg[1]), start, start + len(egg[1]))


def _salvage(line: Line, text: str) -> None:
    """Keep name and specifier of a line whose marker is wrong."""
    from contextlib import suppress

    with suppress(Invalid):
        _fill(line, pep508.parse(text.rstrip()))


def _fill(line: Line, requirement: pep508.Requirement, base: int = 0) -> None:
    line.kind = "requirement"
    line.name, line.extras, line.specifier, line.url = (
        requirement.name,
        requirement.extras,
        requirement.specifier,
        requirement.url,
    )
    for part in ("name", "extras", "specifier", "url"):
        start, end = getattr(requirement, part + "_span")
        if start >= 0:
            _span(line, part, base + start, base + end)


def is_place(text: str) -> bool:
    """Whether pip takes a requirement for a URL, an archive or a path, and not for a name."""
    bare = _EXTRAS.sub("", text)
    return _is_url(text) or _is_archive(bare) or _is_path(text, bare)


def _is_archive(bare: str) -> bool:
    return bare.lower().endswith(ARCHIVES) and not (
        "@" in bare and not _looks_like_path(bare.partition("@")[0])
    )


def _is_path(name: str, bare: str) -> bool:
    return (_looks_like_path(name) or _DRIVE.match(name) is not None) and not _NO_PATH.search(
        bare if _looks_like_path(bare) else name
    )


def _looks_like_path(text: str) -> bool:
    return "/" in text or text.startswith(".")


def _strip_extras(text: str) -> tuple[str, tuple[str, ...]]:
    match = _EXTRAS.search(text)
    if match is None:
        return text, ()
    return text[: match.start()], pep508.parse(f"x{match[0]}").extras


def _path(line: Line, text: str, bare: str, extras: tuple[str, ...]) -> None:
    line.kind, line.url, line.extras = "path", bare, extras
    _span(line, "url", 0, len(bare))
    _span(line, "extras", len(bare), len(text))


def _read_wheel(line: Line, path: str) -> None:
    """Name and version from a wheel's file name; raises `Invalid` where pip cannot read one."""
    name = (
        re.split(r"[\\/]", path.partition("#")[0].partition("?")[0])[-1]
        .replace("%2B", "+")
        .replace("%2b", "+")
    )
    parts = name[:-4].split("-")
    if len(parts) not in (5, 6):
        raise Invalid(f"Invalid wheel filename (wrong number of parts): {name!r}", 0, len(path))
    if not _WHEEL_NAME.match(parts[0]):
        raise Invalid(f"Invalid project name: {name!r}", 0, len(path))
    if not pep508.SPECIFIER.fullmatch("==" + parts[1]):
        raise Invalid(f"Invalid wheel filename (invalid version): {name!r}", 0, len(path))
    if len(parts) == 6 and not parts[2][:1].isdigit():
        raise Invalid(f"Invalid build number: {parts[2]} in {name!r}", 0, len(path))
    line.name, line.specifier = parts[0], f"=={parts[1]}"


def _read_link(line: Line, url: str, base: int) -> None:
    """Name (and for a wheel the version) that a URL states; raises `Invalid` for a fragment that
    pip refuses.
    """
    host = url.partition("//")[2].partition("/")[0]
    if ("[" in host) != ("]" in host):
        raise Invalid("Invalid IPv6 URL", base, base + len(url))
    egg = _EGG.search(url)
    if egg is not None:
        if not _EGG_NAME.match(egg[1]):
            raise Invalid(_BAD_EGG.format(egg[1]), base + egg.start(1), base + egg.end(1))
        line.name = egg[1]
        _span(line, "name", base + egg.start(1), base + egg.end(1))
    path = url.partition("#")[0].partition("?")[0]
    if path.rstrip("/").endswith(".whl") and ("/" in path.partition("//")[2] or "//" not in path):
        _read_wheel(line, path.rstrip("/"))


def _read_editable(line: Line, value: str, start: int, end: int) -> None:
    """Read the value of `-e`, which stands between two offsets of the line's text."""
    exact = end - start == len(value)  # without quotes inside, places can be told
    try:
        requirement = pep508.parse(value)
    except Invalid:
        requirement = None
    if requirement is not None and requirement.url:
        _fill(line, requirement, start if exact else len(line.text) + 1)
        line.kind, line.specifier, line.marker = "editable", "", requirement.marker
        if exact:
            _span(
                line,
                "marker",
                start + requirement.marker_span[0],
                start + requirement.marker_span[1],
            )
        url = requirement.url
    else:
        url, line.extras = _strip_extras(value)
        line.url = url
        if exact:
            _span(line, "url", start, start + len(url))
            _span(line, "extras", start + len(url), end)
        elif end > start:
            _span(line, "url", start, end)
    scheme = _SCHEME.match(url)
    kind = scheme[0].lower() if scheme is not None else ""
    if f"{kind}+" in VCS_PREFIXES and requirement is None:
        kind = f"{kind}+{kind}"
    is_vcs = kind in VCS_SCHEMES
    if is_vcs or kind == "file":
        line.url = url
        named = line.name
        _read_link(line, value if requirement is None or not requirement.url else url, start)
        line.name = named or line.name
        if is_vcs and not line.name:
            raise Invalid(
                f"Could not detect requirement name for {value!r}, please specify one with"
                " your_package_name @ URL",
                start,
                end,
            )
    elif kind and len(kind) > 1 and "://" in url:
        raise Invalid(
            f"{value} is not a valid editable requirement. It should either be a path to a local"
            f" project or a VCS URL (beginning with {', '.join(sorted(VCS_SCHEMES))}).",
            start,
            end,
        )
    elif (egg := _EGG.search(value)) and not _EGG_NAME.match(egg[1]):
        raise Invalid(_BAD_EGG.format(egg[1]), start, end)
