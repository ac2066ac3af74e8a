"""Letters from the public (来信): request, complaint, sign-up, answer; posted with a receipt number.

The public window may only post here; the rooms above open what arrived.

Words
    letter   what a member of the public sent
    receipt  the number she may ask about it with (回执)
"""
