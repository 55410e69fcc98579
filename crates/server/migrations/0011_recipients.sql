-- The latest credential of a recipient is looked for whenever one is issued. Without the order in this index, SQLite took
-- the one by achievement, which has it, and read all credentials of the achievement.
DROP INDEX credentials_by_recipient;
CREATE INDEX credentials_by_recipient
    ON credentials (environment_id, achievement_id, recipient_key, created_at, id);
