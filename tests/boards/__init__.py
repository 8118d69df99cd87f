"""What only the emulated boards can show."""
