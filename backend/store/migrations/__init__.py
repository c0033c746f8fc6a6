"""The shape of the database, as the steps that lead to it; a step that was released never changes."""

from backend.store.migrations.v1_tables import STATEMENTS as _TABLES
from backend.store.migrations.v2_search import STATEMENTS as _SEARCH
from backend.store.migrations.v3_bounded_search import STATEMENTS as _BOUNDED_SEARCH

MIGRATIONS: tuple[tuple[str, ...], ...] = (_TABLES, _SEARCH, _BOUNDED_SEARCH)
"""``MIGRATIONS[n]`` leads from version ``n`` to version ``n + 1``."""

NEWEST_VERSION = len(MIGRATIONS)
