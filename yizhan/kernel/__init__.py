"""Plain Python under everything: who acts, when, how much, and why not.

Words: actor 操作人, grant 授权, refusal 不予办理的理由, period 期间, working day 工作日, identity number 证件号码,
fen 分 (money is whole fen), metric 指标口径. Imports nothing of ours.
"""
