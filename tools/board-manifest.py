# What the firmware of the emulated boards freezes.
package("modemsim", base_path="../tests")  # noqa: F821
