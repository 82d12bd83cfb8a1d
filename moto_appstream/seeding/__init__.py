"""What a test or a seed file puts in place, and how it gets there."""
