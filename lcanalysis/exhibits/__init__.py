"""What a page shows: quantities in sentences, tables, and charts, each knowing its numbers and their sources."""

from lcanalysis.exhibits.bilingual import EXHIBIT_MIME, BilingualExhibit
from lcanalysis.exhibits.captioned_frame import CaptionedFrame
from lcanalysis.exhibits.data_table import DataTable, table
from lcanalysis.exhibits.passage import ANSWER, Passage, answer, bullets, paragraph, passage_html, text
from lcanalysis.exhibits.phrases import change_words, period_words
from lcanalysis.exhibits.probability_words import in_ten
from lcanalysis.exhibits.table_html import foot_lines, table_html, table_text
from lcanalysis.exhibits.words import Words, catalogue_words, joined, name_words, words, words_from

__all__ = [
    "ANSWER",
    "EXHIBIT_MIME",
    "BilingualExhibit",
    "CaptionedFrame",
    "DataTable",
    "Passage",
    "Words",
    "answer",
    "bullets",
    "catalogue_words",
    "change_words",
    "foot_lines",
    "in_ten",
    "joined",
    "name_words",
    "paragraph",
    "passage_html",
    "period_words",
    "table",
    "table_html",
    "table_text",
    "text",
    "words",
    "words_from",
]
