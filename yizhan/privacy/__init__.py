"""Every wall between a person and a record: who sees which rows, what was done and refused, what is enciphered and masked.

Words: scope 可见范围, audit line 审计记录, seal 封存链, field encryption 字段加密, digest 检索摘要, masking 遮住, unmasking 查看完整信息.
"""
