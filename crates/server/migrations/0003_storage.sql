-- Requests of the present minute, counted for all processes on one database; bucket is a hash of the caller and the
-- minute. Rows of past minutes are removed.
CREATE TABLE rate_limits (
    bucket BLOB PRIMARY KEY,
    minute INTEGER NOT NULL,
    used   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX rate_limits_by_minute ON rate_limits (minute);
