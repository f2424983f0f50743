"""What pages for people say of the Pythons that the project runs on: sentences and badges of
READMEs and installation pages.

A sentence counts only where every word before the version is one that such a promise is made of:
what is said of another project, an older release, the author's machine, the code that a tool reads
or a single feature holds some other word. What is not understood is left out.
"""

from __future__ import annotations

import re

from venvlint.facts.project import vocabulary
from venvlint.facts.pythons.promise_words import (
    DEMANDS,
    LEAST,
    NOUNS,
    SUPPORTS,
    VOCABULARY,
    WHAT_IT_IS,
    WORD,
    around,
    words_before,
)
from venvlint.files.paths import folder_and_name, folder_of
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from venvlint.document import Document
    from venvlint.facts.pythons import Reference
    from venvlint.model import Location
    from venvlint.readers.pages import Page, Passage
    from venvlint.readers.python_versions import PythonSet
    from venvlint.tree import Tree

    Minor = tuple[int, int]

# What the text of a promise is shown without.
_MARKUP = lazy(r"`+|\*\*|</?[A-Za-z]+>")


class Promise(Record):
    """One phrase or badge. `named` are the series that it promises; `floor` is its only member's
    where it is "this one or newer".
    """

    at: Location
    text: str
    named: tuple[Minor, ...]
    floor: Minor | None = None
    demands: bool = False
    """Whether it says what is needed (and not only what is supported)."""
    is_badge: bool = False


_DOCUMENTATION = vocabulary.DOCS | {".github", "guide", "guides"}
# Chinese, Japanese and Korean letters: there no blank stands before a name in Latin ones.
_KEY = lazy(
    r"(?<![^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[/.@=-])C?Python(?:[23](?=[\s(>=,:]|&gt;))?(?![A-Za-z/.=]|-[A-Za-z])",
    re.I,
)
_TOKEN = lazy(
    r"""(?xi)
    (?P<operator> >= | => | \u2265 | &gt;= | &ge; | \\>= | ~= | == | <= | \u2264 | &lt;= | > | &gt;
      | < | &lt; | \^ | = )
  | (?P<version> [23]\.\d{1,2} (?: \.(?:\d{1,3}|[x*]) )? )
      (?! (?![及或以이]) \.?\w | -[a-z] | / [a-z] )
  | (?P<plus> \+ (?!\w) )
  | (?P<span> (?: \b(?:up[ ]to|to|through|thru|until)\b | -(?!>) | [\u2013\u2014] ) )
  | (?P<more> (?: \b(?:or|and)\b \s{1,3} )? (?: (?:a|any|all) \s{1,3} )?
        \b(?:newer|later|higher|above|greater|upwards?|onwards?|beyond|more[ ]recent|superior)\b
        (?: \s{1,3} versions? \b )?
      | \b(?:and|or) \s{1,3} up \b | \b minimum \b
      | \b(?:ou|et|oder|und|o|y|e|lub|или|и|veya|ve) \s{1,3} (?:
          (?:plus|mais|m[áa]s|pi[ùu]) \s{1,3} r[ée]ci?ent(?:es?|s|i)? | sup[ée]rieure?s?
          | superior(?:e|es|i)? | posterior(?:es)? | successiv[aeio] | h[öo]her | neuer
          | nowsz[aey] | wy[żz]sz[aey] | выше | новее | [üu]zeri ) \b
      | [及或]? (?:以上|更高|更新) (?:的?版本)? | 以降 | 이상 )
  | (?P<join> , | / | \| | & | ; (?= \s{0,12} (?:C?Python)? \s{0,12} [23]\.\d ) | \b(?:and|or)\b )
  | (?P<word> \b C?Python3? \b | \b versions? \b | \b v (?=\d) | \b releases? \b
      | \b(?:versi[óo]n(?:es)? | vers[ãa]o | versione | верси[яию] | sürüm[üu]? )\b
      | 版本 (?:要求)? | バージョン | 버전
      | \b interpreter \b | \b(?:is|are)\b (?= [\s*_`:]{0,6} [>23] ) | \b 3 (?= \s{0,12} [(:] ) )
  | (?P<blank> [\s*_`"'\u201c\u201d()\[\]:\uff08\uff09\uff1a]{1,12} )
    """
)


