"""What is done for people: one table for every delivered service; visits (探访) are its first kind.

Words
    service       one delivered service, of whatever kind, on one day
    visit         seeing a client at home, at the station or by telephone
    item          an entry of the region's service catalogue (服务清单)
    task refusal  an administrative task outside the catalogue that the station turned down
"""
