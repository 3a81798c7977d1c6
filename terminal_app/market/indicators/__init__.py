"""Indicators of the chart: what there is, how each is reckoned while the market moves, what a chart shows."""
