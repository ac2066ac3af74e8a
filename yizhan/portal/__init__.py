"""Window: the public pages and open data. Reaches disclosure, intake, regions and below; no person."""
