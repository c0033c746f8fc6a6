"""What a release costs: its time, its artifacts, what updates fetch; and whom a halted version reaches."""
