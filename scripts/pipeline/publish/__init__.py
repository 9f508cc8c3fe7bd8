"""Put new outputs in the place of old ones, all or nothing, and lock them."""
