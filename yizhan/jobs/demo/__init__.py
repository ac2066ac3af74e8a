"""A year of two invented places, played through the same actions people use, with a fixed seed.

It proves the rules and fills the demo. Everybody in it is visibly made up: people are 示例…, offices 【示例】…, identity
numbers begin with 469099 and 530199, which no county has, so that none of them can be anybody's.
"""
