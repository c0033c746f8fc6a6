"""Measurements beside rivals, in suites: each has measures, bars, and a section of docs/benchmarks.md.

What is here is shared by all of them. What needs third-party packages (``machine``, ``memory``, ``target``, ``wire``,
``browser``) is only imported by the programs that measure, in the project's environment.
"""
