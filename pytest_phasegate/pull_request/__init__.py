"""What the head of a pull request may not loosen: both policies hold, no unit is gone, the worse verdict counts."""
