"""Build the documentation in both languages: `build_docs.py OUT`. A warning of Sphinx is an error; nothing is fetched."""

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"
START = """<!doctype html>
<html lang="zh">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>lcanalysis</title>
<style>body{font:1.2rem/1.6 system-ui,"Microsoft YaHei",sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}</style>
<h1>lcanalysis</h1>
<p lang="zh"><a href="zh/index.html">中文文档</a></p>
<p lang="en"><a href="en/index.html">Documentation in English</a></p>
</html>
"""


def main(out: Path) -> int:
    """Build both languages into `out` and return 0, or the exit code of the first that failed."""
    for lang in ("en", "zh"):
        # An environment of an earlier build could hide a warning.
        arguments = ["-W", "--keep-going", "-q", "-E", "-a", "-c", str(DOCS), "-t", lang, "-d", str(out / f".{lang}")]
        line = [sys.executable, "-m", "sphinx", *arguments, str(DOCS / lang), str(out / lang)]
        # A process for each, because the commands' help has the language that it was imported with.
        if code := subprocess.run(line, check=False).returncode:
            return code
    (out / "index.html").write_text(START, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
