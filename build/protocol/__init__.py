"""The protocol's JSON schema and TypeScript types, generated from ``backend.protocol``."""
