"""The commands of ``python -m build``, one file each.

Each has ``add_arguments(parser)`` and ``run(options, rest) -> int``; ``rest`` is what the parser did not know.
"""
