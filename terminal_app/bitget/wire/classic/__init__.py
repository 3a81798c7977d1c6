"""The wire of the classic account (V2): bodies, rows and pushes, spot and futures."""
