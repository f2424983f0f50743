"""The words that a promise about Pythons is made of, in the languages that READMEs are written in.

Lower case, as they are compared. What is not here makes something else of a sentence: a language
is there with the words of its plainest promises alone.
"""

from __future__ import annotations

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
    " should can available soporta suporta supporta unterstützt поддерживает підтримує 支持 兼容"
    " 支援 対応 지원".split()
)

LINKS = frozenset(
    "a an the this that these it its it's we you your you'll you're you've they our to be is are"
    " will on with under in of for at by and only also just currently officially now please first"
    " make sure has having get download all any both either some version versions environment"
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
