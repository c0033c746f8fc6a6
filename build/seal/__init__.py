"""Seal the assets of a staged copy of the product: `python -m build.seal STAGE PACK`.

It runs in an environment that has `cryptography` and `zstandard`, and takes the format from `backend.assets` of the
checkout; of the stage it imports nothing. `secret` alone needs only the standard library, for the tooling above.
"""
