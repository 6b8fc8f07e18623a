"""What a policy costs and where it cannot hold: prices, conflicts, risk, shares."""
