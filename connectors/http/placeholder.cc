namespace syndicated {}
