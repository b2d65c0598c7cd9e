"""What happens to an edition once it is complete: a hook, an e-mail, a file for another service. Off unless asked for."""

from typing import Final

SECRETS: Final = "LCANALYSIS_SMTP_"
"""How the variables of the mail server begin, which a hook is never given."""
