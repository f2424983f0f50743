"""The words that a promise about Pythons is made of, in the languages that READMEs are written in,
and what they make of a sentence.

Lower case, as they are compared. What is not here makes something else of a sentence: a language
is there with the words of its plainest promises alone.
"""

from __future__ import annotations

import re

from venvlint.facts.project import vocabulary
from venvlint.regex import lazy

LEAST = frozenset("minimum least mindestens mínimo mínima minimo минимум 最低 至少".split())
"""They make a floor of a version."""

DEMANDS = LEAST | frozenset(
    "require requires required requirement requirements need needs needed must have install"
    " installed ensure prerequisite prerequisites use uses using dependencies"
    " dependency depends"
    # French, Spanish and Portuguese, Italian, German
    " requiert requièrent requis nécessite nécessitent prérequis pré-requis requiere requieren"
    " requerido requisito requisitos necesita necesitas necesitan necesario requer requerem"
    " pré-requisito pré-requisitos prerrequisitos necessita necessário richiede richiedono"
    " richiesto requisiti prerequisiti necessario benötigt benötigen benötigst braucht"
    " erfordert voraussetzung voraussetzungen"
    # Polish, Turkish, Russian and Ukrainian
    " wymaga wymagania gereksinimler gerektirir требуется требуются требования необходим нужен"
    " нужна потрібен потрібна вимоги"
    # Chinese, Japanese, Korean
    " 需要 需 要求 必须 必需 依赖 前提 前置条件 确保 安装 使用 必要 必須 要件"
    " 前提条件 필요 필수 요구사항".split()
)

SUPPORTS = frozenset(
    "support supports supported supporting compatible compatibility work works run runs running"
    " should can available tested soporta suporta supporta unterstützt поддерживает підтримує"
    " 支持 兼容 支援 対応 지원".split()
)

LINKS = frozenset(
    "a an the this that these it its it's we you your you'll you're you've they our to be is are"
    " will on with under against in into of for at by and only also just currently officially"
    " primarily mainly natively now please first"
    " make sure has having get download all any both either some version versions environment"
    " normal existing"
    " interpreter installation distribution machine system computer local working recent valid"
    " following executed executing verify actively fully itself latest up"
    " de do da del di la le el il un une una uno une se du die der das ein eine wird werden ist est"
    " es é versión versão version versione версия версии 本 该 您 你 请 先 已 的 系统 运行".split()
)

NOUNS = frozenset(
    "project package packages library lib app application applications program script scripts tool"
    " tools toolkit bot module modules software server client sdk cli plugin plug-in framework repo"
    " repository service integration wrapper extension component components example game api"
    " backend driver bindings note important notice warning tip hint info pip"
    " projet projeto proyecto progetto projekt проект 项目 程序 工具 脚本 软件".split()
)

TAKES_UP = frozenset(
    "requires require needs need supports support works runs is are compatible".split()
)
"""Verbs with which a sentence goes on about what it began with."""

TURNS = frozenset(
    "which that who whose where when while if unless until before after once than".split()
)
"""What turns a sentence to something else than it began with, or makes a condition of it."""

IMPORTED = frozenset(
    "package library lib module toolkit framework client sdk wrapper bindings driver".split()
)
"""What runs in the Python of its user: it is *for* that one, as a tool is for the code it reads."""

VOCABULARY = DEMANDS | SUPPORTS | LINKS | NOUNS

LABELS = frozenset(
    "requirements requirement prerequisites prerequisite pre-requisites dependencies supported"
    " python version versions minimum required system software platform platforms environment"
    " language compatibility compatible install installation setup note important runtime"
    " versión versão versione версия 环境 运行环境 版本 環境 動作環境 バージョン 환경 버전".split()
)
"""What may stand before a colon."""

