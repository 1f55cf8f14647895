-- Lists go back in time from any point, by each of their filters.
CREATE INDEX requests_by_time ON requests (submitted, id);
CREATE INDEX requests_by_status ON requests (status, submitted, id);
CREATE INDEX requests_by_function ON requests (sha256(function), submitted, id);
CREATE INDEX requests_callback_given_up ON requests (submitted, id) WHERE callback = 3;

-- What may be forgotten, oldest first.
CREATE INDEX requests_settled ON requests (ended) WHERE status IN (1, 2, 3) AND callback IN (0, 2);
