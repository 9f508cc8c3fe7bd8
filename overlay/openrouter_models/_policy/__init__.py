"""What a team has decided and wrote down: drift that it knows, models that it depends on."""
