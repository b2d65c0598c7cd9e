"""Files and folders: read safely, locked, kept private, and replaced whole."""
