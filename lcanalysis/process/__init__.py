"""The running process: its streams, its memory, and the notebook session it belongs to."""
