# import skip: prints SKIP and ends the test where the interpreter was built without the modules.
try:
    import microcoapy  # noqa: F401
except ImportError:
    print("SKIP")
    raise SystemExit
