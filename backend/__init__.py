"""The agent server: a guarded local HTTP and WebSocket port in front of an agent engine.

Arrows point one way: ``server`` composes; ``api`` and ``stream`` -> ``runs`` -> ``agents`` -> ``providers``;
``protocol``, ``store``, ``secrets`` and ``workspace`` are leaves that know nothing of HTTP.
"""
