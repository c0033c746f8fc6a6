"""What others wrote and this project uses: under which licences, and with which known holes."""