# Words behind the phrase that make something else of it.
_NOT_MEANT = lazy(
    r"(?i)\b(?:not|n[o']t|no longer|cannot|never|un(?:supported|tested)|drop\w*|remov\w+"
    r"|deprecat\w+|recommend\w*|prefer\w*|suggest\w*|optional\w*|experimental\w*|until|since|unless|if|when"
    r"|where|before|previous\w*|older|earlier|legacy|anymore|was|were|code|syntax|sources?|grammar"
    r"|files|features?|annotations?|hints?|typing|types|wheels?|builds?|develop\w*|contribut\w*"
    r"|tests?|testing|docs?|documentation|lint\w*|planned|soon|future|coming|may|might|use version"
    r"|v?\d+\.\d+ (?:or|and) (?:older|below|earlier))\b"
)
_ASIDE = lazy(
    r"(?i)^[\s*_`]*[(\uff08]\s*(?:recommended|preferred|optional|tested|ideally|for "
    r"|only for |if |not |no longer|dev|legacy|deprecated|unsupported|dropped|eol|end[- ]of[- ]life"
    r"|r[ea]comm?[ae]nd|empfohlen|consigliat|рекоменд|推荐|推奨|建议"
    r"|opcional|optionn|facultati|opzional|可选|önerilen)"
)
_FOR = lazy(r"(?i)^[\s*_`]*(?:for|to)\s+([^.,;:(]{1,60})")
# The last release for an older Python: `Python 3.7: shop 1.1.1`, `Python 2.7 -> version 0.5`.
_LAST_RELEASE = lazy(
    r"(?P<sign>[\s*_`)\]:|,\u2013\u2014\u2192=>-]{1,12})(?:(?:use|install|up to)\s{1,4})?"
    r"[*_`\[\"'(]{0,6}(?P<name>[A-Za-z][\w.-]{0,60}?)?[\s`*=<~]{0,6}v?\d+\.(?:\d|x)"
)
# What may stand right behind the phrase; anything else may be what the version belongs to.
_BEHIND = lazy(
    r"(?i)[\s*_`)\]\"'\u201d]*(?:$|[.,:;!)(&/+|\u2013\u2014\u3001\u3002\uff08\uff09\uff0c\uff1b-]|"
    r"(?:and|or|with|plus|is|are|must"
    r"|should|has|needs?|only|required|needed|supported|installed|compatible|versions?|releases?"
    r"|(?:virtual )?environment|interpreter|installation|distribution|runtime|on|in|as|at"
    r"|because|due|for|to|available|running|mandatory|necessary|64-?bit"
    r"|ou|o|oder|et|y|e|und|e|и|или|instalado|instalada|installiert|installé|installato)\b"
    r"|(?:が必要|が必須|환경|이? ?필요|环境|版本))"
)
_QUIET_HEADING = lazy(
    r"(?i)change ?log|\bchanges?\b|history|release notes|what'?s new|\bnews\b|road ?map|migrat"
    r"|upgrad|contribut|develop|hacking|alternativ|comparison|benchmark|\bfaq|legacy|older|\bold\b"
    r"|acknowledg|credits|related|troubleshoot|known issues|\btest|\bbuild|documentation"
    r"|^\W*v?\d+\.\d+|optional|extras?\b|example"
    r"|développ|desarroll|desenvolv|entwickl|svilupp|разработ|开发|開発|optionn|opcional|opzional"
    r"|可选|任意|historique|historial|histórico|更新日志|变更|変更|履歴|изменени"
)
_ASKING_HEADING = lazy(
    r"(?i)requirement|pre-?requisit|dependenc|supported|compatib|install|getting started"
    r"|quick ?start|\bsetup\b|set up|environment|python versions?|what you(?:'ll| will)? need"
    r"|before you|requisit|pr[ée]-?requis|voraussetzung|anforderung|instala[cç]|требовани|установк"
    r"|gereksinim|wymagani|要求|环境|依赖|安装|必要|環境|インストール|요구|설치"
)
# What the first row of a table calls its rows where they say what is needed.
_OF_REQUIREMENTS = lazy(
    r"(?i)requirement|pre-?requisit|dependenc|requisit|pr[ée]-?requis|voraussetzung|anforderung"
    r"|требовани|gereksinim|wymagani|要求|依赖|必要|要件|요구"
)
_MAKES = lazy(
    r"(?m)^[ \t>]*(?P<command>(?P<python>python(?P<version>[23]\.\d{1,2}))[ \t]+"
    r"-m[ \t]+(?:venv|virtualenv)\b[^\r\n]{0,80})"
)
_CLOSES = {")": "(", "\uff09": "\uff08"}
_RELEASE_WORDS = {"v", "version", "versions", "release", "releases"}
_SIGNS = frozenset(":|>\u2013\u2014\u2192")
"""What stands between a Python and a number that has no name."""
_MAXIMUM = 200
"""Phrases of one page that are looked at."""


