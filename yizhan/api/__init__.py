"""Window: version 1 for phones and partners, one file per noun. The same verbs through another door."""
