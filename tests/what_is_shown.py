"""What a notebook that was run in this process shows: text and numbers of its exhibits, in one language or in both."""

from lcanalysis.charts import BilingualChart, Chart
from lcanalysis.exhibits import BilingualExhibit, Passage


def text_in(one, lang):
    """Return the text of an exhibit; a chart that is drawn in one language has its own."""
    return one.plain(lang) if isinstance(one, BilingualExhibit) else f"{one.finding}\n{one.alt}"


def text_of(shown, lang):
    """Return the text of all exhibits of a notebook, the answer first."""
    answers = [one for _, one in shown if is_answer(one)]
    rest = [one for _, one in shown if not is_answer(one)]
    return "\n".join(text_in(one, lang) for one in (*answers, *rest))


def values_of(shown):
    """Return the numbers by key, as they are shown."""
    exhibits = [one for _, one in shown if isinstance(one, BilingualExhibit)]
    return {key: number["value"] for one in exhibits for key, number in one.results().items()}


def answer_of(shown, lang):
    """Return the answer of a page; of a page whose first exhibit is it, that one."""
    return text_in(next((one for _, one in shown if is_answer(one)), shown[0][1]), lang)


def is_answer(one):
    return isinstance(one, Passage) and one.role == "answer"


def is_chart(one):
    return isinstance(one, Chart | BilingualChart)


def is_bilingual(shown):
    return all(isinstance(one, BilingualExhibit) for _, one in shown)


def rows_of(one, lang="zh"):
    """Return the rows of a table, each as the texts of its cells."""
    return [[cell["text"] for cell in row] for row in one.shown(lang)["rows"]]
