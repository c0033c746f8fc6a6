"""Prompts, agent definitions and texts: what a vendor wrote for models and people, read by name.

``door`` is where the rest of the program asks. Behind it are plain files in a source tree and the sealed pack in a
compiled program: ``pack`` is the format, ``key`` where its key comes from, ``seal`` what the program knows of it.
"""
