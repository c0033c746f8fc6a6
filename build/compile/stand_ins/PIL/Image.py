"""What AutoGen's own pictures would be made of."""

from typing import Final, NoReturn

_plugins: Final = ()
"""Nuitka asks Pillow for the formats that it reads."""


class Image:
    """A picture; there is none."""


def open(*_arguments: object) -> NoReturn:  # noqa: A001 - Pillow's name
    """Refuse to read a picture."""
    message = "This program was built without Pillow: see `stand_ins` in its pyproject.toml."
    raise NotImplementedError(message)
