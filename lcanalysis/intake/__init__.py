"""Published tables and statements to observations: exact as printed, each with its cell."""
