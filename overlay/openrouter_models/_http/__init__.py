"""Exchange a request for a whole response: configuration, key, retries, errors."""
