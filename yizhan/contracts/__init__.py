"""From the annual plan to the last payment and the next year's agreement (政府购买服务).

Words
    project     what one county buys for its stations in one service year, which need not be the calendar year (项目)
    agreement   what is bought from whom, for which stations, from one day to another (服务协议)
    indicator   what the agreement asks for, counted by metrics (协议指标)
    instalment  one payment of an agreement, with the conditions it waits for (付款)
    filing      a paper sent to the office above, with its clock and its answer (备案)
    paper       a file that shows something was decided, signed or paid (佐证材料)
"""
