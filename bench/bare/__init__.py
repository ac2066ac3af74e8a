"""What a measurement compares with: the smallest Django endpoint that inserts a row of the same columns, and nothing else."""
