"""The command line: thin commands over a client that works through a running server, or on the store itself.

Data goes to standard output, words to standard error. Read `main.run`, then `client.open_client`.
"""
