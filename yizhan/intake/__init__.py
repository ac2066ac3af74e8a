"""Letters from the public (来信): request, complaint, sign-up, answer; posted with a receipt number.

The public window may only post here; the rooms above open what arrived.

Words
    invitation  a code on a slip that lets somebody post one letter: what is asked and until when, never of whom (答卷码)
    letter      what a member of the public sent
    receipt     the number she may ask about it with (回执)
"""
