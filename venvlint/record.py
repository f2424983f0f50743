"""Frozen value objects without the start-up cost of `dataclasses`.

Importing `dataclasses` pulls in `inspect` and compiles a constructor for every class: measured at
13 ms of CPU with our
sixty-odd classes, more than the whole audit of a small project. A `Record` gives the four things
that we use of them
(keyword constructor with defaults, equality, hash, `repr`), and type checkers read it as a frozen
dataclass.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers read this as true; at run time `typing` is not imported
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from typing_extensions import dataclass_transform

    R = TypeVar("R", bound="Record")
    T = TypeVar("T")
else:

    def dataclass_transform(**_):
        return lambda cls: cls


@dataclass_transform(frozen_default=True)
class Record:
    """Base of every value object: fields are the annotations, a class attribute is a field's
    default.

    Raises `TypeError` for a missing or unknown field and `AttributeError` on assignment.
    """

    _fields: tuple[str, ...] = ()
    _required: frozenset[str] = frozenset()

    def __init_subclass__(cls) -> None:
        own = tuple(name for name in cls.__annotations__ if not name.startswith("_"))
        inherited = cls._fields
        cls._fields = inherited + tuple(name for name in own if name not in inherited)
        cls._required = frozenset(name for name in cls._fields if not hasattr(cls, name))

    if (
        not TYPE_CHECKING
    ):  # the fields of the subclass are the signature, which only the checker's own model can say

        def __init__(self, *args, **kwargs):
            fields = self.__dict__
            fields.update(zip(self._fields, args))  # noqa: B905 - the length is checked below
            if len(args) == len(self._fields) and not kwargs:
                return
            if kwargs:
                for name in kwargs:
                    if name in fields or name not in self._fields:
                        raise TypeError(
                            f"{type(self).__name__}: unexpected or repeated field {name!r}"
                        )
                fields.update(kwargs)
            if len(args) > len(self._fields) or not self._required <= fields.keys():
                raise TypeError(
                    f"{type(self).__name__} takes the fields {', '.join(self._fields)}; got"
                    f" {sorted(fields)}"
                )

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self._fields])

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        if self is other:
            return True
        # A loop, not two tuples: most differ in the first field.
        for name in self._fields:  # noqa: SIM110
            if getattr(self, name) != getattr(other, name):
                return False
        return True

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({fields})"


def replace(record: R, **changes: Any) -> R:
    """A copy of *record* with some fields changed."""
    copy = object.__new__(type(record))
    if not changes.keys() <= set(record._fields):
        raise TypeError(f"{type(record).__name__} has no fields {sorted(changes)}")
    known = record.__dict__
    copy.__dict__.update({name: known[name] for name in record._fields if name in known})
    copy.__dict__.update(changes)
    return copy


def asked_once(ask: Callable[[R], T]) -> Callable[[R], T]:
    """A question about a record that many places ask: answered once, the answer kept with it."""
    name = f"{ask.__module__}.{ask.__qualname__}"

    def asked(record: R) -> T:
        known = record.__dict__
        if name not in known:
            known[name] = ask(record)
        return known[name]  # type: ignore[no-any-return]

    asked.__doc__ = ask.__doc__
    asked.__module__, asked.__name__, asked.__qualname__ = (
        ask.__module__,
        ask.__name__,
        ask.__qualname__,
    )
    return asked
