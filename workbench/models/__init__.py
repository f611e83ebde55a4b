"""What the counts say: the self-exciting model, the textbook answers beside it, and the checks on both."""
