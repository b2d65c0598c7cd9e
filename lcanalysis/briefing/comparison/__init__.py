"""What changed between two editions, found from their own files alone; nothing here is slow to import."""
