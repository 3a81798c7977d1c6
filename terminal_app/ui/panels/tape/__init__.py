"""The public trades of the selected instrument."""
