"""How many steps a backtracking matcher takes: counted, not timed, so that the answer is the same
on every machine.

It matches as `re` does (`Modules/_sre/sre_lib.h`): what `re` parses is turned into functions that
get a place and what follows. A step is a character that is looked at, or a way that is tried. One
repetition of single characters runs over them in one go and counts them, as there.
"""

from __future__ import annotations

import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

if sys.version_info >= (3, 11):
    from re import _constants as constants
    from re import _parser as sre
else:
    import sre_constants as constants
    import sre_parse as sre

ATOMIC_GROUP = getattr(constants, "ATOMIC_GROUP", None)
POSSESSIVE_REPEAT = getattr(constants, "POSSESSIVE_REPEAT", None)
REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT, POSSESSIVE_REPEAT)
_ONE = (constants.LITERAL, constants.NOT_LITERAL, constants.ANY, constants.IN)
_CATEGORIES = {
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_WORD": lambda c: c.isalnum() or c == "_",
}


class _Exhausted(Exception):
    """More steps than were allowed."""


def with_deep_stack(work):
    """What *work* gives, where functions may call each other a hundred thousand deep: a repetition
    of groups is one call in another for each round.
    """
    before, size = sys.getrecursionlimit(), threading.stack_size(512 * 2**20)
    sys.setrecursionlimit(200_000)
    try:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(work).result()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(before)


class _Way(dict):
    def __init__(self, holds):
        self.holds = holds

    def __missing__(self, c):
        self[c] = held = self.holds(c)
        return held


