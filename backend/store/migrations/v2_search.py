"""Version 2: full-text search over titles and messages.

The trigram tokenizer finds any piece of three characters or more, in every language, also those without spaces
(https://www.sqlite.org/fts5.html#the_trigram_tokenizer). The indexes hold no text of their own: they read it from
the tables, the messages through a view that leaves out those that are still being written.
"""

STATEMENTS = (
    "ALTER TABLE messages ADD COLUMN searchable INTEGER NOT NULL DEFAULT 1",
    "CREATE VIEW searchable_messages AS SELECT position, text FROM messages WHERE searchable",
    """
    CREATE VIRTUAL TABLE message_search USING fts5 (
        text, content = 'searchable_messages', content_rowid = 'position', tokenize = 'trigram'
    )
    """,
    """
    CREATE TRIGGER message_inserted AFTER INSERT ON messages WHEN new.searchable BEGIN
        INSERT INTO message_search (rowid, text) VALUES (new.position, new.text);
    END
    """,
    """
    CREATE TRIGGER message_deleted AFTER DELETE ON messages WHEN old.searchable BEGIN
        INSERT INTO message_search (message_search, rowid, text) VALUES ('delete', old.position, old.text);
    END
    """,
    """
    CREATE TRIGGER message_updated AFTER UPDATE OF text, searchable ON messages BEGIN
        INSERT INTO message_search (message_search, rowid, text)
            SELECT 'delete', old.position, old.text WHERE old.searchable;
        INSERT INTO message_search (rowid, text)
            SELECT new.position, new.text WHERE new.searchable;
    END
    """,
    """
    CREATE VIRTUAL TABLE title_search USING fts5 (
        title, content = 'conversations', content_rowid = 'position', tokenize = 'trigram'
    )
    """,
    """
    CREATE TRIGGER conversation_inserted AFTER INSERT ON conversations BEGIN
        INSERT INTO title_search (rowid, title) VALUES (new.position, new.title);
    END
    """,
    """
    CREATE TRIGGER conversation_deleted AFTER DELETE ON conversations BEGIN
        INSERT INTO title_search (title_search, rowid, title) VALUES ('delete', old.position, old.title);
    END
    """,
    """
    CREATE TRIGGER conversation_renamed AFTER UPDATE OF title ON conversations BEGIN
        INSERT INTO title_search (title_search, rowid, title) VALUES ('delete', old.position, old.title);
        INSERT INTO title_search (rowid, title) VALUES (new.position, new.title);
    END
    """,
    "INSERT INTO message_search (message_search) VALUES ('rebuild')",
    "INSERT INTO title_search (title_search) VALUES ('rebuild')",
)
