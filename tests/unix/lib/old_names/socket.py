from usocket import *
