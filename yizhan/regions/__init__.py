"""The division tree of the country (行政区划): codes, validity, predecessors, local villages and zones.

Words
    division     one unit of the tree, by its unpadded code of 2, 4, 6, 9 or 12 digits
    level        province, prefecture, county, township, village
    zone         a management committee or resettlement site, added locally
    predecessor  the division that a merged or renamed one continues
"""
