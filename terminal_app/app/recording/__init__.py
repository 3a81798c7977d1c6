"""Recording a session: what its streams said, what its orders did, and what the person pressed."""
