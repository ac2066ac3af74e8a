"""Words of a household that the program itself looks at."""

HEAD = "户主"
FORMER_HEAD = "原户主"
