"""From the annual plan to the last payment (政府购买服务): plan, agreement, indicators, budget, payments.

Words
    agreement  what is bought from whom, for which stations, from one day to another
    indicator  what the agreement asks for, counted by metrics
"""
