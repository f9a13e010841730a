"""Documents of each dialect beside what they claim; README.md tells how they are written."""
