"""Window: the public pages (/p/). Reaches disclosure, intake, regions and below; no person."""
