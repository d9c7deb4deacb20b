"""What leaves graphkit is whole, and read back by others."""
