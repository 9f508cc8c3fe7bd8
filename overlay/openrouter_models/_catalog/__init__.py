"""What a catalog does with its models: look-up, filters, order, prices, rows."""
