"""Window: management commands and timed work. Each builds an Actor and calls an action.

Words
    task  a function of `tasks.py` that the queue runs by name
    tick  the clock's call: every minute, every night
"""
