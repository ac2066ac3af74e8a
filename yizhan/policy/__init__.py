"""Which rule holds here today: policy packs read, checked and answered from.

A policy pack is a folder of YAML for one issued document (一份文件); a rule carries its clause, and a number that an
official can change lives there, never in code. Plain Python without a framework.

Files
    schema   the closed vocabulary: one frozen model per rule kind
    load     a pack's sheets into a Pack; complaints in Chinese for the author
    check    worked examples, and the check of an uploaded zip
    book     the shelf: rule_for, rules_in_force, catalogue_for, what changed
    reading  a rule as people read it: its value in a few words, its facts, the sentence marked in the original
    papers   the generated pages: 词汇.md, 口径.md, schema.json

Words
    pack     one document as data (政策包)
    rule     one sentence of it (规定), with its clause (条款)
    shelf    all packs that were opened at start-up
    book     the question: which rule, in which region, on which day
    pending  a value lost or not yet decided (待定): never judged
"""
