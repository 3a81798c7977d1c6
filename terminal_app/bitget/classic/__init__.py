"""The classic account (V2), spot and futures: where its calls go, what they ask and what the answers mean."""
