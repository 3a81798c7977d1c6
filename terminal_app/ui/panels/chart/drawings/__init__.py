"""What a person draws on the chart: values and geometry without Qt, one layer that paints, one hand."""
