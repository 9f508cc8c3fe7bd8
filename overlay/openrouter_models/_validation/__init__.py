"""What deviates in a body: a walker compiled from the contract, and the report it makes."""