_SOURCES = ("source", "src", "en")
"""Folders of a documentation in which its front page may lie."""


class Held(Record):
    """A page, the range of the project that it is about, and what it promises."""

    document: Document
    reference: Reference
    allowed: PythonSet
    """The Pythons of the range."""
    promises: tuple[Promise, ...]
    is_front: bool
    """Whether it is one of `front_pages`, of which only some sentences are read."""


def pages(tree: Tree) -> Iterator[Document]:
    """The READMEs and installation pages of the tree that speak of Python, without those that are
    kept though they no longer hold: `INSTALL.old.md`, `docs/v1.4/install.md`.
    """
    yield from _speaking(tree, tree.of_kind("readme", "installation-page"))


def front_pages(tree: Tree) -> Iterator[Document]:
    """Likewise the other pages at the front of the documentation, right in its folder or in the one
    of its sources: `docs/index.rst`, `docs/source/basics.md`. They say how to install, too.
    """
    for path in tree.of_kind("documentation-page"):
        folders = path.split("/")[:-1]
        if len(folders) < 2 or (len(folders) == 2 and folders[1] in _SOURCES):
            yield from _speaking(tree, [path])


def _speaking(tree: Tree, paths: Iterable[str]) -> Iterator[Document]:
    for path in paths:
        if vocabulary.is_page_set_aside(path):
            continue
        document = tree.document(path)
        if document is not None and b"ython" in document.data:
            yield document


def speaks_for(path: str, project: str) -> bool:
    """Whether a page is about a project: it lies beside its manifest or in its documentation. What
    lies in another folder is about that folder, and a demonstration may need more than the project.
    """
    directory = folder_of(path)
    inner = directory if project == "." else directory[len(project) :].lstrip("/")
    folders = inner.lower().split("/")
    return not inner or (folders[0] in _DOCUMENTATION and vocabulary.EXAMPLES.isdisjoint(folders))


def held(tree: Tree) -> Iterator[Held]:
    """The pages that are held to a range: those of `pages`, then those of `front_pages`."""
    from venvlint.facts.manifests.names import names
    from venvlint.facts.pythons import reference

    for found, by_name in ((pages(tree), False), (front_pages(tree), True)):
        for document in found:
            stated = reference(tree, document.path)
            if stated is None or not stated.versions:
                continue
            if speaks_for(document.path, stated.project):
                own = [vocabulary.folded(name) for name in names(tree, stated.project)]
                said = promises(tree, document, own, by_name=by_name)
                yield Held(document, stated, stated.versions, tuple(said), by_name)


