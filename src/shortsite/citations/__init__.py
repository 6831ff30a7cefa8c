"""Citations of papers as other programs write them: BibTeX, RIS and CSL-JSON, read into values of records and written.

``entry`` is what a reader gives. ``sound`` holds the values to what a record may say, whatever a file claims;
``latex``, ``names`` and ``addresses`` read the parts of which all formats are made.
"""
