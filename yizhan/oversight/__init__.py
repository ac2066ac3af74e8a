"""Looking over the work: evaluation, warnings, inspections, complaints, rectification (监督评估).

Words
    round    one evaluation of many stations by one pack
    warning  a figure that breaks a rule, with its clause
"""
