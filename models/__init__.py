"""What we believe about a lead."""
