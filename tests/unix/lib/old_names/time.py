from utime import *
