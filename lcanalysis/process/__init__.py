"""This process: its streams, its memory, and the notebook session it may be running."""
