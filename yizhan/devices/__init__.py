"""The phones of the field: which account works on which phone, what a phone sent, what waits, what two people wrote
differently, and what a phone may carry. It stands above the rooms whose verbs a phone may send, because sending again,
deciding later and clearing a difference carry those verbs out.

Words
    device      one phone with the field app, used by one account (手机)
    command     one verb a phone sends, under an id the phone made: carried out once, however often it comes
    set aside   a command that was not carried out and is kept until somebody decides (没处理的记录)
    difference  one field that the phone and the station wrote differently; both stay until a person chooses (两边不一样)
    version     tags of a row's fields, opaque to the phone: what a change was based on
    cursor      how far a phone has read
"""
