from uos import *
