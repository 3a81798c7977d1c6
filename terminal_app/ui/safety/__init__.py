"""What protects the person: the kill switch, flat with proof, and the evidence of an order."""
