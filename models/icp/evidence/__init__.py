"""What outcomes say of the profile's rules. It proposes and changes nothing: fit stays what people agreed."""
