"""An exchange that lives on this machine: a pure engine and a server that speaks the venue's wire."""
