"""What is said of each mention: present, absent, unsure, past, planned, another's, or only likened to."""
