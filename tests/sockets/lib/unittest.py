# The module `unittest` as far as MicroPython's socket tests ask, and the last lines that its runner looks for:
# micropython-lib has the real one.
import sys


class SkipTest(Exception):
    pass


class Raises:
    def __init__(self, expected):
        self.expected = expected

    def __enter__(self):
        return self

    def __exit__(self, kind, exception, traceback):
        assert kind is not None, "nothing was raised"
        self.exception = exception
        return issubclass(kind, self.expected)


class TestCase:
    def assertEqual(self, first, second):
        assert first == second, "%r is not %r" % (first, second)

    def assertIsNone(self, value):
        assert value is None, "%r is not None" % (value,)

    def assertRaises(self, expected):
        return Raises(expected)

    def fail(self, message="failed"):
        raise AssertionError(message)


def skipIf(condition, reason):
    def skip(self):
        raise SkipTest(reason)

    return lambda function: skip if condition else function


def tests_of(names):
    for case in list(names.values()):
        if isinstance(case, type) and issubclass(case, TestCase) and case is not TestCase:
            yield from [(case, test) for test in dir(case) if test.startswith("test")]


def main():
    count = failures = skipped = 0
    for case, test in tests_of(sys.modules["__main__"]):  # takes_over.py puts the names of the script there
        count += 1
        try:
            getattr(case(), test)()
        except SkipTest:
            skipped += 1
        except Exception as error:
            failures += 1
            sys.print_exception(error)
    print("-" * 70)
    print("Ran %d tests" % count)
    print()
    if failures:
        print("FAILED (failures=%d, errors=0)" % failures)
    else:
        print("OK" + (" (skipped=%d)" % skipped if skipped else ""))
