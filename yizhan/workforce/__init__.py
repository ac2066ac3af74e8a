"""The people who serve (社工队伍): staff, posts, certificates, filing.

Words
    worker       somebody in a post at a station
    certificate  a professional qualification with its validity
    filing       the report of staff and changes to the county (备案)
"""
