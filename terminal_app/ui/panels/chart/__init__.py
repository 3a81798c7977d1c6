"""The chart: candles and volume of one instrument, drawn by the visible window of a pyramid."""
