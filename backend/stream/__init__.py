"""The WebSocket: many runs a socket, each read at the pace of the one who reads."""
