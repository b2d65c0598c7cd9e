"""A plan folder from one workbook: its goals as a plan prints them, and the figures that are known."""
