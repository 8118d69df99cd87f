// Nothing beyond py/mphal.h; main.c has the functions.
