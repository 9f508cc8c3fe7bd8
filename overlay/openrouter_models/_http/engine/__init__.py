"""All that knows the engine of httpx, httpcore, or its successor, httpx2."""
