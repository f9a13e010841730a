"""Commands of the policy: how they are started, bounded and ended."""
