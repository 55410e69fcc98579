-- What the pages of recipients need: an organization's colour and logo, Open Badges 2.0 documents, counters.

ALTER TABLE organizations ADD COLUMN accent_color TEXT;
ALTER TABLE organizations ADD COLUMN logo TEXT;

-- ob2_salt hides the recipient in the hosted assertion; it has nothing to do with the salt in the signed credential.
-- ob2_badge_class names what was earned as it was signed: the digest of that document. Both are made when first asked for.
ALTER TABLE credentials ADD COLUMN ob2_salt TEXT;
ALTER TABLE credentials ADD COLUMN ob2_badge_class TEXT;
CREATE INDEX credentials_by_badge_class ON credentials (ob2_badge_class, created_at, id) WHERE ob2_badge_class IS NOT NULL;

-- The achievements that an issuer's page names.
CREATE INDEX credentials_public ON credentials (issuer_id, achievement_id) WHERE visibility = 'public';

-- How often a credential was viewed, shared, verified and downloaded on a day (UTC, such as 2026-11-21). people counts
-- different visitors of that day; nothing is kept by which one could be recognised.
CREATE TABLE credential_uses (
    credential_id  TEXT NOT NULL REFERENCES credentials (id),
    day            TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('view', 'share', 'verification', 'download')),
    environment_id TEXT NOT NULL REFERENCES environments (id),
    total          INTEGER NOT NULL,
    people         INTEGER NOT NULL,
    PRIMARY KEY (credential_id, day, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX credential_uses_by_day ON credential_uses (environment_id, day);
