"""Ports of this machine, for servers that live as long as a test."""

import socket


def free_port():
    """Return the number of a port at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
