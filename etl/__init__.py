"""WHAT HAPPENED: documents become checked records in the database."""
