"""Order flow on the chart: footprint, heatmap of the book, bubbles of large trades."""
