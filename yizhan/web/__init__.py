"""Window: the signed-in pages. Finds, calls one action, shows; holds no rules and writes nothing itself.

Words
    door  `@requires(verb)`: the permission a page states
    area  one file of pages and its folder of templates
"""
