"""Read documents from pages, files and URLs."""
