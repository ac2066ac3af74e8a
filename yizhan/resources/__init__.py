"""Offers of goods, money, places and partners, and who got how much of them (资源链接).

Words
    offer   what somebody gives: a line of the ledger of resources (资源台账)
    link    a part of an offer that reached people or a programme; the service itself stands in services
"""
