-- What whoever took a message over said of its delivery: delivered or undeliverable, when that was signed, and why not.
ALTER TABLE outbox ADD COLUMN delivery TEXT;
ALTER TABLE outbox ADD COLUMN reported_at BIGINT;
ALTER TABLE outbox ADD COLUMN undelivered_because TEXT;
