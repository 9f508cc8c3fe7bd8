"""Generate the client from the contract."""
