"""From characters to a row of pieces: tokens, words of the dictionary, amounts, dates, sentences and clauses."""
