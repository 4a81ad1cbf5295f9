"""What happened and is told by many words in any order: a fit, a birth, a handful of tablets, a still womb."""
