"""Papers and summaries of other systems, brought into an archive.

One module reads each format and gives ``items``: papers, most of them with a text about it. ``known`` finds out which
items are one paper, and which of them the archive has; ``planning`` makes files of them. Nothing is written here.
"""
