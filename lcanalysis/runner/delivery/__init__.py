"""What happens to an edition once it is complete: a hook, an e-mail, a file for another service. Off unless asked for."""
