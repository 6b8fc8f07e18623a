"""Where the region stands, and whether the model of it can be believed: back-casts of past years against statistics."""
