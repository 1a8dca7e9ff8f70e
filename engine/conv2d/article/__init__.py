"""What the article prints that is more than a wrong letter."""