def promises(
    tree: Tree, document: Document, names: Iterable[str], *, by_name: bool = False
) -> Iterator[Promise]:
    """What one page promises, in the order of the text. *names* are the project's own, folded (see
    `folded`); *by_name*: only the sentences that begin with one of them.
    """
    from venvlint.readers import pages as reader

    page = tree.read(document.path, reader.parse)
    if page is None:
        return
    own = {*names}
    known = own if by_name or _is_of_a_part(tree, document.path) else own | _title(page)
    if not by_name:
        yield from _badges(document, page)
    count = 0
    for passage in page.passages:
        titles = passage.above
        if not by_name and titles[:1] == _first(page):
            titles = titles[1:]
        if any(_QUIET_HEADING.search(title) for title in titles):
            continue
        asked = passage.kind != "text" and (
            any(_ASKING_HEADING.search(title) for title in passage.above)
            or (
                _OF_REQUIREMENTS.search(passage.head) is not None
                and not _QUIET_HEADING.search(passage.head)
            )
        )
        if passage.kind == "row" and not asked:
            continue
        position = 0
        while count < _MAXIMUM and (key := _KEY.search(passage.text, position)):
            count += 1
            if by_name and not _begins_with(around(passage.text, key.start(), key.end())[0], own):
                position = key.end()
                continue
            position, promise = _phrase(document, passage, key, known, asked=asked)
            if promise is not None:
                yield promise


def _begins_with(sentence: str, names: set[str]) -> bool:
    """Whether the first word of a sentence is one of *names*."""
    first = WORD.search(sentence)
    return first is not None and vocabulary.folded(first[0]) in names


def environments(tree: Tree, document: Document) -> Iterator[tuple[str, Location, Minor]]:
    """Lines of blocks without a language that can be nothing but `python3.8 -m venv …`, with the
    place and the series of the Python. (Blocks of shell text are commands of the tree.)
    """
    from venvlint.readers import pages as reader

    page = tree.read(document.path, reader.parse)
    for start, end in page.nameless if page is not None else ():
        for match in _MAKES.finditer(document.text, start, end):
            major, minor = match["version"].split(".")
            at = document.at(match.start("python"), match.end("python"))
            yield match["command"].strip(), at, (int(major), int(minor))


def _first(page: Page) -> tuple[str, ...]:
    """The page's title, as a beginning of the headings below it."""
    for passage in page.passages:
        if passage.kind == "heading":
            return (passage.text.strip("*_ "),)
    return ()


def _is_of_a_part(tree: Tree, path: str) -> bool:
    """Whether a page is the README of a folder inside the documentation: its title names what that
    folder is about (`docs/models/unet/README.md`).
    """
    from venvlint.facts.project import project_of

    folder, name = folder_and_name(path)
    inner = folder.removeprefix(project_of(tree, path)).lstrip("/")
    return "/" in inner and name.lower().startswith("readme")


def _title(page: Page) -> set[str]:
    """What the title may call the project by: all of it, and its first word."""
    title = " ".join(_first(page))
    return {
        vocabulary.folded(title),
        vocabulary.folded(title.split(":")[0]),
        *(vocabulary.folded(word) for word in title.split()[:1]),
    }


# -- phrases


class _Reading:
    """The versions behind `Python`, token by token."""

    def __init__(self) -> None:
        self.named: list[Minor] = []
        self.floors = 0
        self.end = 0
        self.spans = False


def _versions(text: str, position: int) -> _Reading:
    """Read `>= 3.8`, `3.8+`, `3.6, 3.7 and 3.8`, `3.8 to 3.12`, `(3.8 or newer)`."""
    found = _Reading()
    operator = ""
    span = False
    last: str = ""
    for _ in range(60):
        match = _TOKEN.match(text, position)
        if match is None:
            break
        kind = match.lastgroup or ""
        if kind == "version":
            if found.named and last not in ("join", "span", "operator"):
                break  # of something else, such as an aside about a newer one
            major, minor = match["version"].split(".")[:2]
            series = (int(major), int(minor))
            if operator in ("<", "<=", "\u2264", "&lt;", "&lt;="):
                pass
            else:
                if operator in (">", "&gt;"):
                    # What it excludes is not what everybody means.
                    series = (series[0], series[1] + 1)
                elif operator and operator not in ("=", "=="):
                    found.floors += 1
                found.named.append(series)
                found.spans = found.spans or span
            operator, span = "", False
            found.end = match.end()
        elif kind == "operator":
            operator = match["operator"].lstrip("\\").replace("&gt;=", ">=").replace("=>", ">=")
        elif kind in ("plus", "more"):
            twice = kind == "more" and last == "plus"  # `3.8+ or higher`
            if not (last == "version" or twice) or not found.named:
                break
            found.floors += 1
            found.end = match.end()
        elif kind == "span":
            if last != "version":
                break
            span = True
        elif kind == "join" and not found.named:
            break
        if kind not in ("blank", "word"):
            last = kind
        position = match.end()
    return found


