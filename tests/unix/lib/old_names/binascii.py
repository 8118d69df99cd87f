from ubinascii import *
