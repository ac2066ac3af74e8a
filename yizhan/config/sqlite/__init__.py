"""Django's SQLite, a little quicker; named by `env.sqlite`."""
