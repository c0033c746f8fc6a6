"""The project's tooling: what `nox` runs, one command a file.

It needs nothing but a bare Python 3.11, because it is what makes every other environment.
"""
