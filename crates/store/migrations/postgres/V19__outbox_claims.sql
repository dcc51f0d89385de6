-- Who has a message in hand for sending, and until when: another program leaves it alone until then.
ALTER TABLE outbox ADD COLUMN claimed_by TEXT COLLATE "C";
ALTER TABLE outbox ADD COLUMN claimed_until BIGINT;
-- The oldest that can be sent, and what was sent long ago, without reading the rest.
CREATE INDEX outbox_unsent ON outbox (topic, id) WHERE done_at IS NULL AND parked_at IS NULL;
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;