def _phrase(
    document: Document, passage: Passage, key: re.Match[str], names: set[str], *, asked: bool
) -> tuple[int, Promise | None]:
    """The phrase that begins with the word `Python`, and where to look on behind it."""
    text = passage.text
    found = _versions(text, key.end())
    if not found.named:
        return key.end(), None
    before, after = around(text, key.start(), found.end)
    words = words_before(before, names)
    if words == WHAT_IT_IS:
        # `Shop is a Python 3.8+ library …`: what else the sentence tells of it matters not.
        if not found.floors or _noun(after) not in NOUNS:
            return found.end, None
        after = ""
    if (
        words is None
        or not _BEHIND.match(after)
        or _NOT_MEANT.search(after.partition("(")[0])
        or _ASIDE.match(after)
        or _is_for_a_part(after, names)
        or _is_for_a_release(text, found.end, names)
    ):
        return found.end, None
    says_so = (
        not DEMANDS.isdisjoint(words)
        or not SUPPORTS.isdisjoint(words)
        or bool(re.match(r"(?i)[^,;]{0,40}\b(?:required|needed|supported)\b", after))
    )
    at_least = not LEAST.isdisjoint(words)
    is_floor = found.floors > 0 or at_least
    if not is_floor and not says_so and not asked:
        return found.end, None
    if "tested" in words and ("is" not in words or not (is_floor or found.named[1:])):
        return found.end, None  # `Tested with Python 3.8`: the one that its author has
    start = passage.start + key.start()
    end = found.end
    shut = _CLOSES.get(text[end : end + 1])
    if shut is not None and shut in text[key.start() : end]:
        end += 1
    return found.end, Promise(
        document.at(start, passage.start + end),
        " ".join(_MARKUP.sub("", text[key.start() : end]).split()),
        tuple(found.named),
        found.named[0] if is_floor and len(found.named) == 1 else None,
        demands=SUPPORTS.isdisjoint(words) or not DEMANDS.isdisjoint(words),
    )


def _noun(after: str) -> str:
    """The word that a phrase describes: `library`, of `Python 3.8+ based library`."""
    words = (word.strip("-_*") for word in WORD.findall(after[:80].lower()))
    return next((word for word in words if word.isalpha() and word != "based"), "")


def _is_for_a_part(after: str, names: set[str]) -> bool:
    """Whether the phrase goes on with what it is needed for, and that is not the project."""
    match = _FOR.match(after)
    return match is not None and not all(
        word.lower() in VOCABULARY or vocabulary.folded(word) in names
        for word in match[1].split()[:4]
    )


def _is_for_a_release(text: str, position: int, names: set[str]) -> bool:
    """Whether right behind the phrase stands a release of the project: the one for that Python."""
    match = _LAST_RELEASE.match(text, position)
    if match is None:
        return False
    if match["name"]:
        return vocabulary.folded(match["name"]) in names | _RELEASE_WORDS
    return not _SIGNS.isdisjoint(match["sign"])


# -- badges


def _badges(document: Document, page: Page) -> Iterator[Promise]:
    for badge in page.badges:
        label = [word for word in re.split(r"[^a-z]+", badge.label.lower()) if word]
        if "python" not in label or not set(label) <= {
            "python",
            "version",
            "versions",
            "supported",
            "supports",
            "requires",
            "support",
            "v",
        }:
            continue
        text = badge.message.strip()
        found = _versions(text, 0)
        rest = text[found.end :].strip(" .") if found.named else "x"
        if rest and not re.fullmatch(r"(?i)\W*(?:only|supported|compatible|required)?\W*", rest):
            continue
        yield Promise(
            document.at(badge.start, badge.end),
            text,
            tuple(found.named),
            found.named[0] if found.floors and len(found.named) == 1 else None,
            demands=True,
            is_badge=True,
        )
