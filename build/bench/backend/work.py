"""How much is asked of the backend."""

from typing import Final

TOKENS_A_STREAM: Final = {1: 20_000, 10: 4_000, 50: 1_000, 200: 250}
"""By the number of streams at once."""

ANSWERS: Final = 200
ANSWER_TOKENS: Final = 250
"""Asked for again by each of these numbers at once: it is the same work, so that only the number makes a difference."""

MESSAGES: Final = 100_000
"""In the database that is searched."""

REST_S: Final = 3.0
"""How long an idle backend is watched."""