class Matcher:
    """One expression.

    A repetition that may be made many times, but not without end, is cut to *many* times: it takes
    a number of steps that does not grow with the text, and short texts show the growth.
    """

    def __init__(self, pattern, flags, many):
        self.many = many
        self.parsed = bounded(sre.parse(pattern, flags), many)
        self.flags = self.parsed.state.flags
        self.ways: dict = {}
        self.run = self._all(self.parsed, lambda at: at)

    def steps(self, method, text, most):
        """Steps of *method* over *text*, or None where they are more than *most*."""
        self.text, self.size, self.left, self.groups = text, len(text), most, {}
        try:
            self._search(method)
        except _Exhausted:
            return None
        return most - self.left

    def found(self, text):
        """Where what begins at the first character of *text* ends, or None."""
        self.text, self.size, self.left, self.groups = text, len(text), 10**6, {}
        return self.run(0)

    def _search(self, method):
        at = 0
        if method == "match":
            self.run(0)
        elif method == "fullmatch":
            self._all(self.parsed, lambda at: at if at == self.size else None)(0)
        else:  # each place, behind what was found before
            while at <= self.size:
                self._step()
                found = self.run(at)
                if found is not None and method == "search":
                    break
                at = at + 1 if found is None or found == at else found

    def _step(self, count=1):
        self.left -= count
        if self.left < 0:
            raise _Exhausted

    def _all(self, items, after):
        for op, argument in reversed(list(items)):
            after = self._item(op, argument, after)
        return after

    def _item(self, op, argument, after):
        if op in _ONE:
            return self._one(self._way(op, argument), after)
        if op in REPEATS:
            low, high, items = argument
            inside = list(items)
            if len(inside) == 1 and inside[0][0] in _ONE:
                return self._run(op, low, high, self._way(*inside[0]), after)
            return self._repeated(op, low, high, inside, after)
        if op is constants.SUBPATTERN:
            return self._group(argument[0], argument[3], after)
        if op is constants.BRANCH:
            return self._branch([self._all(one, after) for one in argument[1]])
        if op in (constants.ASSERT, constants.ASSERT_NOT):
            return self._assertion(op is constants.ASSERT, *argument, after)
        if op is ATOMIC_GROUP:
            return self._atomic(self._all(argument, lambda at: at), after)
        if op is constants.AT:
            return self._place(str(argument), after)
        if op is constants.GROUPREF:
            return self._same(argument, after)
        raise NotImplementedError(op)

    def _way(self, op, argument):
        """Whether a character is what an item of one character matches, by the character."""
        key = op, str(argument)
        return self.ways.setdefault(key, _Way(lambda c: self._is_one(op, argument, c)))

    def _is_one(self, op, argument, c):
        if op is constants.ANY:
            return bool(self.flags & re.DOTALL) or c != "\n"
        both = {c, c.lower(), c.upper()} if self.flags & re.IGNORECASE else {c}
        if op is constants.LITERAL:
            return chr(argument) in both
        if op is constants.NOT_LITERAL:
            return chr(argument) not in both
        found = False
        for kind, value in argument:
            if kind is constants.LITERAL:
                found |= chr(value) in both
            elif kind is constants.RANGE:
                found |= any(value[0] <= ord(one) <= value[1] for one in both)
            elif kind is constants.CATEGORY:
                name = str(value)
                without = name.replace("_NOT_", "_")
                found |= _CATEGORIES[without](c) != (name != without)
        return found != (argument[0][0] is constants.NEGATE)

    def _one(self, way, after):
        def match(at):
            self._step()
            return after(at + 1) if at < self.size and way[self.text[at]] else None

        return match

    def _run(self, op, low, high, way, after):
        def end(at):
            last = self.size if high is constants.MAXREPEAT else min(self.size, at + high)
            text, here = self.text, at
            while here < last and way[text[here]]:
                here += 1
            return here

        def match(at):
            last = end(at)
            self._step(1 + last - at)
            if last - at < low:
                return None
            if op is POSSESSIVE_REPEAT:
                return after(last)
            places = range(at + low, last + 1)
            for place in places if op is constants.MIN_REPEAT else reversed(places):
                found = after(place)
                if found is not None:
                    return found
            return None

        return match

    def _repeated(self, op, low, high, items, after):
        if op is POSSESSIVE_REPEAT:
            whole = self._repeated(constants.MAX_REPEAT, low, high, items, lambda at: at)
            return self._atomic(whole, after)
        made: list = []  # where each round in hand began
        lazy = op is constants.MIN_REPEAT

        def again(at):
            self._step()
            if len(made) < low:
                return once(at)
            if lazy:
                found = leave(at)
                return once(at) if found is None else found
            found = once(at)
            return leave(at) if found is None else found

        def once(at):
            if len(made) >= high or (made and made[-1] == at and len(made) >= low):
                return None
            made.append(at)
            try:
                return inside(at)
            finally:
                made.pop()

        def leave(at):
            # The same repetition may be met anew behind itself, inside another one.
            kept, made[:] = list(made), []
            try:
                return after(at)
            finally:
                made[:] = kept

        inside = self._all(items, again)

        def match(at):
            kept, made[:] = list(made), []
            try:
                return again(at)
            finally:
                made[:] = kept

        return match

    def _group(self, group, items, after):
        if group is None:
            return self._all(items, after)
        begins: list = []

        def close(at):
            before, self.groups[group] = self.groups.get(group), (begins[-1], at)
            found = after(at)
            self.groups[group] = before
            return found

        inside = self._all(items, close)

        def match(at):
            begins.append(at)
            try:
                return inside(at)
            finally:
                begins.pop()

        return match

    def _branch(self, ways):
        def match(at):
            for way in ways:
                self._step()
                found = way(at)
                if found is not None:
                    return found
            return None

        return match

    def _assertion(self, wanted, direction, items, after):
        inside = self._all(items, lambda at: at)
        back = items.getwidth()[0] if direction < 0 else 0

        def match(at):
            self._step()
            found = at >= back and inside(at - back) is not None
            return after(at) if found == wanted else None

        return match

    def _atomic(self, inside, after):
        def match(at):
            found = inside(at)
            return None if found is None else after(found)

        return match

    def _place(self, name, after):
        word = _CATEGORIES["CATEGORY_WORD"]

        def holds(at):
            text, size = self.text, self.size
            if name == "AT_BEGINNING":
                return at == 0 or (self.flags & re.MULTILINE and text[at - 1] == "\n")
            if name == "AT_BEGINNING_STRING":
                return at == 0
            if name == "AT_END_STRING":
                return at == size
            if name == "AT_END":
                return (
                    at == size
                    or (at == size - 1 and text[at] == "\n")
                    or (self.flags & re.MULTILINE and text[at] == "\n")
                )
            border = (at > 0 and word(text[at - 1])) != (at < size and word(text[at]))
            return border == (name == "AT_BOUNDARY")

        def match(at):
            self._step()
            return after(at) if holds(at) else None

        return match

    def _same(self, group, after):
        def match(at):
            begin, end = self.groups.get(group) or (0, -1)
            self._step(1 + max(0, end - begin))
            if end < begin or not self.text.startswith(self.text[begin:end], at):
                return None
            return after(at + end - begin)

        return match


def bounded(items, many):
    """What `re` parsed, with each bounded repetition cut to *many* times."""
    for i, (op, argument) in enumerate(items.data if hasattr(items, "data") else items):
        if op in REPEATS:
            low, high, inside = argument
            if high is not constants.MAXREPEAT:
                high = min(high, many)
            items[i] = (op, (min(low, many), high, bounded(inside, many)))
        elif op is constants.SUBPATTERN:
            items[i] = (op, (*argument[:-1], bounded(argument[-1], many)))
        elif op is constants.BRANCH:
            items[i] = (op, (argument[0], [bounded(one, many) for one in argument[1]]))
        elif op in (constants.ASSERT, constants.ASSERT_NOT):
            items[i] = (op, (argument[0], bounded(argument[1], many)))
        elif op is ATOMIC_GROUP:
            items[i] = (op, bounded(argument, many))
    return items
