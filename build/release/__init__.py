"""One command from a source tree to signed, checked artifacts and their feed; it refuses rather than guesses."""
