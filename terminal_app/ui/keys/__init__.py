"""The dialog of profiles and keys. It takes keys from the person and never shows one back."""
