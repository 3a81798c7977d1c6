"""Where API keys are kept: the system's key store, an encrypted file, or the memory of one session."""
