"""``python -m lcanalysis``: the same as the command ``lcanalysis``."""

import sys

try:
    from lcanalysis.cli import main
except ModuleNotFoundError as missing:
    # The catalogues cannot be read without babel, nor the arguments without click.
    sys.exit(f"lcanalysis: {missing.name}? pip install -r requirements.lock")

if __name__ == "__main__":
    main()
