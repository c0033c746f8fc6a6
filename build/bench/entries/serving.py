"""What the rivals share: a port that the system chooses, told on stdout, and an end when stdin ends."""

import json
import os
import socket
import sys
import threading

HOST = "127.0.0.1"


def listen() -> socket.socket:
    """Open a port and tell it, in the words of the backend."""
    listener = socket.create_server((HOST, 0))
    port = listener.getsockname()[1]
    print(json.dumps({"event": "listening", "host": HOST, "port": port}), flush=True)
    print(json.dumps({"event": "ready"}), flush=True)
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    return listener


def _end_with_stdin() -> None:
    while sys.stdin.buffer.readline():
        pass
    os._exit(0)
