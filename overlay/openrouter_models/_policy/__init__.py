"""What a team has decided and written down: the drift it knows, the models it requires."""
