"""`make bench`: how fast it is, as ratios against the bare database on the same machine in the same run."""
