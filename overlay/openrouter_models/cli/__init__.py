"""The command `openrouter-models`: one module per subcommand, imported when it is called."""
