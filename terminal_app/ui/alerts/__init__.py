"""Price alerts in the window: kept, told, heard and listed."""
