"""What the calls and streams of the classic (V2) API share: words, refusals, reading, orders."""
