-- 0 interactive, 1 batch.
ALTER TABLE requests ADD COLUMN priority smallint NOT NULL DEFAULT 0;
