"""What a page shows: quantities in sentences, tables, and charts, each knowing its numbers and their sources."""

from lcanalysis.exhibits.bilingual import EXHIBIT_MIME, BilingualExhibit
from lcanalysis.exhibits.captioned_frame import CaptionedFrame
from lcanalysis.exhibits.data_table import DataTable, table
from lcanalysis.exhibits.passage import ANSWER, FOOT, Passage, answer, bullets, foot, paragraph, passage_html, text
from lcanalysis.exhibits.phrases import change_words, date_words, period_words, probability_range
from lcanalysis.exhibits.stacked import Stacked, stacked
from lcanalysis.exhibits.strip import KeyFigure, Strip, strip
from lcanalysis.exhibits.strip_html import strip_html, strip_rows, strip_text, value_text
from lcanalysis.exhibits.table_html import cell_text, foot_lines, table_html, table_text
from lcanalysis.exhibits.words import Words, catalogue_words, joined, name_words, named_list, words, words_from

__all__ = [
    "ANSWER",
    "EXHIBIT_MIME",
    "FOOT",
    "BilingualExhibit",
    "CaptionedFrame",
    "DataTable",
    "KeyFigure",
    "Passage",
    "Stacked",
    "Strip",
    "Words",
    "answer",
    "bullets",
    "catalogue_words",
    "cell_text",
    "change_words",
    "date_words",
    "foot",
    "foot_lines",
    "joined",
    "name_words",
    "named_list",
    "paragraph",
    "passage_html",
    "period_words",
    "probability_range",
    "stacked",
    "strip",
    "strip_html",
    "strip_rows",
    "strip_text",
    "table",
    "table_html",
    "table_text",
    "text",
    "value_text",
    "words",
    "words_from",
]
