"""Django's PostgreSQL, with one message less for each transaction; named by `env.env_database_url`."""
