# Nothing frozen: the tests name where modules in Python are.
