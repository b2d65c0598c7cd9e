"""From raw to processed data, whole or not at all."""
