"""The bar of a replay: play, pause, step, speed and position."""
