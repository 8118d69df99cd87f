from ujson import *
