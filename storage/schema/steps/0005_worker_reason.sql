-- Why an administrator has taken a worker out of service.
ALTER TABLE worker ADD COLUMN reason TEXT NOT NULL DEFAULT '';
