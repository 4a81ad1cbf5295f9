"""Numbers that are readings or laboratory results: of what, in which unit, of when, and whether they can be."""
