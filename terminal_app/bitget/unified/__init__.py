"""The unified account (V3): where its calls go, what they ask and what the answers mean."""
