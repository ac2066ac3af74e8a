"""Documents (文书) from a template and plain data: Word, Excel, PDF. Knows no noun of social work.

Words
    paper     a finished document file
    template  the shape it is poured into
"""
