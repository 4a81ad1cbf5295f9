"""Where findings and diseases are spoken of: phrases found whole, and meanings composed of what stands together."""
