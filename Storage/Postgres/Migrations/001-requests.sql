-- Texts that come from callers are UTF-8 in bytea, because text cannot hold NUL and depends on the database's encoding;
-- convert_from(function, 'UTF8') reads one. Leases follow this server's clock alone; all other times are the front doors'.

CREATE TABLE owners (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner text NOT NULL,
    lease_until timestamptz NOT NULL
);

-- Nobody: what belongs to 0 is there for the taking.
INSERT INTO owners (number, owner, lease_until) OVERRIDING SYSTEM VALUE VALUES (0, '', '-infinity');

CREATE TABLE requests (
    id uuid PRIMARY KEY,
    owner bigint NOT NULL,
    claim uuid NOT NULL,                 -- of the statement that made the owner the owner
    status smallint NOT NULL,            -- 0 open, 1 succeeded, 2 failed, 3 cancelled, 4 dead letter
    cancelled boolean NOT NULL DEFAULT false,
    callback smallint NOT NULL,          -- 0 none, 1 pending, 2 delivered, 3 given up
    callback_tries integer NOT NULL DEFAULT 0,
    submitted timestamptz NOT NULL,
    expires timestamptz NOT NULL,
    ended timestamptz,
    function bytea NOT NULL,
    argument bytea NOT NULL,
    idempotency_key bytea,
    callback_url bytea,
    answer bytea,
    coverage double precision,           -- of a partial answer
    failure json
);

-- Hashed, because an entry of an index cannot hold a long text.
CREATE UNIQUE INDEX requests_key ON requests (sha256(function), sha256(idempotency_key)) WHERE idempotency_key IS NOT NULL;

CREATE INDEX requests_unfinished ON requests (owner, submitted) WHERE status = 0 OR callback = 1;
CREATE INDEX requests_cancelled ON requests (owner) WHERE status = 0 AND cancelled;

CREATE TABLE attempts (
    request uuid NOT NULL,
    number integer NOT NULL,
    started timestamptz NOT NULL,
    ended timestamptz,
    failure json,
    PRIMARY KEY (request, number)
);
