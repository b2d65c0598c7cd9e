"""What a notebook shows on a plan, read from the JSON of its exhibits."""

from __future__ import annotations

import json

from run_in_process import run

from lcanalysis.exhibits import BilingualExhibit


class Page:
    """The exhibits of an executed notebook by their names; all of them carry both languages."""

    def __init__(self, notebook, data, **parameters):
        shown = [one for _, one in run(notebook, data=str(data), **parameters)]
        assert all(isinstance(one, BilingualExhibit) for one in shown)
        self.exhibits = {one.id: json.loads(json.dumps(one.to_json())) for one in shown}
        assert len(self.exhibits) == len(shown), "every exhibit has a name of its own"

    def text(self, name, lang="zh"):
        """Return the sentences of a text, or of a table its title, cells and foot."""
        shown = self.exhibits[name][lang]
        if "markdown" in shown:
            return shown["markdown"]
        if "figures" in shown:
            return "\n".join([shown["title"], *(" ".join(map(str, one.values())) for one in shown["figures"])])
        lines = [[shown["title"], shown["unit"]], shown["heads"], *self.rows(name, lang), shown["foot"]]
        return "\n".join(" | ".join(line) for line in lines)

    def rows(self, name, lang="zh"):
        """Return the texts of a table's cells, by rows."""
        return [[cell["text"] for cell in row] for row in self.exhibits[name][lang]["rows"]]

    def whole(self, lang="zh"):
        """Return all that stands on the page but charts."""
        return "\n".join(self.text(name, lang) for name, one in self.exhibits.items() if one["kind"] != "chart")

    @property
    def numbers(self):
        """The values of all numbers by key."""
        return {key: number["value"] for one in self.exhibits.values() for key, number in one["numbers"].items()}

    def trace(self, key):
        """Return what a number follows from."""
        return next(one["numbers"][key]["trace"] for one in self.exhibits.values() if key in one["numbers"])