_TOGETHER = VOCABULARY | LABELS
# Letters of languages that put no blanks between their words.
_IN_ONE = lazy(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")

FULL_WIDTH = str.maketrans(
    {"\uff1a": ":", "\uff0c": ",", "\u3001": ",", "\uff1b": ";", "\uff08": "(", "\uff09": ")"}
)
"""The punctuation of these languages as that of the others."""


def parts(word: str) -> list[str]:
    """A word, or the known words that one of a language without blanks is made of."""
    found: list[str] = []
    rest = word if len(word) < 40 and _IN_ONE.fullmatch(word) else ""
    while rest:
        end = next((end for end in range(len(rest), 0, -1) if rest[:end] in _TOGETHER), 0)
        if not end:
            return [word]
        found.append(rest[:end])
        rest = rest[end:]
    return found or [word]


# -- the sentence around a phrase

_SENTENCE_END = lazy(r"[.!?][)\"'*_`]{0,4}\s+(?![a-z])")
_ABBREVIATION = lazy(r"\b(?:e\.g|i\.e|etc|vs|cf|approx|resp|ver|v)$", re.I)
WORD = lazy(r"[^\s,;:()\[\]*`\"\u201c\u201d!?>|]+|[,:;()]")
WHAT_IT_IS = frozenset(("supports", "is a"))
"""What a sentence comes to that has said `Shop is a`; no sentence has the second word."""


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The parts of the sentence before and behind a phrase; behind it only as far as the clause
    goes.
    """
    first = max(0, start - 400)
    head = text[first:start]
    for match in _SENTENCE_END.finditer(head):
        if not _ABBREVIATION.search(head[max(0, match.start() - 8) : match.start()]):
            first = max(0, start - 400) + match.end()
    tail = text[end : end + 300]
    stop = len(tail)
    for match in _SENTENCE_END.finditer(tail):
        stop = match.start()
        break
    for mark in (";", "\u2014", " \u2013 ", " - "):
        position = tail.find(mark, 0, stop)
        if position >= 0:
            stop = position
    return text[first:start], tail[:stop]


def words_before(text: str, names: set[str]) -> frozenset[str] | None:
    """The words of a sentence before its phrase; None where one of them is not known to belong to a
    promise about this project.
    """
    words = [
        part
        for word in WORD.findall(text.rpartition("。")[2].translate(FULL_WIDTH))
        for part in parts(word.lower().replace("\u2019", "'").strip(".-\u2013\u2014_'"))
    ]
    # The raised number of a footnote is none.
    words = [
        word for word in words if any(c.isalpha() or c.isdecimal() or c in ",:;(" for c in word)
    ]
    # Every label before a colon must be one.
    if ":" in words:
        last = len(words) - 1 - words[::-1].index(":")
        label, words = [w for w in words[:last] if w not in ":,"], words[last + 1 :]
        if not all(
            word in LABELS or word in VOCABULARY or vocabulary.folded(word) in names
            for word in label
        ):
            return None
        if not words:
            return frozenset(label)
    if ";" in words:
        words = words[len(words) - words[::-1].index(";") :]
    if _begins_with_the_purpose_of_a_part(words, names):
        return None
    if words[:1] in (["note"], ["please"]):
        words = words[2:] if words[1:2] == ["that"] else words[1:]
    if _speaks_of_the_project(words, names):
        if _says_what_it_is(words):
            return WHAT_IT_IS if words[-1] != "for" else frozenset(("supports",))
        words = _taken_up(words)
    known: set[str] = set()
    governed = False
    for index, word in enumerate(words):
        if (
            word in VOCABULARY
            or vocabulary.folded(word) in names
            or word in (",", "(")
            or (word == "python" and words[index + 1 : index + 2] and words[index + 1] in NOUNS)
        ):
            known.add(word)
            governed = governed or word in DEMANDS or word in ("supports", "support", "supported")
        elif governed and words[-1] in (",", "and", "&", "+", "plus"):
            # Others that are required along with it: `requires Django 4.2 and Python 3.10+`.
            known.update(words[index:])
            break
        else:
            return None
    if "(" in known and not {word for word in known if word not in ("(",)} <= LABELS | LINKS:
        return None  # an aside about something else
    plain = known - {",", "("}
    if plain and plain.isdisjoint(DEMANDS | SUPPORTS | LABELS):
        return None  # `in`, `on`, `for this`: a condition
    return frozenset(known)


def _begins_with_the_purpose_of_a_part(words: list[str], names: set[str]) -> bool:
    """Whether a sentence says first what it is for, and that is not the project as a whole: `To use
    the async client, Python 3.10+ is required`.
    """
    if words[:1] != ["to"]:
        return False
    end = words.index(",") if "," in words else len(words)
    return not all(word in VOCABULARY or vocabulary.folded(word) in names for word in words[:end])


def _speaks_of_the_project(words: list[str], names: set[str]) -> bool:
    """Whether a sentence begins with what the project is called, or with `this library`."""
    return bool(words) and (
        vocabulary.folded(words[0]) in names
        or (words[0] == "this" and len(words) > 1 and (words[1] == "is" or words[1] in NOUNS))
    )


def _says_what_it_is(words: list[str]) -> bool:
    """Whether a sentence says what the project is, up to the Python that it is for: `Shop is a
    small library for`, `Shop is a`.
    """
    if "is" not in words[:3] or not TURNS.isdisjoint(words) or not {",", "("}.isdisjoint(words):
        return False
    at = words.index("is")
    if words[at + 1 : at + 2] not in (["a"], ["an"], ["the"]):
        return False
    return len(words) == at + 2 or (words[-1] == "for" and words[-2] in IMPORTED)


def _taken_up(words: list[str]) -> list[str]:
    """The words with which a sentence about the project goes on about it, whatever it has said
    before: `requires`, of `Shop works on Linux (and elsewhere) and requires`.
    """
    if "and" not in words or not TURNS.isdisjoint(words):
        return words
    rest = words[len(words) - words[::-1].index("and") :]
    verbs = [word for word in rest if word not in LINKS or word in TAKES_UP]
    return rest if verbs and set(verbs) <= TAKES_UP else words
