"""How the program is put together: settings, addresses, server entry points, the queue."""
