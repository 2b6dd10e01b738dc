"""What `keyaccount check` looks at: each room gives findings, with what to do about those that are not fine."""
