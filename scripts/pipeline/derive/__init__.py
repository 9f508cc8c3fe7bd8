"""Derive the contract from the vendored document."""
