-- What became of a message: the receipt of whoever took it over, or why it was not sent at all.
ALTER TABLE outbox ADD COLUMN receipt TEXT;
ALTER TABLE outbox ADD COLUMN dropped TEXT;
CREATE INDEX outbox_by_topic ON outbox (topic, id);

-- Where an enterprise wants its messages. Personal data: email, phone.
CREATE TABLE contacts (
    enterprise_id TEXT NOT NULL PRIMARY KEY,
    email TEXT,
    phone TEXT,
    language TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
