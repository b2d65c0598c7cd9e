"""Where the plan's goals stand: exact growth arithmetic, contradictions among goals, the scorecard."""
