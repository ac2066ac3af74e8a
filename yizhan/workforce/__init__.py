"""The people who serve (社工队伍): staff, posts, certificates, filing.

Words
    worker       somebody in a post at a station
    post         站长, 副站长, 驻站社工, 转换岗位人员, 督导: the words by which documents bind people
    fact         what is known of a worker for a condition of a document (年龄, 学历, 持证)
    certificate  a professional qualification; its registration runs out and is renewed
    filing       the report of staff and changes to the county (备案)
"""
