"""What our site adds to Sphinx: pages of files, notebooks, pictures."""
