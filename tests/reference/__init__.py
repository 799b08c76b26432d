"""A plain, slow interpreter of documents, written from the documentation and not from the code."""
