from ustruct import *
