# Tests of the simulator itself: python3 -m unittest discover -s tests/modemsim/tests -t tests
