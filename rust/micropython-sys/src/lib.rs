//! What the engines need to know of a MicroPython tree.
#![no_std]
