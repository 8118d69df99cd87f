import unittest

from . import nordic_transcripts, quectel_transcripts, sequans_transcripts

TABLES = {
    "sequans": sequans_transcripts.CASES,
    "nordic": nordic_transcripts.CASES,
    "quectel": quectel_transcripts.CASES,
}


class Transcripts(unittest.TestCase):
    def test_every_dialogue_of_the_description_is_spoken_byte_for_byte(self):
        for dialect in TABLES:
            for case in TABLES[dialect]:
                with self.subTest(dialect=dialect, case=case.__name__):
                    case()
