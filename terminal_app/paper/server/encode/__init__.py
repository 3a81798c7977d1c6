"""Engine values to the venue's JSON rows. Pure; one file per audience."""
