"""Who somebody is and what she may do: users, organisations, roles, grants, custody, sign-in.

Words
    organisation  a government office, an agency (机构), an evaluator …
    role          a named set of verbs, reviewed as code in `roles.py`
    grant         a role given to a user for a region, from one day to another
    custody       which organisation operates which station, from one day to another
"""
