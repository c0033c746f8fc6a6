"""The contract between the shell and the backend, defined once.

The TypeScript types (``electron/shared/protocol.ts``) and the tables of ``docs/protocol.md`` come from here.
"""
