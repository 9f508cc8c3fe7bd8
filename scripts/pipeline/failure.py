"""The one exception of the pipeline."""


class PipelineError(Exception):
    """Say that a step could not be done: what is wrong, where, and what to do next.

    The commands print the message on one line of stderr and exit with 2.
    """
