"""From executed notebooks to an edition: pages, index, results and manifest.

`rendering.render_page` makes one self-contained page, `edition.write_edition` the folder; `page` holds the
nbconvert exporter `lcbriefing`, which makes the same page from any notebook.
"""
