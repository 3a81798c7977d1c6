"""What a person has chosen, and the files it is kept in. Knows no Qt and no venue."""
