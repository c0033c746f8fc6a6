"""Which screen a program with windows gets."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from build.platforms import this_system
from build.tools import xvfb


@contextmanager
def display_environ(*, virtual: bool = False) -> Iterator[dict[str, str]]:
    """The variables that lead to a virtual screen, or none where the person's own serves.

    Args:
        virtual: prefer a virtual screen, so that tests keep their windows out of the person's way.
    """
    wanted = this_system() == "linux" and (xvfb.needed(os.environ) or (virtual and xvfb.installed()))
    if wanted:
        with xvfb.virtual_display() as variables:
            yield variables
    else:
        yield {}
