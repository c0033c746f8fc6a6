"""Version 3: of a message that is very long, the index holds the beginning only.

FTS5 collects a whole row in memory before it writes any of it, six times the size of its text with trigrams; an answer
may have sixteen million characters, and nobody looks for what stands behind the first fifth of a million.
"""

STATEMENTS = (
    "DROP TRIGGER message_inserted",
    "DROP TRIGGER message_deleted",
    "DROP TRIGGER message_updated",
    "DROP VIEW searchable_messages",
    """
    CREATE VIEW searchable_messages AS
        SELECT position, substr(text, 1, 200000) AS text FROM messages WHERE searchable
    """,
    """
    CREATE TRIGGER message_inserted AFTER INSERT ON messages WHEN new.searchable BEGIN
        INSERT INTO message_search (rowid, text) VALUES (new.position, substr(new.text, 1, 200000));
    END
    """,
    """
    CREATE TRIGGER message_deleted AFTER DELETE ON messages WHEN old.searchable BEGIN
        INSERT INTO message_search (message_search, rowid, text)
            VALUES ('delete', old.position, substr(old.text, 1, 200000));
    END
    """,
    """
    CREATE TRIGGER message_updated AFTER UPDATE OF text, searchable ON messages BEGIN
        INSERT INTO message_search (message_search, rowid, text)
            SELECT 'delete', old.position, substr(old.text, 1, 200000) WHERE old.searchable;
        INSERT INTO message_search (rowid, text)
            SELECT new.position, substr(new.text, 1, 200000) WHERE new.searchable;
    END
    """,
    """
    INSERT INTO message_search (message_search)
        SELECT 'rebuild' WHERE EXISTS (SELECT 1 FROM messages WHERE length(text) > 200000)
    """,
)
