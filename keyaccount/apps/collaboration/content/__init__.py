"""What an uploaded file is: judged by its bytes, never by what it says of itself."""
