"""``python -m lcanalysis``: the same as the command ``lcanalysis``."""

from lcanalysis.cli import main

if __name__ == "__main__":
    main()
