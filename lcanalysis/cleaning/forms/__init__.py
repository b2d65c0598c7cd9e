"""Forms that offices fill in, and their return."""
