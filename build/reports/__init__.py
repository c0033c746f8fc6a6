"""What the test tools report, read from their own files, and the summary of it all."""
