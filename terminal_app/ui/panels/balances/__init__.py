"""What the account holds, coin by coin."""
