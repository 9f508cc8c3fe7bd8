"""Steps from the vendored document to the generated client, one module each."""
