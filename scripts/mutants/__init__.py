"""Change the contract and responses in every single way, and see what notices."""
