"""Our executions, newest first."""
