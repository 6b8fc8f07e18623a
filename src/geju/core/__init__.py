"""The nouns: places, calendar, balances, processes, stores, clauses, and the case that holds them."""
