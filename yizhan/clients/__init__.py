"""The people served (服务对象): persons, households, consent, classes, grades, one person one file (一人一档).

Words
    client      a person with a file at a station
    household   who lives together
    class       why somebody is a focus of service (对象类别)
    grade       how urgent her situation is (分级)
    consent     what she agreed to, per purpose
    restricted  a file that only named people open
"""
