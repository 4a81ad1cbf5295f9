"""What the graph and the grammar words compile to: the dictionary that a text is read with."""
