"""How old what a panel shows is, and how it says so."""
