-- Calls that used up their attempts and were not recorded before; so many of a function are kept.
ALTER TABLE requests ADD COLUMN is_call boolean NOT NULL DEFAULT false;
CREATE INDEX requests_call_letters ON requests (sha256(function), ended, id) WHERE status = 4 AND is_call;
