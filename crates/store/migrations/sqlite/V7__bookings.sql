-- What service windows offer, and how much of it is taken: a row for each time of a published day.
CREATE TABLE service_slots (
    id TEXT NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    taken BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    came BIGINT NOT NULL,
    no_show BIGINT NOT NULL,
    cancelled BIGINT NOT NULL
);
CREATE INDEX service_slots_by_day ON service_slots (day, kind, starts);
CREATE INDEX service_slots_by_kind ON service_slots (kind, day, starts);

-- Bookings. Personal data: phone, name, address.
CREATE TABLE bookings (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    status TEXT NOT NULL,
    phone TEXT NOT NULL,
    name TEXT NOT NULL,
    enterprise_id TEXT,
    company TEXT NOT NULL,
    project_id TEXT,
    project_name TEXT NOT NULL,
    matter TEXT NOT NULL,
    address TEXT NOT NULL,
    done TEXT NOT NULL,
    booked_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX bookings_by_number ON bookings (number);
CREATE INDEX bookings_by_day ON bookings (day, starts, id);
CREATE INDEX bookings_of_enterprise ON bookings (enterprise_id, day, id) WHERE enterprise_id IS NOT NULL;

-- Codes sent to a telephone: no business record, gone after a day. Only the code's hash is kept.
CREATE TABLE booking_codes (
    id TEXT NOT NULL PRIMARY KEY,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    used_key TEXT
);
CREATE INDEX booking_codes_by_phone ON booking_codes (phone, created_at);
CREATE INDEX booking_codes_by_address ON booking_codes (address, created_at);
