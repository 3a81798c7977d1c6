"""One folder for each panel: `state` says what is shown (no Qt), `panel` and its views say how."""
