"""Looking over the work: evaluation, warnings, inspections, complaints, rectification (监督评估).

Words
    round      one evaluation of many stations by one pack
    warning    a figure that breaks a rule, with its clause
    complaint  somebody says that a station, a worker or an agency did wrong (投诉)
    hearing    the side complained about is asked for its account (听取情况说明)
"""
