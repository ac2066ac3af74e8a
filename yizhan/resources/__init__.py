"""Offers of goods, money, places and partners, matched to needs and dispatched (资源链接).

Words
    offer  what somebody gives
    match  an offer and a need that fit
"""
