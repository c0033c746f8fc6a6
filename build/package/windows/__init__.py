"""Windows: the NSIS installer and the zip, and what making them on Linux needs."""
