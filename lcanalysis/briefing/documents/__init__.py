"""A run as a document: one list of headings, paragraphs, tables and figures, and a writer for each format."""
