"""All exercises of the course, in its order."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from convlib.exercises import topics as folder
from convlib.exercises.exercise import Exercise, Topic


class Registry(tuple):
    """The exercises in order; ``registry()["conv2d"]`` is one of them."""

    def __getitem__(self, key):
        return self.find(key) if isinstance(key, str) else super().__getitem__(key)

    def find(self, name: str) -> Exercise:
        """One exercise by name; ``KeyError`` with the names that come close."""
        for exercise in self:
            if exercise.name == name:
                return exercise
        names = [exercise.name for exercise in self]
        near = get_close_matches(name, names, 3, 0.5)
        raise KeyError(f"there is no exercise {name!r}; {'near it' if near else 'there'} is {', '.join(near or names)}")


@cache
def topics() -> dict[str, Topic]:
    """What each file in ``topics/`` declares, by the file's name, in the order of the notebooks.

    A file that begins with ``_`` is a part of another.

    >>> topics()["size"].notebook
    '02_size_padding_stride'
    """
    names = [module.name for module in iter_modules(folder.__path__) if not module.name.startswith("_")]
    found = {name: import_module(f"{folder.__name__}.{name}").TOPIC for name in names}
    return dict(sorted(found.items(), key=lambda item: item[1].notebook))


@cache
def registry() -> Registry:
    """Every :class:`~convlib.exercises.exercise.Exercise`, in the order of the notebooks.

    >>> registry()["output_size"].notebook
    '02_size_padding_stride'
    """
    return Registry(exercise for topic in topics().values() for exercise in topic.exercises)
