"""The REST interface: conversations, agents, providers, settings, diagnostics."""
