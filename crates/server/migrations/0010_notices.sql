-- Who is written to when an endpoint stops working, and when that was done last.
ALTER TABLE webhook_endpoints ADD COLUMN notify_email TEXT;
ALTER TABLE webhook_endpoints ADD COLUMN notified_at INTEGER;
