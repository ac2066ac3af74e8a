"""The vocabulary of policy packs: one frozen model per rule kind, closed keys, no expressions.

words     the lists of allowed words, and how text becomes a number, a day, an amount
rule      the keys every rule has, and Verdict, the answer of a rule
measures  不少于 不超过 配比 必备材料 名单 文本
times     限期 频次 目标
people    资格 职责
money     标准价 分档
scoring   权重 指标 后果
scales    量表
units     计数条件
pack      the document itself: head, rules, service catalogue, worked examples
"""
