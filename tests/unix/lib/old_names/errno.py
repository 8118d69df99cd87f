from uerrno import *
