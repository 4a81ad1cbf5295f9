"""Who is meant, and their age, sex and pregnancy as far as the text tells them."""
