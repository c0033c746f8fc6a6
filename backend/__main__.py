"""``python -m backend``: the agent server, as the shell starts it."""

import multiprocessing
import os

from backend.installation import import_nothing_from_folders

if __name__ == "__main__":
    import_nothing_from_folders()
    multiprocessing.freeze_support()

    from backend.server import descriptors

    descriptors.close_inherited()

    from backend.server.main import main

    # Nothing that happens while an interpreter goes down (a worker thread that is still busy, a library's atexit
    # hook) may keep a backend alive that has been told to stop.
    os._exit(main())
