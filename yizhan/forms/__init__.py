"""Questionnaires (问卷): definitions, versions and submissions. Knows no noun of social work.

Words
    form        a questionnaire, authored as a spreadsheet (XLSForm)
    version     a form as it stood when it was published
    submission  the answers of one filling-in
"""
