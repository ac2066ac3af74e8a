"""What a questionnaire is and whether its answers hold; plain Python, no table and no clock."""
